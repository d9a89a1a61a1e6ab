package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func states() []domain.TrajectoryState {
	return []domain.TrajectoryState{
		domain.Reported, domain.Appointed, domain.InIntake, domain.Refused, domain.Advised, domain.Stabilisation, domain.Settling,
		domain.Solution, domain.Aftercare, domain.Guided, domain.Exited,
	}
}

func kinds() []domain.TrajectoryKind {
	return []domain.TrajectoryKind{
		domain.DebtHelp, domain.YouthFund, domain.LongTermGuidance, domain.SocialLegalAdvice,
	}
}

func TestStatesThatCanFollow(t *testing.T) {
	for from, want := range map[domain.TrajectoryState][]domain.TrajectoryState{
		domain.Reported:      {domain.Appointed, domain.Exited},
		domain.Appointed:     {domain.InIntake, domain.Reported, domain.Exited},
		domain.InIntake:      {domain.Stabilisation, domain.Refused, domain.Advised, domain.Exited},
		domain.Refused:       {domain.Exited},
		domain.Advised:       {domain.Exited},
		domain.Stabilisation: {domain.Settling, domain.Solution, domain.Exited},
		domain.Settling:      {domain.Solution, domain.Stabilisation, domain.Exited},
		domain.Solution:      {domain.Aftercare, domain.Exited},
		domain.Aftercare:     {domain.Exited},
		domain.Guided:        nil,
		domain.Exited:        nil,
	} {
		require.Equal(t, want, from.Next(domain.DebtHelp), from)
	}
}

func TestEveryStateThatIsReachedHasAWayOut(t *testing.T) {
	for _, kind := range kinds() {
		reached := map[domain.TrajectoryState]bool{}
		var walk func(domain.TrajectoryState)
		walk = func(s domain.TrajectoryState) {
			if reached[s] {
				return
			}
			reached[s] = true
			for _, to := range s.Next(kind) {
				walk(to)
			}
		}
		walk(domain.Reported)
		for s := range reached {
			if s != domain.Exited {
				require.Contains(t, s.Next(kind), domain.Exited, "%s of %s", s, kind)
			}
		}
		require.True(t, reached[domain.Exited], kind)
	}
}

func TestNothingFollowsAnExit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(kinds()).Draw(t, "kind")
		state := domain.Reported
		for state.Runs() {
			can := state.Next(kind)
			require.NotEmpty(t, can, state)
			state = rapid.SampledFrom(can).Draw(t, "to")
		}
		require.Empty(t, state.Next(kind))
		for _, to := range states() {
			require.NotContains(t, state.Next(kind), to)
		}
	})
}
