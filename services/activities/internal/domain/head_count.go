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
	broken = append(broken, checkDate(c.Date, s.Today)...)
	broken = append(broken, checkLocation(c.Date, s.Location)...)
	return append(broken, checkProgramme("date", c.Date, s.Programme)...)
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
