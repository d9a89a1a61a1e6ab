package sample_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// TestGuidanceMakesItsFigures counts it once more, as somebody would with paper and pencil. Trajectories are more than persons,
// and those who were registered or written to more than those who took part.
func TestGuidanceMakesItsFigures(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		spoken := map[string]bool{}
		for _, c := range y.GuidanceContacts {
			if c.Date.Year == 2022 && c.Channel != supportv1.GuidanceContactChannel_GUIDANCE_CONTACT_CHANNEL_MESSAGE {
				spoken[c.Guidance] = true
			}
		}
		persons, done, trajectories, patients, prescribed := map[string]bool{}, map[string]bool{}, 0, map[string]bool{}, 0
		for _, g := range y.Guidance {
			ran := !g.Start.IsZero() && g.Start.Year <= 2022 && g.StateDate.Year >= 2022
			switch {
			case ran && g.Kind == supportv1.GuidanceKind_GUIDANCE_KIND_LEARN2WORK:
				trajectories++
				persons[g.Resident] = true
				if g.StateDate.Year == 2022 && g.Destination != 0 {
					done[g.RequestID] = true
				}
			case ran && g.Kind == supportv1.GuidanceKind_GUIDANCE_KIND_SOCIAL_PRESCRIPTION:
				prescribed++
				if spoken[g.RequestID] && g.Referrer == supportv1.AskerKind_ASKER_KIND_GP {
					patients[g.Resident] = true
				}
			}
		}
		for _, f := range sample.Published() {
			switch f.Indicator {
			case "learn2work-participants":
				require.True(t, f.Agrees(len(persons)), "%d", len(persons))
				require.False(t, f.Agrees(trajectories), "by trajectories")
			case "learn2work-completed":
				require.True(t, f.Agrees(len(done)), "%d", len(done))
			case "wor-patients":
				require.True(t, f.Agrees(len(patients)), "%d", len(patients))
				require.False(t, f.Agrees(prescribed), "whoever prescribed, spoken to or not")
			}
		}
	})
}

// TestGuidanceKeepsTheRulesOfTheService: a batch with one that does not is refused.
func TestGuidanceKeepsTheRulesOfTheService(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		known := map[string]sample.Guidance{}
		for _, g := range y.Guidance {
			known[g.RequestID] = g
			require.Equal(t, g.State == supportv1.GuidanceState_GUIDANCE_STATE_COMPLETED, g.Destination != 0)
			require.Equal(t, g.State == supportv1.GuidanceState_GUIDANCE_STATE_DROPPED_OUT, g.DropOut != 0)
			require.False(t, g.StateDate.Before(g.Register), g.RequestID)
			require.Less(t, g.StateDate.Year, 2025, "it is over")
			if !g.Start.IsZero() {
				require.False(t, g.Start.Before(g.Register) || g.StateDate.Before(g.Start), g.RequestID)
			}
		}
		for _, c := range y.GuidanceContacts {
			g := known[c.Guidance]
			require.False(t, c.Date.Before(g.Register) || c.Date.After(g.StateDate), c.RequestID)
		}
	})
}
