// Package period holds times from one instant up to another.
package period

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// Period is a time from Start up to End, at which the next may begin.
type Period struct{ Start, End time.Time }

// Overlaps says whether there is a moment in both periods.
func (p Period) Overlaps(other Period) bool {
	return p.Start.Before(other.End) && other.Start.Before(p.End)
}

// Equal says whether both periods start and end at the same instants.
func (p Period) Equal(other Period) bool { return p.Start.Equal(other.Start) && p.End.Equal(other.End) }

// Span answers the time from the first of both periods to the last. A zero period, or one that ends before it starts, adds
// nothing.
func (p Period) Span(other Period) Period {
	switch {
	case !other.Start.Before(other.End):
		return p
	case !p.Start.Before(p.End):
		return other
	}
	if other.Start.Before(p.Start) {
		p.Start = other.Start
	}
	if other.End.After(p.End) {
		p.End = other.End
	}
	return p
}

// Days answers the first and the last local date of the period.
func (p Period) Days(zone *time.Location) (first, last civil.Date) {
	return civil.DateOf(p.Start.In(zone)), civil.DateOf(p.End.Add(-time.Nanosecond).In(zone))
}
