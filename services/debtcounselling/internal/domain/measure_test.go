package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/workday"
	"github.com/deschoor/meedoen/services/debtcounselling/terms"
)

func TestEveryRuleThatAMeasureBreaksIsToldAtOnce(t *testing.T) {
	d := func(text string) civil.Date { return date(t, text) }
	moratorium := func(application, grant, start, end string) domain.Measure {
		m := domain.Measure{Kind: domain.Moratorium}
		for to, text := range map[*civil.Date]string{&m.Application: application, &m.Grant: grant, &m.Start: start, &m.End: end} {
			if text != "" {
				*to = d(text)
			}
		}
		return m
	}
	help := domain.Trajectory{ID: "t", Kind: domain.DebtHelp, Report: d("2025-01-01"), State: domain.Stabilisation}
	intake := help
	intake.State = domain.InIntake
	guided := domain.Trajectory{ID: "t", Kind: domain.LongTermGuidance, Report: d("2025-01-01"), State: domain.Guided}
	over := help
	over.State, over.End = domain.Exited, d("2025-12-31")
	plan := domain.Measure{ID: "one", Kind: domain.PlanOfApproach, Start: d("2025-02-01")}
	withdrawn := plan
	withdrawn.Withdrawn = true
	tests := map[string]struct {
		measure domain.Measure
		of      domain.Trajectory
		others  []domain.Measure
		want    []string
	}{
		"guidance goes on":         {measure: domain.Measure{Kind: domain.BudgetCoaching, Start: d("2025-03-01")}, of: help},
		"guidance of its own":      {measure: domain.Measure{Kind: domain.GuidanceForLong, Start: d("2025-03-01"), End: d("2027-01-01")}, of: guided},
		"without a date":           {measure: domain.Measure{Kind: domain.CrisisIntervention}, of: help, want: []string{"measure.start_date START_DATE_MISSING"}},
		"ends before it begins":    {measure: domain.Measure{Kind: domain.BudgetGuidance, Start: d("2025-03-01"), End: d("2025-02-28")}, of: help, want: []string{"measure.end_date LAST_BEFORE_FIRST"}},
		"begins in the future":     {measure: domain.Measure{Kind: domain.BudgetGuidance, Start: d("2027-03-01")}, of: help, want: []string{"measure.start_date DATE_IN_FUTURE"}},
		"before help was asked":    {measure: domain.Measure{Kind: domain.BudgetGuidance, Start: d("2024-12-31")}, of: help, want: []string{"measure.start_date BEFORE_REPORT"}},
		"after the exit":           {measure: domain.Measure{Kind: domain.BudgetGuidance, Start: d("2025-12-31"), End: d("2026-01-01")}, of: over, want: []string{"measure.end_date AFTER_EXIT"}},
		"guidance is not granted":  {measure: domain.Measure{Kind: domain.BudgetGuidance, Application: d("2025-03-01"), Grant: d("2025-03-01"), Start: d("2025-03-01")}, of: help, want: []string{"measure.application_date APPLICATION_DATE_UNEXPECTED", "measure.grant_date GRANT_DATE_UNEXPECTED"}},
		"a plan has one date":      {measure: domain.Measure{Kind: domain.PlanOfApproach, Start: d("2025-03-01"), End: d("2025-03-02")}, of: help, want: []string{"measure.end_date END_DATE_UNEXPECTED"}},
		"a second plan":            {measure: domain.Measure{ID: "two", Kind: domain.PlanOfApproach, Start: d("2025-03-01")}, of: help, others: []domain.Measure{plan}, want: []string{"PLAN_EXISTS"}},
		"after a withdrawn plan":   {measure: domain.Measure{ID: "two", Kind: domain.PlanOfApproach, Start: d("2025-03-01")}, of: help, others: []domain.Measure{withdrawn}},
		"plan beside guidance":     {measure: plan, of: guided, want: []string{"MEASURE_NOT_HERE"}},
		"moratorium asked for":     {measure: moratorium("2025-03-01", "", "", ""), of: help},
		"moratorium refused":       {measure: moratorium("2025-03-01", "", "", ""), of: intake, want: []string{"ADMISSION_MISSING"}},
		"moratorium of six months": {measure: moratorium("2025-03-01", "2025-03-15", "2025-03-31", "2025-09-30"), of: help},
		"moratorium a day longer":  {measure: moratorium("2025-03-01", "2025-03-15", "2025-03-31", "2025-10-01"), of: help, want: []string{"measure.end_date MORATORIUM_TOO_LONG"}},
		"moratorium not asked for": {measure: moratorium("", "", "2025-03-31", ""), of: help, want: []string{"measure.application_date APPLICATION_DATE_MISSING", "measure.grant_date GRANT_DATE_MISSING", "measure.end_date END_DATE_MISSING"}},
		"moratorium backwards":     {measure: moratorium("2025-03-15", "2025-03-14", "2025-03-13", "2025-03-12"), of: help, want: []string{"measure.grant_date GRANT_BEFORE_APPLICATION", "measure.start_date START_BEFORE_GRANT", "measure.end_date LAST_BEFORE_FIRST"}},
		"moratorium without first": {measure: moratorium("2025-03-15", "2025-03-15", "", "2025-03-12"), of: help, want: []string{"measure.start_date START_DATE_MISSING"}},
	}
	rules, err := terms.Parse(terms.BuiltIn)
	require.NoError(t, err)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := domain.Measuring{Today: d("2026-11-26"), Trajectory: tt.of, Others: tt.others}
			if !tt.measure.Start.IsZero() {
				in.Longest, _ = rules.Due(domain.MoratoriumTerm, false, tt.measure.Start, workday.New())
			}
			require.ElementsMatch(t, tt.want, reasonsOf(t, tt.measure.Check(in)))
		})
	}
	t.Run("admitted by decision", func(t *testing.T) {
		require.NoError(t, moratorium("2025-03-01", "", "", "").Check(domain.Measuring{
			Today: d("2026-11-26"), Trajectory: intake, Decisions: []domain.Decision{{Kind: domain.Admission}},
		}))
	})
}

func TestNoMoratoriumLastsLongerThanSixMonths(t *testing.T) {
	rules, err := terms.Parse(terms.BuiltIn)
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		start := date2020().AddDays(rapid.IntRange(0, 2_000).Draw(t, "start"))
		end := start.AddDays(rapid.IntRange(0, 400).Draw(t, "days"))
		longest, is := rules.Due(domain.MoratoriumTerm, rapid.Bool().Draw(t, "crisis"), start, workday.New())
		require.True(t, is)
		m := domain.Measure{Kind: domain.Moratorium, Application: start, Grant: start, Start: start, End: end}
		err := m.Check(domain.Measuring{
			Today: date2020().AddDays(3_000), Longest: longest,
			Trajectory: domain.Trajectory{Kind: domain.DebtHelp, State: domain.Settling, Report: date2020()},
		})
		require.Equal(t, end.After(start.AddMonths(6)), err != nil)
	})
}
