package api_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/budgetsheet"
)

func budgetLine(category debtcounsellingv1.BudgetCategory, cents int32, description string) *debtcounsellingv1.BudgetLine {
	return &debtcounsellingv1.BudgetLine{Category: category, AmountCents: cents, Description: description}
}

// aBudget answers a plan whose lines say something of the client.
func aBudget(change ...func(*debtcounsellingv1.BudgetPlan)) *debtcounsellingv1.BudgetPlan {
	p := &debtcounsellingv1.BudgetPlan{Date: "2026-12-01", Lines: []*debtcounsellingv1.BudgetLine{
		budgetLine(debtcounsellingv1.BudgetCategory_BUDGET_CATEGORY_WAGES, 1450_00, "loon van Dieuwertje bij Van Xanten bv"),
		budgetLine(debtcounsellingv1.BudgetCategory_BUDGET_CATEGORY_HOUSING, 650_00, "huur Kantelaarpad"),
		budgetLine(debtcounsellingv1.BudgetCategory_BUDGET_CATEGORY_HOUSEHOLD, 300_00, ""),
	}}
	for _, c := range change {
		c(p)
	}
	return p
}

func (r *rig) createBudget(
	t testing.TB, trajectoryID string, p *debtcounsellingv1.BudgetPlan, requestID string,
) (*debtcounsellingv1.BudgetPlan, error) {
	t.Helper()
	return r.budgets.CreateBudgetPlan(r.counsellor(t), &debtcounsellingv1.CreateBudgetPlanRequest{
		TrajectoryId: trajectoryID, BudgetPlan: p, RequestId: requestID,
	})
}

func (r *rig) getBudget(t testing.TB, id string) *debtcounsellingv1.BudgetPlan {
	t.Helper()
	p, err := r.budgets.GetBudgetPlan(r.counsellor(t), &debtcounsellingv1.GetBudgetPlanRequest{Id: id})
	require.NoError(t, err)
	return p
}

func TestBudgetPlanIsKeptOnceWithItsSums(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr, requestID := r.aTrajectory(t, r.aClient(t).GetId()), ids.New()
		added, err := r.createBudget(t, tr.GetId(), aBudget(), requestID)
		require.NoError(t, err)
		want := aBudget()
		want.Id, want.TrajectoryId, want.CreateTime = added.GetId(), tr.GetId(), added.GetCreateTime()
		want.IncomeCents, want.ExpenseCents, want.LeftCents = proto.Int32(1450_00), proto.Int32(950_00), proto.Int32(500_00)
		want.Current, want.Recorder = true, counsellorSubject
		requireProto(t, want, added)
		requireProto(t, added, r.getBudget(t, added.GetId()))
		again, err := r.createBudget(t, tr.GetId(), aBudget(), requestID)
		require.NoError(t, err)
		requireProto(t, added, again)
		require.Len(t, r.rows(t, "budget_plan"), 1)
	})
}

func TestNewBudgetPlanTakesThePlaceOfTheOneBefore(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		first, err := r.createBudget(t, tr, aBudget(), "")
		require.NoError(t, err)
		second, err := r.createBudget(t, tr, aBudget(func(p *debtcounsellingv1.BudgetPlan) { p.Lines = p.GetLines()[1:] }), "")
		require.NoError(t, err)
		require.EqualValues(t, -950_00, second.GetLeftCents(), "more is paid than comes in")
		before := r.getBudget(t, first.GetId())
		require.False(t, before.GetCurrent())
		require.Equal(t, len(first.GetLines()), len(before.GetLines()), "it stays as it was")
		page, err := r.budgets.ListBudgetPlans(r.counsellor(t), &debtcounsellingv1.ListBudgetPlansRequest{TrajectoryId: tr, PageSize: 1})
		require.NoError(t, err)
		require.Len(t, page.GetBudgetPlans(), 1)
		require.Equal(t, first.GetId(), page.GetBudgetPlans()[0].GetId())
		require.False(t, page.GetBudgetPlans()[0].GetCurrent())
		page, err = r.budgets.ListBudgetPlans(r.counsellor(t), &debtcounsellingv1.ListBudgetPlansRequest{
			TrajectoryId: tr, PageSize: 1, PageToken: page.GetNextPageToken(),
		})
		require.NoError(t, err)
		second.Lines = nil
		requireProto(t, second, page.GetBudgetPlans()[0])
		require.Empty(t, page.GetNextPageToken())
	})
}

func TestEveryRuleThatABudgetPlanBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		tr := r.aTrajectory(t, c.GetId()).GetId()
		bad := aBudget(func(p *debtcounsellingv1.BudgetPlan) {
			p.Date, p.ExpenseCents, p.LeftCents = "2026-02-30", proto.Int32(1462_00), proto.Int32(500_00)
			p.Lines[0].ClientId, p.Lines[1].Description, p.Lines[2].ClientId = c.GetId(), "a\nb", ids.New()
		})
		r.refuses(t, invalid("budget_plan.date DATE_INVALID", "budget_plan.expense_cents BUDGET_DOES_NOT_ADD_UP",
			"budget_plan.lines[1].description TEXT_INVALID", "budget_plan.lines[2].client_id CLIENT_NOT_OF_TRAJECTORY"), func() error {
			_, err := r.createBudget(t, tr, bad, "")
			return err
		})
		require.NoError(t, r.step(t, tr, debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_EXITED, "2026-11-26"))
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "TRAJECTORY_ENDED"}, func() error {
			_, err := r.createBudget(t, tr, aBudget(), "")
			return err
		})
	})
}

func TestExportHasTheOwnLinesOfABudgetAndThoseOfTheHousehold(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c, partner := r.aClient(t), r.aClient(t, func(c *debtcounsellingv1.Client) { c.GivenName = "Tom" })
		begun, err := r.trajectories.CreateTrajectory(r.counsellor(t), &debtcounsellingv1.CreateTrajectoryRequest{
			Trajectory: helpFor(c.GetId(), partner.GetId()),
		})
		require.NoError(t, err)
		_, err = r.createBudget(t, begun.GetId(), aBudget(func(p *debtcounsellingv1.BudgetPlan) {
			p.Lines[0].ClientId = c.GetId()
			p.Lines = append(p.GetLines(), &debtcounsellingv1.BudgetLine{
				Category: debtcounsellingv1.BudgetCategory_BUDGET_CATEGORY_BENEFIT, AmountCents: 400_00, ClientId: partner.GetId(),
				Description: "uitkering",
			})
		}), "")
		require.NoError(t, err)
		for id, want := range map[string]struct {
			lines []string
			left  int32
		}{
			c.GetId():       {[]string{"loon van Dieuwertje bij Van Xanten bv", "huur Kantelaarpad", ""}, 500_00},
			partner.GetId(): {[]string{"huur Kantelaarpad", "", "uitkering"}, -550_00},
		} {
			export, err := r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: id})
			require.NoError(t, err)
			require.Len(t, export.GetBudgetPlans(), 1)
			p := export.GetBudgetPlans()[0]
			var lines []string
			for _, l := range p.GetLines() {
				lines = append(lines, l.GetDescription())
			}
			require.Equal(t, want.lines, lines)
			require.Equal(t, want.left, p.GetLeftCents(), "what is of the partner is in no sum either")
			require.Empty(t, p.GetRecorder())
		}
	})
}

func TestOfABudgetPlanFiguresStayAfterAnErasure(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		tr, requestID := r.aTrajectory(t, c.GetId()).GetId(), ids.New()
		added, err := r.createBudget(t, tr, aBudget(), requestID)
		require.NoError(t, err)
		require.NoError(t, r.step(t, tr, debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_EXITED, "2026-11-26"))
		require.NoError(t, r.deps.Privacy.Vault("debtcounselling").Erase(t.Context(), c.GetId()))
		r.requireFiguresAlone(t, added)
		_, err = r.clients.CreateClientErasure(r.supervisor(t), &debtcounsellingv1.CreateClientErasureRequest{ClientId: c.GetId()})
		require.NoError(t, err)
		r.requireFiguresAlone(t, added)
		var sealed, asked int
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM budget_line WHERE length(sealed) > 0").
			Scan(&sealed))
		require.Zero(t, sealed)
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM request_id WHERE resource_id = $1",
			added.GetId()).Scan(&asked))
		require.Zero(t, asked, "nor the hash of what was asked")
	})
}

// requireFiguresAlone checks that of a budget plan everything is answered but what its lines said.
func (r *rig) requireFiguresAlone(t testing.TB, added *debtcounsellingv1.BudgetPlan) {
	t.Helper()
	want, _ := proto.Clone(added).(*debtcounsellingv1.BudgetPlan)
	for _, l := range want.GetLines() {
		l.Description = ""
	}
	requireProto(t, want, r.getBudget(t, added.GetId()))
}

func TestBudgetPlanIsAnsweredAsASpreadsheet(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		added, err := r.createBudget(t, r.aTrajectory(t, r.aClient(t).GetId()).GetId(), aBudget(), "")
		require.NoError(t, err)
		file, err := r.budgets.GetBudgetPlanFile(r.counsellor(t), &debtcounsellingv1.GetBudgetPlanFileRequest{
			BudgetPlanId: added.GetId(),
		})
		require.NoError(t, err)
		require.Equal(t, "budgetplan-2026-12-01.xlsx", file.GetFileName())
		require.Equal(t, budgetsheet.MediaType, file.GetMediaType())
		opened, err := excelize.OpenReader(bytes.NewReader(file.GetContent()))
		require.NoError(t, err)
		cell, err := opened.GetCellValue("Budgetplan", "B4")
		require.NoError(t, err)
		require.Equal(t, "loon van Dieuwertje bij Van Xanten bv", cell)
		require.Len(t, r.lines(t, "GetBudgetPlanFile"), 1)
	})
}

func TestNothingOfABudgetPlanIsInTheFilesOrLogs(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	added, err := r.createBudget(t, r.aTrajectory(t, r.aClient(t).GetId()).GetId(), aBudget(), "")
	require.NoError(t, err)
	require.Contains(t, r.getBudget(t, added.GetId()).GetLines()[0].GetDescription(), "Dieuwertje")
	r.requireNoCanaryInFiles(t)
}

func TestBudgetPlanOfSomebodyElseIsRefusedAsOneThatIsNotThere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		added, err := r.createBudget(t, tr, aBudget(), "")
		require.NoError(t, err)
		other, absent := r.caller(t, "other", "debt.counsellor"), ids.New()
		for _, id := range []string{added.GetId(), absent} {
			r.refuses(t, notYours(), func() error {
				_, err := r.budgets.GetBudgetPlan(other, &debtcounsellingv1.GetBudgetPlanRequest{Id: id})
				return err
			})
			r.refuses(t, notYours(), func() error {
				_, err := r.budgets.GetBudgetPlanFile(other, &debtcounsellingv1.GetBudgetPlanFileRequest{BudgetPlanId: id})
				return err
			})
		}
		for _, id := range []string{tr, absent} {
			r.refuses(t, notYours(), func() error {
				_, err := r.budgets.ListBudgetPlans(other, &debtcounsellingv1.ListBudgetPlansRequest{TrajectoryId: id})
				return err
			})
			r.refuses(t, notYours(), func() error {
				_, err := r.budgets.CreateBudgetPlan(other, &debtcounsellingv1.CreateBudgetPlanRequest{TrajectoryId: id, BudgetPlan: aBudget()})
				return err
			})
		}
		require.Len(t, r.refusals(t), 8)
		require.Len(t, r.lines(t, "CreateBudgetPlan"), 1)
		require.Empty(t, r.lines(t, "GetBudgetPlan"), "nobody read it")
		r.getBudget(t, added.GetId())
		lines := r.lines(t, "GetBudgetPlan")
		require.Len(t, lines, 1)
		require.Equal(t, "debtcounselling/budget-plans", lines[0].GetActivity())
	})
}
