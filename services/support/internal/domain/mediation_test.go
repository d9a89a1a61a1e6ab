package domain_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

func inMarch(n int) civil.Date { return civil.Date{Year: 2022, Month: time.March, Day: n} }

func mediationStates() []domain.MediationState {
	return []domain.MediationState{
		domain.MediationRegistered, domain.MediationIntake, domain.OtherPartyHeard, domain.MediationTalk, domain.MediationClosed,
	}
}

func TestMediationGoesOnStepByStepAndEndsAtAnyTime(t *testing.T) {
	mediators := []domain.MediatorAssignment{
		{VolunteerID: "a", Start: inMarch(1)}, {VolunteerID: "b", Start: inMarch(1), End: inMarch(5)},
	}
	states := mediationStates()
	for i, from := range states {
		for j, to := range states {
			m := domain.Mediation{State: from, Register: inMarch(1), StateDate: inMarch(1)}
			s := domain.MediationTransition{To: to, Date: inMarch(5)}
			if to == domain.MediationClosed {
				s.Outcome = domain.MediationResolved
			}
			may := j == i+1 || to == domain.MediationClosed && from != domain.MediationClosed
			err := m.Step(&s, mediators, inMarch(5))
			require.Equal(t, !may, fault.Is(err, "TRANSITION_NOT_ALLOWED"), "%s → %s: %v", from, to, err)
			if may {
				require.NoError(t, err)
				require.Equal(t, to, m.State)
			}
		}
	}
}

func TestConversationNeedsTwoMediatorsOnItsDate(t *testing.T) {
	first := domain.MediatorAssignment{VolunteerID: "a", Start: inMarch(1)}
	for name, tt := range map[string]struct {
		mediators []domain.MediatorAssignment
		may       bool
	}{
		"nobody":                {nil, false},
		"one":                   {[]domain.MediatorAssignment{first}, false},
		"two":                   {[]domain.MediatorAssignment{first, {VolunteerID: "b", Start: inMarch(8)}}, true},
		"one of two ended":      {[]domain.MediatorAssignment{first, {VolunteerID: "b", Start: inMarch(2), End: inMarch(7)}}, false},
		"one of two ends then":  {[]domain.MediatorAssignment{first, {VolunteerID: "b", Start: inMarch(2), End: inMarch(8)}}, true},
		"one of two is not yet": {[]domain.MediatorAssignment{first, {VolunteerID: "b", Start: inMarch(9)}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := domain.Mediation{State: domain.OtherPartyHeard, Register: inMarch(1), StateDate: inMarch(1)}
			err := m.Step(&domain.MediationTransition{To: domain.MediationTalk, Date: inMarch(8)}, tt.mediators, inMarch(9))
			require.Equal(t, !tt.may, fault.Is(err, "MEDIATORS_MISSING"), "%v", err)
		})
	}
}

func TestOnlyWhatEndedWellCountsAsSuccessful(t *testing.T) {
	for outcome, successful := range map[domain.MediationOutcome]bool{
		"resolved": true, "improved": true, "advice": false, "referred": false, "not_resolved": false, "withdrawn": false,
		"no_cooperation": false, "not_fitting": false, "": false,
	} {
		require.Equal(t, successful, domain.Mediation{State: domain.MediationClosed, Outcome: outcome}.Successful(), outcome)
	}
	require.False(t, domain.Mediation{State: domain.MediationTalk, Outcome: domain.MediationResolved}.Successful())
}

func TestLeadTimeStopsWhenItIsClosed(t *testing.T) {
	m := domain.Mediation{Register: inMarch(1), State: domain.MediationIntake, StateDate: inMarch(4)}
	require.Equal(t, 29, m.LeadDays(inMarch(30)))
	m.State = domain.MediationClosed
	require.Equal(t, 3, m.LeadDays(inMarch(30)))
}

func TestNeverMoreThanTwoDifferentVolunteersMediateAtATime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := domain.Mediation{State: domain.MediationIntake, Register: inMarch(1)}
		var kept []domain.MediatorAssignment
		for range rapid.IntRange(1, 12).Draw(t, "acts") {
			date := inMarch(rapid.IntRange(1, 31).Draw(t, "date"))
			if len(kept) > 0 && rapid.Bool().Draw(t, "ends") {
				a := &kept[rapid.IntRange(0, len(kept)-1).Draw(t, "which")]
				before := *a
				if m.Release(a, date, inMarch(31)) != nil {
					*a = before
				}
				continue
			}
			a := domain.MediatorAssignment{VolunteerID: rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "who"), Start: date}
			err := m.Assign(a, kept, inMarch(31))
			if err == nil {
				kept = append(kept, a)
			}
			requirePairs(t, kept)
			if err != nil {
				require.True(t, morePerDay(append(slices.Clone(kept), a)), "refused for no reason: %v beside %v", a, kept)
			}
		}
	})
}

func requirePairs(t *rapid.T, kept []domain.MediatorAssignment) {
	require.False(t, morePerDay(kept), "%v", kept)
}

// morePerDay says whether on some day more than two mediate, or one of them twice.
func morePerDay(all []domain.MediatorAssignment) bool {
	for n := 1; n <= 31; n++ {
		seen := map[string]bool{}
		count := 0
		for _, a := range all {
			if a.On(inMarch(n)) {
				seen[a.VolunteerID] = true
				count++
			}
		}
		if count > 2 || len(seen) < count {
			return true
		}
	}
	return false
}
