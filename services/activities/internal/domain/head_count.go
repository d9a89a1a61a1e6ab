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
	SessionID   string // "" for a count of an opening without a session
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
	Session   *Session   // nil: there is none with the id, or the count has none
	Now       time.Time
}

// Check answers every rule the count breaks, by field. A zero date was not readable; that is told by who read it.
func (c HeadCount) Check(s Surroundings) []fault.Field {
	broken := CheckCount(c.Count, s.MaxCount)
	broken = append(broken, checkDate(c.Date, s.Today)...)
	broken = append(broken, checkOpen(s.Location, "date", c.Date)...)
	broken = append(broken, checkRunning(s.Programme, "date", c.Date)...)
	return append(broken, c.checkSession(s.Session, s.Now)...)
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

// checkSession answers whether the count may be one of its session, and says the same of it.
func (c HeadCount) checkSession(s *Session, now time.Time) []fault.Field {
	switch {
	case c.SessionID == "":
		return nil
	case s == nil:
		return []fault.Field{violation("session_id", "SESSION_UNKNOWN", "There is no session with this id.")}
	}
	var broken []fault.Field
	mismatch := func(path string, is bool) {
		if is {
			broken = append(broken, violation(path, "SESSION_MISMATCH", "The session says otherwise."))
		}
	}
	mismatch("location_id", c.LocationID != s.LocationID)
	mismatch("programme_id", c.ProgrammeID != s.ProgrammeID)
	mismatch("date", !c.Date.IsZero() && c.Date != s.Date)
	switch {
	case s.State == SessionCancelled:
		broken = append(broken, violation("session_id", "SESSION_CANCELLED", "The session was cancelled."))
	case !s.Begun(now):
		broken = append(broken, violation("session_id", "SESSION_NOT_BEGUN", "A session is counted once it has begun."))
	}
	return broken
}
