package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// HeadCount is how many people came to a place for a programme in a part of a day, without saying who (telling).
type HeadCount struct {
	ID          string
	LocationID  string
	ProgrammeID string
	Date        civil.Date
	PartOfDay   string // "morning", ...: the names of the contract's PartOfDay
	Count       int64
	Method      string // "counter", ...: the names of the contract's CountMethod
	Recorder    string
	Withdrawn   bool
	Version     int64
	Created     time.Time
	Updated     time.Time
}

// Surroundings are what a count is checked against.
type Surroundings struct {
	Today     civil.Date // where the organisation works
	MaxCount  int64      // the largest count that is believed
	Location  *Location  // nil: there is none with the id
	Programme *Programme // nil: there is none with the id
}

// Check answers every rule the count breaks, by field. A zero date was not readable; that is told by who read it.
func (c HeadCount) Check(s Surroundings) []fault.Field {
	broken := CheckCount(c.Count, s.MaxCount)
	if !c.Date.IsZero() && c.Date.After(s.Today) {
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s is after today, %s.", c.Date, s.Today))
	}
	broken = append(broken, c.checkLocation(s.Location)...)
	return append(broken, c.checkProgramme(s.Programme)...)
}

// CheckCount answers whether a number of visits can be believed: not negative and not above the largest that is.
func CheckCount(count, most int64) []fault.Field {
	switch {
	case count < 0:
		return []fault.Field{violation("count", "COUNT_NEGATIVE", "A count is 0 or more, not %d.", count)}
	case count > most:
		return []fault.Field{violation("count", "COUNT_ABSURD", "%d is above %d, the largest count that is believed.", count, most)}
	}
	return nil
}

func (c HeadCount) checkLocation(l *Location) []fault.Field {
	switch {
	case l == nil:
		return []fault.Field{violation("location_id", "LOCATION_UNKNOWN", "There is no location with this id.")}
	case !c.Date.IsZero() && !l.OpenOn(c.Date):
		return []fault.Field{violation("date", "LOCATION_NOT_OPEN", "The location was not open on %s.", c.Date)}
	}
	return nil
}

func (c HeadCount) checkProgramme(p *Programme) []fault.Field {
	switch {
	case p == nil:
		return []fault.Field{violation("programme_id", "PROGRAMME_UNKNOWN", "There is no programme with this id.")}
	case c.Date.IsZero():
		return nil
	case c.Date.Before(p.Start):
		return []fault.Field{violation("date", "PROGRAMME_NOT_STARTED", "The programme started on %s.", p.Start)}
	case !p.End.IsZero() && c.Date.After(p.End):
		return []fault.Field{violation("date", "PROGRAMME_ENDED", "The programme ended on %s.", p.End)}
	}
	return nil
}
