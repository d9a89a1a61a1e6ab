package api

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// fundFields is the class of data in the processing log: what was agreed with the fund for young people.
const fundFields = "fund-agreements"

// FundAgreements answers FundAgreementService.
type FundAgreements struct {
	debtcounsellingv1.UnimplementedFundAgreementServiceServer
	Deps
}

// CreateFundAgreement drafts an agreement.
func (s *FundAgreements) CreateFundAgreement(
	ctx context.Context, req *debtcounsellingv1.CreateFundAgreementRequest,
) (*debtcounsellingv1.FundAgreement, error) {
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	made, m := resource.Making(s.Clock.Now()), req.GetFundAgreement()
	a, broken := decodeAgreement(m)
	a.ID, a.TrajectoryID, a.Recorder, a.State, a.Version = made.ID, t.ID, auth.Subject(ctx), domain.AgreementDraft, 1
	a.Created, a.Updated = made.Now, made.Now
	if a.ClientID == "" {
		a.ClientID = t.ClientIDs[0]
	}
	draft, err := s.drafting(ctx, a, m.GetClaimIds(), broken)
	if err != nil {
		return nil, err
	}
	entry, audit := s.about(ctx, fundFields, t.ClientIDs...), auditlog.Done(ctx, "fund-agreement/"+a.ID)
	kept, err := resource.Create(ctx, s.DB, made, resource.RequestOf("CreateFundAgreement/"+t.ID, req.GetRequestId(), m),
		loadAgreement,
		func(ctx context.Context, tx *sql.Tx) (store.FundAgreement, error) {
			if err := draft.check(ctx, tx, s.Limits); err != nil {
				return draft.row, err
			}
			if err := refuseSecondAgreement(ctx, store.In(tx), a.ClientID); err != nil {
				return draft.row, err
			}
			if err := store.In(tx).InsertFundAgreement(ctx, draft.row); err != nil {
				return draft.row, err
			}
			return draft.row, s.log(ctx, tx, entry, audit)
		})
	if err == nil && kept.ID != made.ID {
		err = s.logRead(ctx, fundFields, "fund-agreement/"+kept.ID, t.ClientIDs...)
	}
	if err != nil {
		return nil, err
	}
	return s.answerAgreement(ctx, kept)
}

// drafting is an agreement on its way in, with what is read before the transaction that keeps it.
type drafting struct {
	row      store.FundAgreement
	goals    []string
	claimIDs []string // that are to be bought off
	birth    person.Birth
	broken   []fault.Field // what is wrong with it as it was sent
}

// drafting seals an agreement, and reads when its client was born. One that is of no client of the trajectory is refused later,
// with all else that is wrong.
func (d Deps) drafting(
	ctx context.Context, a domain.FundAgreement, claimIDs []string, broken []fault.Field,
) (*drafting, error) {
	draft := &drafting{
		row: store.FundAgreement{FundAgreement: a, Sealed: []byte{}}, goals: a.Goals, claimIDs: claimIDs, broken: broken,
	}
	birth, present, err := d.birthOf(ctx, a.ClientID)
	if err != nil || !present {
		return draft, err
	}
	draft.birth = birth
	keys, err := d.vault().Keys(ctx, a.ClientID)
	if err != nil {
		return nil, err
	}
	draft.row, err = sealAgreement(keys, a)
	return draft, err
}

// birthOf answers when a client was born, where there is one who was not erased.
func (d Deps) birthOf(ctx context.Context, clientID string) (birth person.Birth, present bool, err error) {
	known, err := d.acquaint(ctx, map[string]bool{clientID: true})
	if counted := known[clientID].counted; counted != nil {
		return counted.Birth, true, nil
	}
	return birth, false, err
}

// check locks the trajectory of an agreement and completes the agreement, or answers every rule it breaks.
func (d *drafting) check(ctx context.Context, tx *sql.Tx, limits domain.Limits) error {
	st := store.In(tx)
	t, err := st.LockTrajectory(ctx, d.row.TrajectoryID)
	if err != nil {
		return err
	}
	if err := t.CheckHere(); err != nil {
		return err
	}
	claims, err := st.Claims(ctx, t.ID, 0, "", mostClaims)
	if err != nil {
		return err
	}
	in := domain.Agreeing{Trajectory: t, Birth: d.birth, Limits: limits, ClaimIDs: d.claimIDs}
	for _, c := range claims {
		in.Claims = append(in.Claims, c.Claim)
	}
	d.row.Goals = d.goals
	broken := append(slices.Clone(d.broken), d.row.Check(in)...)
	d.row.Goals = nil
	return fault.At("fund_agreement", fault.Violations(broken))
}

// refuseSecondAgreement answers that a client has an agreement that is not concluded. Its trajectory is locked. Error:
// FAILED_PRECONDITION (AGREEMENT_EXISTS).
func refuseSecondAgreement(ctx context.Context, st store.Store, clientID string) error {
	list, err := st.FundAgreementsOfClient(ctx, clientID)
	for _, a := range list {
		if !a.State.Concluded() {
			return fault.New(fault.FailedPrecondition, "AGREEMENT_EXISTS", "The client has an agreement that is %s.", a.State).
				With("fund_agreement_id", a.ID)
		}
	}
	return err
}

// GetFundAgreement answers one agreement.
func (s *FundAgreements) GetFundAgreement(
	ctx context.Context, req *debtcounsellingv1.GetFundAgreementRequest,
) (*debtcounsellingv1.FundAgreement, error) {
	row, t, err := s.openCaseOfAgreement(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	answer, err := s.answerAgreement(ctx, row)
	if err != nil {
		return nil, err
	}
	return answer, s.logRead(ctx, fundFields, "fund-agreement/"+row.ID, t.ClientIDs...)
}

// ListFundAgreements lists the agreements of a trajectory, oldest first.
func (s *FundAgreements) ListFundAgreements(
	ctx context.Context, req *debtcounsellingv1.ListFundAgreementsRequest,
) (*debtcounsellingv1.ListFundAgreementsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	var rows []store.FundAgreement
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		rows, err = st.FundAgreements(ctx, t.ID, after, size+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	rows, next := pages.Cut(req, rows, size, func(a store.FundAgreement) string { return a.ID })
	list, err := s.openAgreements(ctx, rows...)
	if err != nil {
		return nil, err
	}
	answer := &debtcounsellingv1.ListFundAgreementsResponse{NextPageToken: next}
	for _, a := range list {
		answer.FundAgreements = append(answer.FundAgreements, encodeAgreement(a))
	}
	return answer, s.logRead(ctx, fundFields, "trajectory/"+t.ID, t.ClientIDs...)
}

// openCaseOfAgreement answers an agreement of a trajectory that the caller may see. Error: PERMISSION_DENIED (CASE_NOT_YOURS),
// which is the same for one that is not there.
func (d Deps) openCaseOfAgreement(ctx context.Context, id string) (store.FundAgreement, domain.Trajectory, error) {
	return openPart(ctx, d, "fund-agreement/"+id, "AGREEMENT_NOT_FOUND",
		func(st store.Store) (store.FundAgreement, error) { return st.FundAgreement(ctx, id) },
		func(one store.FundAgreement) string { return one.TrajectoryID })
}

func loadAgreement(ctx context.Context, tx *sql.Tx, id string) (store.FundAgreement, error) {
	return store.In(tx).FundAgreement(ctx, id)
}

// lockAgreement answers an agreement behind the lock of its trajectory, which is what all that changes agreements locks.
func lockAgreement(ctx context.Context, tx *sql.Tx, a store.FundAgreement) (store.FundAgreement, domain.Trajectory, error) {
	t, err := store.In(tx).LockTrajectory(ctx, a.TrajectoryID)
	if err != nil {
		return a, t, err
	}
	a, err = store.In(tx).FundAgreement(ctx, a.ID)
	return a, t, err
}
