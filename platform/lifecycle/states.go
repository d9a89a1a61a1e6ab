// Package lifecycle holds the table of what a thing goes through: which state can follow which, once for each kind of thing.
// What is not in the table cannot be. States is for what is asked to come to a state, Steps for that to which something
// happens.
package lifecycle

import (
	"slices"
	"strings"

	"github.com/deschoor/meedoen/platform/fault"
)

// States are, by the state a thing is in, the states that can follow. One from which nothing follows may be left out.
type States[S ~string] map[S][]S

// Allows says whether to can follow from.
func (t States[S]) Allows(from, to S) bool { return slices.Contains(t[from], to) }

// Check answers why to cannot follow from, for a thing that texts call noun. Error: FAILED_PRECONDITION
// (TRANSITION_NOT_ALLOWED), with the states that can follow in "allowed".
func (t States[S]) Check(noun string, from, to S) error {
	if t.Allows(from, to) {
		return nil
	}
	states := make([]string, len(t[from]))
	for i, s := range t[from] {
		states[i] = string(s)
	}
	can := strings.Join(states, ", ")
	if can == "" {
		can = "nothing"
	}
	return fault.New(fault.FailedPrecondition, "TRANSITION_NOT_ALLOWED", "The %s is %s and can become %s.", noun, from, can).
		With("allowed", strings.Join(states, ","))
}
