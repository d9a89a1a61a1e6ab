package domain

import "github.com/deschoor/meedoen/platform/civil"

// ActiveOn says whether the relation is active, and was so on a date.
func (e Engagement) ActiveOn(date civil.Date) bool {
	return e.State == Engaged && !date.Before(e.StateDate)
}

// Covers says whether work from first to last (zero: that goes on) lies within the relation. Pauses may be in it: work that
// was begun goes on after one.
func (e Engagement) Covers(first, last civil.Date) bool {
	switch {
	case first.Before(e.Start), e.State == Intake, e.State == Screening:
		return false
	case e.State == Left:
		return !last.IsZero() && !last.After(e.StateDate)
	}
	return true
}
