package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func TestRulesAreTheSameExactlyWhereTheirDigestsAre(t *testing.T) {
	rule := func(change func(*domain.Rule)) domain.Rule {
		r := domain.Rule{
			Measure: domain.Measure{Kind: "distinct", Of: "person", Facts: []string{"attendance", "hours"}}, Filter: "true",
			Breakdowns: domain.Pairs{{domain.ByMonth, domain.ByStadsdeel}}, FromYear: 2020, ToYear: 2024, Code: 4, Areas: "x",
		}
		change(&r)
		return r
	}
	base := rule(func(*domain.Rule) {})
	for name, change := range map[string]func(*domain.Rule){
		"nothing":            func(*domain.Rule) {},
		"the order of kinds": func(r *domain.Rule) { r.Measure.Facts = []string{"hours", "attendance"} },
		"a kind":             func(r *domain.Rule) { r.Measure.Facts = []string{"hours"} },
		"the measure":        func(r *domain.Rule) { r.Measure.Kind = "sum" },
		"what it counts":     func(r *domain.Rule) { r.Measure.Of = "subject" },
		"the filter":         func(r *domain.Rule) { r.Filter = "false" },
		"the breakdowns":     func(r *domain.Rule) { r.Breakdowns = nil },
		"the first year":     func(r *domain.Rule) { r.FromYear = 2021 },
		"the last year":      func(r *domain.Rule) { r.ToYear = 0 },
		"the code":           func(r *domain.Rule) { r.Code = 3 },
		"the register":       func(r *domain.Rule) { r.Areas = "" },
	} {
		other := rule(change)
		require.Equal(t, base.Digest() == other.Digest(), base.Same(other), name)
		require.Equal(t, base.Same(other), other.Same(base), name)
	}
}
