package sample_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// TestTrajectoriesMakeEveryFigureOfTheHelpWithDebts counts them once more, as somebody would with paper and pencil.
func TestTrajectoriesMakeEveryFigureOfTheHelpWithDebts(t *testing.T) {
	clientsOf := map[debtcounsellingv1.TrajectoryKind]string{
		debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_DEBT_HELP:           "debt-clients",
		debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_LONG_TERM_GUIDANCE:  "long-term-guidance",
		debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_SOCIAL_LEGAL_ADVICE: "social-legal-clients",
	}
	everySeed(t, func(t *testing.T, y sample.Year) {
		counted := map[string]map[string]bool{
			"jpf-participants": {}, "jpf-debt-free": {}, "debt-clients": {}, "long-term-guidance": {}, "social-legal-clients": {},
		}
		for _, trajectory := range y.Trajectories {
			if trajectory.Report.Year > 2022 || (!trajectory.End.IsZero() && trajectory.End.Year < 2022) {
				continue
			}
			if trajectory.Kind == debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_YOUTH_FUND {
				counted["jpf-participants"][trajectory.RequestID] = true
				if trajectory.End.Year == 2022 && trajectory.DebtFree {
					counted["jpf-debt-free"][trajectory.RequestID] = true
				}
				continue
			}
			for _, client := range trajectory.Clients {
				counted[clientsOf[trajectory.Kind]][client] = true
			}
		}
		for _, f := range sample.Published() {
			if f.Service == "debtcounselling" {
				require.True(t, f.Agrees(len(counted[f.Indicator])), "%s is %d", f.Indicator, len(counted[f.Indicator]))
			}
		}
	})
}

func TestHelpWithDebtsEndsAfterItBeganAndForAReason(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		running := 0
		for _, trajectory := range y.Trajectories {
			if trajectory.End.IsZero() {
				running++
				require.Zero(t, trajectory.Exit)
				require.False(t, trajectory.DebtFree)
				continue
			}
			require.False(t, trajectory.End.Before(trajectory.Report), trajectory.RequestID)
			require.Less(t, trajectory.End.Year, 2026, "it is over")
			require.NotZero(t, trajectory.Exit)
		}
		require.InDelta(t, 30, running, 25, "some go on")
	})
}

func TestClientsLiveInAlmereAndAreGrownUp(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		for _, c := range y.DebtClients {
			require.Regexp(t, "^13[1-6][0-9] [FIOQUY][A-Z]$", c.Postcode)
			require.NotEmpty(t, stadsdeel(t, c.Wijk))
			require.LessOrEqual(t, c.BirthDate.Year, 2022-19)
		}
	})
}
