// Package clock hands the time to code as a value, so that tests say what time it is. The linter forbids time.Now
// elsewhere.
package clock

import (
	"os"
	"sync"
	"time"
)

// Clock tells the time.
type Clock interface {
	// Now answers the present instant, in UTC, to the microsecond: what is told of an instant is what is stored of it.
	Now() time.Time
}

// System is the clock of the machine.
func System() Clock { return system{} }

type system struct{}

func (system) Now() time.Time { return time.Now().Add(wrong()).UTC().Truncate(time.Microsecond) }

// wrongBy names the variable of the environment that says how far off the clock of this process is. It is empty, and nothing is
// read, but in programs that are linked to be tried with clocks that differ:
//
//	go build -ldflags "-X github.com/deschoor/meedoen/platform/clock.wrongBy=CLOCK_WRONG_BY"
//
// No setting can reach it: a wrong clock in production writes wrong times for good.
var wrongBy string

// wrong answers how far this process's clock is ahead of the machine's, or behind if negative. It is the same as long as the
// process lasts.
var wrong = sync.OnceValue(func() time.Duration {
	if wrongBy == "" {
		return 0
	}
	return offset(os.Getenv(wrongBy))
})

// offset reads a duration such as "-90s". What is none has the program end: whoever tries clocks must not try none by mistake.
func offset(text string) time.Duration {
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		panic(err)
	}
	return d
}

// At is a clock that stands still at t.
func At(t time.Time) Clock { return at(t) }

type at time.Time

func (a at) Now() time.Time { return time.Time(a).UTC() }
