package api

import (
	"context"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/budgetsheet"
)

// GetBudgetPlanFile answers one budget plan as a spreadsheet.
func (s *Budgets) GetBudgetPlanFile(
	ctx context.Context, req *debtcounsellingv1.GetBudgetPlanFileRequest,
) (*debtcounsellingv1.BudgetPlanFile, error) {
	kept, t, err := s.openPlan(ctx, req.GetBudgetPlanId())
	if err != nil {
		return nil, err
	}
	p, err := s.openBudgetPlan(ctx, kept)
	if err != nil {
		return nil, err
	}
	content, err := budgetsheet.Write(p)
	if err != nil {
		return nil, err
	}
	return &debtcounsellingv1.BudgetPlanFile{
		FileName: "budgetplan-" + p.Date.String() + ".xlsx", MediaType: budgetsheet.MediaType, Content: content,
	}, s.logRead(ctx, budgetFields, "budget-plan/"+p.ID, t.ClientIDs...)
}
