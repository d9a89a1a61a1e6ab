package domain_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func engagementStates() []domain.EngagementState {
	return []domain.EngagementState{domain.Intake, domain.Screening, domain.Engaged, domain.Paused, domain.Left}
}

func day(t testing.TB, text string) (d civil.Date) {
	t.Helper()
	require.NoError(t, d.Scan(text))
	return d
}

// broken answers the violations of a refusal, each as "path REASON", or its reason where it is about no field.
func broken(t testing.TB, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var f *fault.Error
	require.ErrorAs(t, err, &f)
	if len(f.Fields) == 0 {
		return f.Reason
	}
	return reasons(f.Fields)
}

func reasons(fields []fault.Field) string {
	var list []string
	for _, field := range fields {
		list = append(list, field.Path+" "+field.Reason)
	}
	return strings.Join(list, ", ")
}

func TestEveryStateOfARelationUnderEveryStep(t *testing.T) {
	const intake, screening, active, paused, left = domain.Intake, domain.Screening, domain.Engaged, domain.Paused, domain.Left
	tests := map[domain.EngagementState]map[domain.EngagementState]bool{
		intake:    {intake: false, screening: true, active: false, paused: false, left: true},
		screening: {intake: false, screening: false, active: true, paused: false, left: true},
		active:    {intake: false, screening: false, active: false, paused: true, left: true},
		paused:    {intake: false, screening: false, active: true, paused: false, left: true},
		left:      {intake: false, screening: false, active: false, paused: false, left: false},
	}
	require.Len(t, tests, len(engagementStates()))
	now := time.Date(2022, 6, 15, 12, 0, 0, 0, time.UTC)
	for from, of := range tests {
		require.Len(t, of, len(engagementStates()))
		for to, may := range of {
			t.Run(string(from)+"/"+string(to), func(t *testing.T) {
				before := domain.Engagement{ID: "e", State: from, Start: day(t, "2022-01-01"), StateDate: day(t, "2022-06-01"), Version: 4}
				e, step := before, domain.EngagementTransition{To: to, Date: day(t, "2022-06-02"), Reason: "verhuisd", Created: now}
				err := e.Step(&step, day(t, "2022-06-15"))
				require.Equal(t, may, from.MayBecome(to))
				if !may {
					require.Equal(t, "TRANSITION_NOT_ALLOWED", broken(t, err))
					require.Equal(t, before, e, "what is refused changes nothing")
					return
				}
				require.NoError(t, err)
				want := before
				want.State, want.StateDate, want.Version, want.Updated = to, step.Date, 5, now
				require.Equal(t, want, e)
				require.Equal(t, from, step.From)
				require.Equal(t, "e", step.EngagementID)
				require.EqualValues(t, 5, step.Version)
			})
		}
	}
}

func TestRefusedStepSaysWhatCanBeReached(t *testing.T) {
	for _, from := range engagementStates() {
		for _, to := range engagementStates() {
			if from.MayBecome(to) {
				continue
			}
			e := domain.Engagement{State: from}
			err := e.Step(&domain.EngagementTransition{To: to, Date: day(t, "2022-06-02"), Reason: "verhuisd"}, day(t, "2022-06-15"))
			var f *fault.Error
			require.ErrorAs(t, err, &f)
			require.Equal(t, fault.FailedPrecondition, f.Kind)
			var reachable []string
			for _, next := range from.Next() {
				reachable = append(reachable, string(next))
				require.Contains(t, f.Text, next)
			}
			require.Equal(t, strings.Join(reachable, ","), f.Meta["allowed"])
		}
	}
}

func TestEveryRuleOfAStepIsToldAtOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		to              domain.EngagementState
		date, why, want string
	}{
		"on the day of the last":      {domain.Paused, "2022-06-01", "", ""},
		"today":                       {domain.Paused, "2022-06-15", "", ""},
		"before the last":             {domain.Paused, "2022-05-31", "", "date BEFORE_LAST_TRANSITION"},
		"tomorrow":                    {domain.Paused, "2022-06-16", "", "date DATE_IN_FUTURE"},
		"leaving without a reason":    {domain.Left, "2022-06-02", " \n", "reason REASON_MISSING"},
		"all at once":                 {domain.Left, "2022-06-16", "", "date DATE_IN_FUTURE, reason REASON_MISSING"},
		"before what cannot be":       {domain.Intake, "2022-06-16", "", "date DATE_IN_FUTURE"},
		"a date that is none":         {domain.Left, "", "", "reason REASON_MISSING"},
		"leaving with a reason":       {domain.Left, "2022-06-02", "verhuisd", ""},
		"another step needs no words": {domain.Paused, "2022-06-02", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := domain.Engagement{State: domain.Engaged, Start: day(t, "2022-01-01"), StateDate: day(t, "2022-06-01")}
			err := e.Step(&domain.EngagementTransition{To: tt.to, Date: day(t, tt.date), Reason: tt.why}, day(t, "2022-06-15"))
			require.Equal(t, tt.want, broken(t, err))
		})
	}
}

func TestNoPathLeadsOutOfLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		today := civil.Date{Year: 2022, Month: 6, Day: 15}
		e := domain.Engagement{State: domain.Intake, Start: today.AddDays(-1000), StateDate: today.AddDays(-1000), Version: 1}
		left, steps := false, 0
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			before := e
			step := domain.EngagementTransition{
				To:   rapid.SampledFrom(engagementStates()).Draw(t, "to"),
				Date: today.AddDays(-rapid.IntRange(-2, 1001).Draw(t, "days ago")), Reason: rapid.SampledFrom([]string{"", "x"}).Draw(t, "why"),
			}
			if err := e.Step(&step, today); err != nil {
				require.Equal(t, before, e)
				continue
			}
			steps++
			require.False(t, left, "it went from left to %s", e.State)
			require.False(t, e.StateDate.Before(before.StateDate), "time goes one way")
			require.EqualValues(t, steps+1, e.Version)
			left = e.State == domain.Left
			require.Equal(t, !left, e.State.Runs())
			if left {
				require.NotEmpty(t, step.Reason)
			}
		}
	})
}

func TestLeftIsReachedFromEverywhereAndEverythingFromTheIntake(t *testing.T) {
	reached := map[domain.EngagementState]bool{domain.Intake: true}
	for range engagementStates() {
		for from := range reached {
			for _, to := range from.Next() {
				reached[to] = true
			}
		}
	}
	require.Len(t, reached, len(engagementStates()))
	for _, from := range engagementStates() {
		require.Equal(t, from != domain.Left, from.MayBecome(domain.Left))
	}
	require.Empty(t, domain.Left.Next())
}
