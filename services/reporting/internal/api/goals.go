package api

import (
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// encodeGoals answers goals as the contract has them.
func encodeGoals(goals []domain.Goal) []*reportingv1.AccountGoal {
	list := make([]*reportingv1.AccountGoal, len(goals))
	for i, g := range goals {
		list[i] = &reportingv1.AccountGoal{Id: g.ID, Theme: g.Theme, Text: g.Text}
		for _, r := range g.Results {
			list[i].Results = append(list[i].Results, &reportingv1.AccountResult{Id: r.ID, Text: r.Text, Indicators: r.Indicators})
		}
	}
	return list
}
