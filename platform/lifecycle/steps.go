package lifecycle

import (
	"strings"

	"github.com/deschoor/meedoen/platform/fault"
)

// Steps are, by the state a thing is in and what happens to it, the state it comes to.
type Steps[S, E ~string] map[S]map[E]S

// Take answers the state that a thing in from comes to by step; texts call the thing noun. Error: FAILED_PRECONDITION with the
// noun and the state it is in (SESSION_HELD).
func (t Steps[S, E]) Take(noun string, from S, step E) (S, error) {
	next, can := t[from][step]
	if !can {
		return from, fault.New(fault.FailedPrecondition, strings.ToUpper(noun+"_"+string(from)),
			"The %s is %s, and that cannot be done.", noun, from)
	}
	return next, nil
}
