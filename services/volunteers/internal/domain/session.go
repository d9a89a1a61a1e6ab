package domain

import (
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/period"
)

// Session is one time that an activity of the service activities is held (bijeenkomst), as far as it was told of.
type Session struct {
	ID          string
	ActivityID  string
	ProgrammeID string
	LocationID  string
	Date        civil.Date
	period.Period
	State     SessionState
	Version   int64 // of the event that told of it; 0 where none did and the service answered it
	Confirmed bool  // the service answered it now, or told of it since it was last known
}

// SessionState is how far a session has come: the names of that service.
type SessionState string

// The states.
const (
	SessionPlanned   SessionState = "planned"
	SessionHeld      SessionState = "held"
	SessionCancelled SessionState = "cancelled"
)
