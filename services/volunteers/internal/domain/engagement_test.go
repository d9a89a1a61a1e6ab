package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestNewRelationBeginsWithTheIntakeUnlessItIsOfThePast(t *testing.T) {
	for name, tt := range map[string]struct {
		state        domain.EngagementState
		start, since string
		past         bool
		want         string
	}{
		"an intake today":                 {domain.Intake, "2022-06-15", "2022-06-15", false, ""},
		"an intake of last year":          {domain.Intake, "2021-06-15", "2021-06-15", false, ""},
		"tomorrow":                        {domain.Intake, "2022-06-16", "2022-06-16", false, "start_date DATE_IN_FUTURE, state_date DATE_IN_FUTURE"},
		"another state":                   {domain.Engaged, "2021-06-15", "2021-07-01", false, "state STATE_NOT_FIRST"},
		"another state of the past":       {domain.Engaged, "2021-06-15", "2021-07-01", true, ""},
		"who left":                        {domain.Left, "2021-06-15", "2021-06-15", true, ""},
		"a state since before the start":  {domain.Engaged, "2021-06-15", "2021-06-14", true, "state_date STATE_DATE_WRONG"},
		"a state since tomorrow":          {domain.Left, "2021-06-15", "2022-06-16", true, "state_date DATE_IN_FUTURE"},
		"an intake after the start":       {domain.Intake, "2021-06-15", "2021-06-16", true, "state_date STATE_DATE_WRONG"},
		"all at once":                     {domain.Left, "2022-06-16", "2022-06-17", false, "state STATE_NOT_FIRST, start_date DATE_IN_FUTURE, state_date DATE_IN_FUTURE"},
		"a date that is none says enough": {domain.Intake, "", "", false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := domain.Engagement{State: tt.state, Start: day(t, tt.start), StateDate: day(t, tt.since)}
			require.Equal(t, tt.want, reasons(e.Check(day(t, "2022-06-15"), tt.past)))
		})
	}
}

func TestErasureEndsWhatRunsTodayOrWhenItLastChanged(t *testing.T) {
	for _, state := range engagementStates() {
		if !state.Runs() {
			continue
		}
		e := domain.Engagement{ID: "e", State: state, StateDate: day(t, "2022-06-01"), Version: 2}
		var step domain.EngagementTransition
		e.EndErased(&step, day(t, "2022-06-15"))
		require.Equal(t, domain.Left, e.State)
		require.Equal(t, day(t, "2022-06-15"), e.StateDate)
		require.Equal(t, domain.EngagementTransition{EngagementID: "e", Version: 3, From: state, To: domain.Left, Date: e.StateDate}, step)
	}
	for state, want := range map[domain.AssignmentState]string{
		domain.Proposed: "declined person 2022-06-20 ", domain.Introduced: "declined person 2022-06-20 ",
		domain.Confirmed: "declined person 2022-06-20 ", domain.Working: "ended  2022-06-20 2022-06-20",
	} {
		a := domain.Assignment{ID: "a", State: state, Start: day(t, "2022-06-10"), StateDate: day(t, "2022-06-20"), Version: 1}
		var step domain.AssignmentTransition
		a.EndErased(&step, day(t, "2022-06-15")) // a clock that was set back ends nothing before it began
		require.Equal(t, want, string(a.State)+" "+step.DeclinedBy+" "+a.StateDate.String()+" "+a.End.String())
		require.EqualValues(t, 2, a.Version)
		require.Equal(t, state, step.From)
	}
}
