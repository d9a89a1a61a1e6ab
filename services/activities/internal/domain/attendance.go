package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
)

// Attendance is that a participant took part in a session (aanwezigheid). There is one for a participant and a session.
type Attendance struct {
	ID            string
	SessionID     string
	ParticipantID string
	AgeBand       string // of the participant, on the date of the session
	// Visits is how many visits it adds: 1, and 0 where a head count of the session says how many people came. The head
	// count leads, for it knows of those who gave no name.
	Visits    int64
	Withdrawn bool
	Recorder  string
	Version   int64
	Created   time.Time
	Updated   time.Time
}

// AttendanceChange is that an attendance was withdrawn, or recorded again. Changes are never changed.
type AttendanceChange struct {
	ID           string
	AttendanceID string
	Version      int64 // of the attendance after the change
	Withdrawn    bool
	Reason       string // "typing_error", ...: the names of the contract's CorrectionReason; "" when recorded again
	Recorder     string
	Created      time.Time
}

// CountedTwice is why one of two attendances is withdrawn when two participants are found to be one person.
const CountedTwice = "counted_twice"

// Visits answers how many visits an attendance adds that stands, where a head count of its session stands or not.
func Visits(counted bool) int64 {
	if counted {
		return 0
	}
	return 1
}

// CheckAttendance answers every rule that attendance of a session by a participant breaks, by field. Nil is what there is
// not.
func CheckAttendance(s *Session, p *Attendee, now time.Time) []fault.Field {
	broken := p.check()
	switch {
	case s == nil:
		return append(broken, violation("session_id", "SESSION_UNKNOWN", "There is no session with this id."))
	case s.State == SessionCancelled:
		return append(broken, violation("session_id", "SESSION_CANCELLED", "The session was cancelled."))
	case !s.Begun(now):
		return append(broken, violation("session_id", "SESSION_NOT_BEGUN", "Attendance is recorded once the session has begun."))
	}
	return broken
}

// Withdraw takes the attendance back: it counts nowhere. Error: FAILED_PRECONDITION (ATTENDANCE_WITHDRAWN).
func (a *Attendance) Withdraw(by *AttendanceChange) error {
	if a.Withdrawn {
		return fault.New(fault.FailedPrecondition, "ATTENDANCE_WITHDRAWN", "The attendance was withdrawn already.")
	}
	a.Withdrawn, a.Visits = true, 0
	a.apply(by)
	return nil
}

// RecordAgain has an attendance that was withdrawn count again.
func (a *Attendance) RecordAgain(counted bool, by *AttendanceChange) {
	a.Withdrawn, a.Visits = false, Visits(counted)
	a.apply(by)
}

func (a *Attendance) apply(by *AttendanceChange) {
	a.Version, a.Updated = a.Version+1, by.Created
	by.AttendanceID, by.Version, by.Withdrawn = a.ID, a.Version, a.Withdrawn
}

// MoveTo has the attendance be that of the participant whom its own was found to be.
func (a *Attendance) MoveTo(participantID string, now time.Time) {
	a.ParticipantID, a.Version, a.Updated = participantID, a.Version+1, now
}

// Reband gives the attendance the age band that follows from a birth that was corrected, and says whether it is another.
func (a *Attendance) Reband(b person.Birth, s Session, now time.Time) bool {
	band := person.AgeBand(b, s.Date)
	if band == a.AgeBand {
		return false
	}
	a.AgeBand, a.Version, a.Updated = band, a.Version+1, now
	return true
}
