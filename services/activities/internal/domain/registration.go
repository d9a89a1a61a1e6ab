package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Registration is that somebody wants to take part, in one session or in an activity as a whole (aanmelding).
type Registration struct {
	ID            string
	ActivityID    string
	SessionID     string // "" for the activity as a whole
	ParticipantID string
	Arrival       int64      // its number in the order of arrival at the activity
	Date          civil.Date // of the session, or the day it was made: the person counts in the year of it
	State         RegistrationState
	OfferExpires  time.Time // zero where nothing is offered
	Reason        string    // why it was cancelled: the names of the contract's RegistrationCancellationReason
	Recorder      string
	Version       int64
	Created       time.Time
	Updated       time.Time
}

// The reasons of a cancellation that nobody but the service gives.
const (
	ReasonSessionCancelled = "session_cancelled"
	ReasonActivityEnded    = "activity_ended"
	ReasonMerged           = "merged"
	ReasonErased           = "erased"
)

// Request is what a registration is checked against.
type Request struct {
	Participant *Attendee // nil: there is none with the id
	Session     *Session  // nil: there is none with the id, or the registration is for the activity as a whole
	Roll        *Roll     // nil: there is no such activity
}

// Check answers every rule the registration breaks, by field. ActivityID is what the request says, perhaps nothing.
func (r Registration) Check(q Request) []fault.Field {
	broken := q.Participant.check()
	if r.SessionID == "" && r.ActivityID == "" {
		return append(broken, violation("session_id", "TARGET_MISSING",
			"A registration is for a session, or for an activity as a whole."))
	}
	if r.SessionID != "" && q.Session == nil {
		return append(broken, violation("session_id", "SESSION_UNKNOWN", "There is no session with this id."))
	}
	if q.Roll == nil {
		return append(broken, violation("activity_id", "ACTIVITY_UNKNOWN", "There is no activity with this id."))
	}
	a := q.Roll.Activity
	if r.ActivityID != "" && r.ActivityID != a.ID {
		broken = append(broken, violation("activity_id", "ACTIVITY_MISMATCH", "The session is of another activity."))
	}
	if a.State != ActivityPublished {
		broken = append(broken, violation("activity_id", "ACTIVITY_NOT_PUBLISHED", "The activity is %s.", a.State))
	}
	broken = append(broken, r.checkStart(q)...)
	return append(broken, r.checkPerson(q)...)
}

// checkStart answers whether what the registration is for is still to come.
func (r Registration) checkStart(q Request) []fault.Field {
	switch {
	case q.Session == nil && q.Roll.Start("").IsZero():
		return []fault.Field{violation("activity_id", "NO_SESSION_TO_COME", "No session of the activity is to come.")}
	case q.Session == nil:
		return nil
	case q.Session.State == SessionCancelled:
		return []fault.Field{violation("session_id", "SESSION_CANCELLED", "The session was cancelled.")}
	case q.Session.Begun(q.Roll.Now):
		return []fault.Field{violation("session_id", "SESSION_STARTED", "The session has begun.")}
	}
	return nil
}

// checkPerson answers whether the participant may have the place.
func (r Registration) checkPerson(q Request) []fault.Field {
	if q.Participant == nil {
		return nil // of which it was told
	}
	var broken []fault.Field
	if date := q.firstDate(); !q.Roll.Activity.Welcomes(q.Participant.Birth, date) {
		broken = append(broken, violation("participant_id", "AGE_OUTSIDE_RANGE",
			"The activity is meant for another age than that of the participant on %s.", date))
	}
	if q.Roll.has(q.Participant.ID, r.SessionID) {
		broken = append(broken, violation("participant_id", "ALREADY_REGISTERED",
			"The participant is registered already, or waits."))
	}
	return broken
}

// firstDate answers the date of the session, or of the next one of the activity; zero where there is none.
func (q Request) firstDate() (date civil.Date) {
	if q.Session != nil {
		return q.Session.Date
	}
	for _, s := range q.Roll.Sessions {
		if date.IsZero() || s.Date.Before(date) {
			date = s.Date
		}
	}
	return date
}

// has says whether a participant is on the roll for a session, or for any of them: who has a place in all of them has one
// in each.
func (r *Roll) has(participantID, sessionID string) bool {
	wanted := Registration{ActivityID: r.Activity.ID, SessionID: sessionID}
	for _, one := range r.Active {
		if one.ParticipantID == participantID && one.State.Active() && one.overlaps(wanted) {
			return true
		}
	}
	return false
}
