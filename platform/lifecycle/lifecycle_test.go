package lifecycle_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/lifecycle"
)

type (
	state string
	step  string
)

func states() []state { return []state{"draft", "open", "closed", "archived"} }

func steps() []step { return []step{"open", "close", "keep"} }

// drawStates answers any table, with states from which nothing follows and states that it leaves out.
func drawStates(t *rapid.T) lifecycle.States[state] {
	return rapid.MapOf(rapid.SampledFrom(states()), rapid.SliceOfDistinct(rapid.SampledFrom(states()), rapid.ID)).Draw(t, "table")
}

func TestStateFollowsWhereTheTableHasItAndNowhereElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawStates(t)
		for _, from := range states() {
			for _, to := range states() {
				may := slices.Contains(table[from], to)
				require.Equal(t, may, table.Allows(from, to))
				require.Equal(t, !may, fault.Is(table.Check("thing", from, to), "TRANSITION_NOT_ALLOWED"))
			}
		}
	})
}

func TestRefusalSaysWhatCanFollow(t *testing.T) {
	table := lifecycle.States[state]{"draft": {"open", "closed"}}
	var refused *fault.Error
	require.ErrorAs(t, table.Check("thing", "draft", "archived"), &refused)
	require.Equal(t, fault.FailedPrecondition, refused.Kind)
	require.Equal(t, "The thing is draft and can become open, closed.", refused.Text)
	require.Equal(t, "open,closed", refused.Meta["allowed"])
	require.ErrorAs(t, table.Check("thing", "closed", "open"), &refused)
	require.Equal(t, "The thing is closed and can become nothing.", refused.Text)
	require.Empty(t, refused.Meta["allowed"])
}

func TestStepIsTakenWhereTheTableHasItAndNowhereElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		outcomes := rapid.MapOf(rapid.SampledFrom(steps()), rapid.SampledFrom(states()))
		table := lifecycle.Steps[state, step](rapid.MapOf(rapid.SampledFrom(states()), outcomes).Draw(t, "table"))
		for _, from := range states() {
			for _, happens := range steps() {
				next, err := table.Take("thing", from, happens)
				if want, can := table[from][happens]; can {
					require.NoError(t, err)
					require.Equal(t, want, next)
				} else {
					require.Error(t, err)
					require.Equal(t, from, next, "what is refused changes nothing")
				}
			}
		}
	})
}

func TestRefusedStepNamesTheStateThatItIsIn(t *testing.T) {
	_, err := lifecycle.Steps[state, step]{}.Take("thing", "open", "close")
	var refused *fault.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, fault.FailedPrecondition, refused.Kind)
	require.Equal(t, "THING_OPEN", refused.Reason)
	require.Equal(t, "The thing is open, and that cannot be done.", refused.Text)
}
