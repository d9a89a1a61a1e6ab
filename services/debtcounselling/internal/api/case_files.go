package api

import (
	"context"
	"slices"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/letters"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// caseFileFields is the class of data in the processing log: everything of a case, on paper.
const caseFileFields = "case-file"

// CaseFiles answers CaseFileService.
type CaseFiles struct {
	debtcounsellingv1.UnimplementedCaseFileServiceServer
	Deps
	Sender letters.Sender
}

// GetCaseFile answers the case file of a trajectory as a document.
func (s *CaseFiles) GetCaseFile(
	ctx context.Context, req *debtcounsellingv1.GetCaseFileRequest,
) (*debtcounsellingv1.CaseFile, error) {
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	if err := checkSender(s.Sender); err != nil {
		return nil, err
	}
	file, err := s.caseFile(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	content, err := file.PDF()
	if err != nil {
		return nil, unreadable(err)
	}
	return &debtcounsellingv1.CaseFile{
		FileName: "dossier-" + file.Date.String() + ".pdf", MediaType: mediaPDF, Content: content,
	}, s.logRead(ctx, caseFileFields, "trajectory/"+t.ID+"/case-file", t.ClientIDs...)
}

// sealedCase is what stands in a case file and is sealed.
type sealedCase struct {
	clients map[string]store.Client
	claims  []store.Claim
	budget  store.BudgetPlan
}

// caseFile answers what stands in the case file of a trajectory at one moment. Error: NOT_FOUND (CLIENT_ERASED) where nobody
// is left whose it is.
func (s *CaseFiles) caseFile(ctx context.Context, trajectoryID string) (letters.CaseFile, error) {
	f := letters.CaseFile{Sender: s.Sender, Date: s.today()}
	var sealed sealedCase
	err := s.snapshot(ctx, func(st store.Store) (err error) {
		if sealed, err = loadSealedCase(ctx, st, &f, trajectoryID); err != nil {
			return err
		}
		return loadCourse(ctx, st, &f)
	})
	if err != nil {
		return f, err
	}
	if f.Clients, err = s.openPresent(ctx, sealed.clients); err != nil {
		return f, err
	}
	if len(f.Clients) == 0 {
		return f, store.Client{State: domain.Erased}.Use()
	}
	slices.SortFunc(f.Clients, func(a, b domain.Client) int {
		return slices.Index(f.Trajectory.ClientIDs, a.ID) - slices.Index(f.Trajectory.ClientIDs, b.ID)
	})
	if f.Claims, err = s.openClaims(ctx, sealed.claims...); err != nil {
		return f, err
	}
	if f.Budget != nil {
		*f.Budget, err = s.openBudgetPlan(ctx, sealed.budget)
	}
	return f, err
}

// loadSealedCase reads the trajectory, and what of it is sealed.
func loadSealedCase(
	ctx context.Context, st store.Store, f *letters.CaseFile, trajectoryID string,
) (sealed sealedCase, err error) {
	if f.Trajectory, err = st.Trajectory(ctx, trajectoryID); err != nil {
		return sealed, err
	}
	ids := map[string]bool{}
	for _, id := range f.Trajectory.ClientIDs {
		ids[id] = true
	}
	if sealed.clients, err = st.ClientsByID(ctx, ids); err != nil {
		return sealed, err
	}
	if sealed.claims, err = st.Claims(ctx, trajectoryID, 0, "", mostClaims); err != nil {
		return sealed, err
	}
	if f.Creditors, err = st.CreditorsByID(ctx, creditorsOf(sealed.claims)); err != nil {
		return sealed, err
	}
	plan, is, err := st.LastBudgetPlan(ctx, trajectoryID)
	if is {
		sealed.budget, f.Budget = plan, &domain.BudgetPlan{}
	}
	return sealed, err
}

// loadCourse reads what of a case is not sealed: dates and figures.
func loadCourse(ctx context.Context, st store.Store, f *letters.CaseFile) (err error) {
	id := f.Trajectory.ID
	if f.Steps, err = st.TrajectoryTransitions(ctx, id, "", mostSteps); err != nil {
		return err
	}
	if f.Decisions, err = st.Decisions(ctx, id, "", mostDecisions); err != nil {
		return err
	}
	if f.Calculations, err = st.Calculations(ctx, id, "", "", mostCalculations); err != nil {
		return err
	}
	if f.Measures, err = st.Measures(ctx, id, "", mostMeasures); err != nil {
		return err
	}
	f.Measures = slices.DeleteFunc(f.Measures, func(m domain.Measure) bool { return m.Withdrawn })
	f.Terms, err = st.Terms(ctx, store.TermMark{}, store.TermFilter{TrajectoryID: id}, mostTerms)
	return err
}

// mostCalculations and mostTerms are more than there are of one trajectory.
const (
	mostCalculations = 10_000
	mostTerms        = 10_000
)

// creditorsOf answers to whom claims are, and who collects them.
func creditorsOf(claims []store.Claim) map[string]bool {
	ids := map[string]bool{}
	for _, c := range claims {
		for _, id := range []string{c.CreditorID, c.AgencyID} {
			if id != "" {
				ids[id] = true
			}
		}
	}
	return ids
}
