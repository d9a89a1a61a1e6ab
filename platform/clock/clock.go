// Package clock hands the time to code as a value, so that tests say what time it is. The linter forbids time.Now
// elsewhere.
package clock

import "time"

// Clock tells the time.
type Clock interface {
	// Now answers the present instant, in UTC, to the microsecond: what is told of an instant is what is stored of it.
	Now() time.Time
}

// System is the clock of the machine.
func System() Clock { return system{} }

type system struct{}

func (system) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// At is a clock that stands still at t.
func At(t time.Time) Clock { return at(t) }

type at time.Time

func (a at) Now() time.Time { return time.Time(a).UTC() }
