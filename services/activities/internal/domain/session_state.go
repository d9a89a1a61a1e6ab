package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/lifecycle"
)

// SessionState is how far a session has come.
type SessionState string

// The states of a session.
const (
	SessionPlanned   SessionState = "planned"
	SessionHeld      SessionState = "held"
	SessionCancelled SessionState = "cancelled"
)

// sessionStep is what may happen to a session.
type sessionStep string

const (
	moveSession   sessionStep = "move"
	holdSession   sessionStep = "hold"
	cancelSession sessionStep = "cancel"
	reopenSession sessionStep = "reopen" // it was held or cancelled by mistake
	followSeries  sessionStep = "follow" // its series changed and still has its day
	returnSession sessionStep = "return" // its series has its day again
)

// sessionLife is the whole life of a session.
func sessionLife() lifecycle.Steps[SessionState, sessionStep] {
	return lifecycle.Steps[SessionState, sessionStep]{
		SessionPlanned: {
			moveSession:   SessionPlanned,
			followSeries:  SessionPlanned,
			holdSession:   SessionHeld,
			cancelSession: SessionCancelled,
		},
		SessionHeld: {
			reopenSession: SessionPlanned,
		},
		SessionCancelled: {
			reopenSession: SessionPlanned,
			returnSession: SessionPlanned,
		},
	}
}

// take brings the session to its next state. Error: FAILED_PRECONDITION with the state it is in (SESSION_HELD, ...).
func (s *Session) take(step sessionStep, by string, now time.Time) error {
	next, err := sessionLife().Take("session", s.State, step)
	if err != nil {
		return err
	}
	s.State, s.Recorder, s.Version, s.Updated = next, by, s.Version+1, now
	if next == SessionCancelled {
		s.WantedRoomID = ""
	}
	return nil
}

// Move has the session be where and when it was placed: from now on it does not follow its series. Errors:
// FAILED_PRECONDITION (SESSION_HELD, SESSION_CANCELLED).
func (s *Session) Move(by string, now time.Time) error {
	s.adjust()
	return s.take(moveSession, by, now)
}

// Hold records that the session was held. Errors: FAILED_PRECONDITION (SESSION_HELD, SESSION_CANCELLED,
// SESSION_NOT_BEGUN).
func (s *Session) Hold(by string, now time.Time) error {
	if s.State == SessionPlanned && !s.Begun(now) {
		return fault.New(fault.FailedPrecondition, "SESSION_NOT_BEGUN", "A session is held once it has begun.")
	}
	return s.take(holdSession, by, now)
}

// Cancel records that the session is not held, and why. Errors: FAILED_PRECONDITION (SESSION_HELD, SESSION_CANCELLED).
func (s *Session) Cancel(reason, by string, now time.Time) error {
	s.adjust()
	s.Reason = reason
	return s.take(cancelSession, by, now)
}

// Reopen takes back that the session was held or cancelled. Counted says that a head count of it stands. Errors:
// FAILED_PRECONDITION (SESSION_PLANNED, SESSION_COUNTED, SESSION_OUTSIDE_ACTIVITY).
func (s *Session) Reopen(a Activity, counted bool, by string, now time.Time) error {
	switch {
	case counted:
		return fault.New(fault.FailedPrecondition, "SESSION_COUNTED",
			"A head count says that the session was held. Withdraw it first.")
	case s.State != SessionPlanned && !a.Has(s.Date):
		return fault.New(fault.FailedPrecondition, "SESSION_OUTSIDE_ACTIVITY", "The activity is not held on %s.", s.Date)
	}
	s.adjust()
	s.Reason = ""
	return s.take(reopenSession, by, now)
}

// adjust has the session no longer follow its series.
func (s *Session) adjust() {
	if s.Origin == FromSeries {
		s.Origin = Adjusted
	}
}
