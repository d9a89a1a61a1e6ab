package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// Budgets answers BudgetService.
type Budgets struct {
	debtcounsellingv1.UnimplementedBudgetServiceServer
	Deps
}

// budgetFields is the class of data in the processing log: what comes in and is paid.
const budgetFields = "budget"

// CreateBudgetPlan records a budget plan.
func (s *Budgets) CreateBudgetPlan(
	ctx context.Context, req *debtcounsellingv1.CreateBudgetPlanRequest,
) (*debtcounsellingv1.BudgetPlan, error) {
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	made, m := resource.Making(s.Clock.Now()), req.GetBudgetPlan()
	asked, err := decodeBudgetPlan(m, t)
	if err != nil {
		return nil, err
	}
	asked.ID, asked.Created, asked.Recorder = made.ID, made.Now, auth.Subject(ctx)
	sealed, err := s.sealBudgetPlan(ctx, asked, t.ClientIDs[0])
	if err != nil {
		return nil, err
	}
	entry, audit := s.about(ctx, budgetFields, t.ClientIDs...), auditlog.Done(ctx, "trajectory/"+t.ID)
	kept, err := resource.Create(ctx, s.DB, made, resource.RequestOf("CreateBudgetPlan/"+t.ID, req.GetRequestId(), m),
		loadBudgetPlan,
		func(ctx context.Context, tx *sql.Tx) (store.BudgetPlan, error) {
			if err := lockRunning(ctx, tx, t.ID); err != nil {
				return sealed, err
			}
			if err := store.In(tx).InsertBudgetPlan(ctx, sealed); err != nil {
				return sealed, err
			}
			return sealed, s.log(ctx, tx, entry, audit)
		})
	if err == nil && kept.ID != made.ID {
		err = s.logRead(ctx, budgetFields, "trajectory/"+t.ID, t.ClientIDs...)
	}
	if err != nil {
		return nil, err
	}
	return s.answerBudgetPlan(ctx, kept)
}

// lockRunning locks a trajectory, so that it is not ended nor its clients erased meanwhile. Error: FAILED_PRECONDITION
// (TRAJECTORY_ENDED).
func lockRunning(ctx context.Context, tx *sql.Tx, trajectoryID string) error {
	t, err := store.In(tx).LockTrajectory(ctx, trajectoryID)
	if err == nil && !t.State.Runs() {
		err = fault.New(fault.FailedPrecondition, "TRAJECTORY_ENDED", "The trajectory has ended.")
	}
	return err
}

// GetBudgetPlan answers one budget plan.
func (s *Budgets) GetBudgetPlan(
	ctx context.Context, req *debtcounsellingv1.GetBudgetPlanRequest,
) (*debtcounsellingv1.BudgetPlan, error) {
	p, t, err := s.openPlan(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	answer, err := s.answerBudgetPlan(ctx, p)
	if err != nil {
		return nil, err
	}
	return answer, s.logRead(ctx, budgetFields, "budget-plan/"+p.ID, t.ClientIDs...)
}

// openPlan answers a budget plan of a case that the caller may see, and that case. Error: PERMISSION_DENIED (CASE_NOT_YOURS).
func (s *Budgets) openPlan(ctx context.Context, id string) (store.BudgetPlan, domain.Trajectory, error) {
	return openPart(ctx, s.Deps, "budget-plan/"+id, "BUDGET_PLAN_NOT_FOUND",
		func(st store.Store) (store.BudgetPlan, error) { return st.BudgetPlan(ctx, id) },
		func(one store.BudgetPlan) string { return one.TrajectoryID })
}

// ListBudgetPlans lists the budget plans of a trajectory without their lines, oldest first.
func (s *Budgets) ListBudgetPlans(
	ctx context.Context, req *debtcounsellingv1.ListBudgetPlansRequest,
) (*debtcounsellingv1.ListBudgetPlansResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	var list []store.BudgetPlan
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		list, err = st.BudgetPlans(ctx, t.ID, after, size+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(p store.BudgetPlan) string { return p.ID })
	answer := &debtcounsellingv1.ListBudgetPlansResponse{NextPageToken: next}
	for _, p := range list {
		answer.BudgetPlans = append(answer.BudgetPlans, encodeBudgetPlan(p.BudgetPlan, p.Current))
	}
	return answer, s.logRead(ctx, budgetFields, "trajectory/"+t.ID, t.ClientIDs...)
}

func loadBudgetPlan(ctx context.Context, tx *sql.Tx, id string) (store.BudgetPlan, error) {
	return store.In(tx).BudgetPlan(ctx, id)
}

// exportBudgetPlans adds the budget plans with the lines of the client and of the household, and the sums of these: what is of
// a partner is not the client's own data.
func (d Deps) exportBudgetPlans(
	ctx context.Context, in store.Store, of subject, export *debtcounsellingv1.ClientExport,
) error {
	list, err := in.BudgetPlansOfClient(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, sealed := range list {
		p, err := d.openBudgetPlan(ctx, sealed)
		if err != nil {
			return err
		}
		var own []domain.BudgetLine
		for _, l := range p.Lines {
			if l.ClientID == "" || l.ClientID == of.ID {
				own = append(own, l)
			}
		}
		p.Lines, p.Totals, p.Recorder = own, domain.Sum(own), ""
		export.BudgetPlans = append(export.BudgetPlans, encodeBudgetPlan(p, sealed.Current))
	}
	return nil
}

func dropBudgetTexts(ctx context.Context, tx *sql.Tx, clientID string) error {
	return store.In(tx).DropBudgetTexts(ctx, clientID)
}
