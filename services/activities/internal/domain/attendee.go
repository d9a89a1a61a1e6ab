package domain

import (
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
)

// Attendee is what registrations and attendance know of a participant. One that was merged into another is the other.
type Attendee struct {
	ID     string
	Birth  person.Birth
	Erased bool
}

// check answers whether anything can be recorded of the participant. Nil is one that there is not.
func (p *Attendee) check() []fault.Field {
	switch {
	case p == nil:
		return []fault.Field{violation("participant_id", "PARTICIPANT_UNKNOWN", "There is no participant with this id.")}
	case p.Erased:
		return []fault.Field{violation("participant_id", "PARTICIPANT_ERASED", "The participant was erased.")}
	}
	return nil
}

// Welcomes says whether an activity is meant for the age of a participant on a date. What is not known keeps nobody out:
// neither a birth or a date that is not known, nor a birthday, where only the year of birth is.
func (a Activity) Welcomes(b person.Birth, on civil.Date) bool {
	if !b.IsKnown() || on.IsZero() {
		return true
	}
	oldest := int64(on.Year - b.YearOf())
	youngest := oldest - 1
	if !b.Date.IsZero() {
		oldest = int64(person.AgeOn(b.Date, on))
		youngest = oldest
	}
	return (a.MinAge == nil || oldest >= *a.MinAge) && (a.MaxAge == nil || youngest <= *a.MaxAge)
}
