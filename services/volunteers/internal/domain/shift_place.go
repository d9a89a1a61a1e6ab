package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

const maxShiftMinutes = 24 * 60

// ShiftTimes is when a shift is to be, as far as it is said. A date that does not exist is the zero one, and told of already.
type ShiftTimes struct {
	Date    *civil.Date
	At      *civil.Time
	Minutes int
}

// said answers the fields that say something.
func (t ShiftTimes) said() (paths []string) {
	if t.Date != nil {
		paths = append(paths, "date")
	}
	if t.At != nil {
		paths = append(paths, "time_of_day")
	}
	if t.Minutes != 0 {
		paths = append(paths, "duration_minutes")
	}
	return paths
}

// PlanOn puts a free-standing shift at a time of its own, and answers every rule that this breaks.
func (s *Shift) PlanOn(t ShiftTimes, zone *time.Location) (broken []fault.Field) {
	missing := func(path string) {
		broken = append(broken, violation(path, "TIMES_MISSING", "A shift that is at no session has a date, a time and a duration."))
	}
	if s.MinutesBefore != 0 || s.MinutesAfter != 0 {
		broken = append(broken, violation("minutes_before", "TIMES_UNEXPECTED",
			"Only a shift at a session has minutes before and after it."))
	}
	if t.Date == nil {
		missing("date")
	}
	if t.At == nil {
		missing("time_of_day")
	}
	switch {
	case t.Minutes == 0:
		missing("duration_minutes")
	case t.Minutes < 0 || t.Minutes > maxShiftMinutes:
		broken = append(broken, violation("duration_minutes", "DURATION_INVALID", "A shift lasts 1 to %d minutes.", maxShiftMinutes))
	}
	if len(broken) > 0 || t.Date.IsZero() {
		return broken
	}
	s.Date, s.Start = *t.Date, t.At.On(*t.Date, zone).UTC()
	s.End = s.Start.Add(time.Duration(t.Minutes) * time.Minute)
	return nil
}

// PlanAt puts a shift at its session (nil where there is none with the id), and answers every rule that this breaks. Role is
// what it is for, nil where there is none.
func (s *Shift) PlanAt(one *Session, role *Role, t ShiftTimes, zone *time.Location) (broken []fault.Field) {
	for _, path := range t.said() {
		broken = append(broken, violation(path, "TIMES_UNEXPECTED", "A shift at a session has the times of the session."))
	}
	if one == nil {
		return append(broken, violation("session_id", "SESSION_UNKNOWN", "No session with this id is known here."))
	}
	s.follow(*one, zone)
	if one.State == SessionCancelled {
		broken = append(broken, violation("session_id", "SESSION_CANCELLED", "The session was cancelled."))
	}
	if role != nil && role.ProgrammeID != one.ProgrammeID {
		broken = append(broken, violation("session_id", "SESSION_OF_OTHER_PROGRAMME",
			"The session is of another programme than the role."))
	}
	return broken
}

// follow gives the shift the times and the place of its session.
func (s *Shift) follow(one Session, zone *time.Location) {
	s.Start = one.Start.Add(-time.Duration(s.MinutesBefore) * time.Minute)
	s.End = one.End.Add(time.Duration(s.MinutesAfter) * time.Minute)
	s.Date, s.LocationID, s.Confirmed = civil.DateOf(s.Start.In(zone)), one.LocationID, one.Confirmed
}

// Move puts a free-standing shift elsewhere: what is not said stays as it was. It answers every rule that this breaks.
func (s *Shift) Move(t ShiftTimes, zone *time.Location) []fault.Field {
	if t.At == nil {
		start := s.Start.In(zone)
		t.At = &civil.Time{Hour: start.Hour(), Minute: start.Minute()}
	}
	if t.Minutes == 0 {
		t.Minutes = int(s.End.Sub(s.Start) / time.Minute)
	}
	return s.PlanOn(t, zone)
}

// FollowSession brings a shift to what its session is from now on, at an instant, and answers what is kept of that; changed is
// false where it is so already. What was cancelled for another reason than the session stays so.
func (s *Shift) FollowSession(one Session, zone *time.Location, at time.Time) (c ShiftChange, changed bool, err error) {
	step, before := ConfirmShift, *s
	switch {
	case s.State == ShiftCancelled && s.Reason != SessionCancelledReason:
		return c, false, nil
	case s.State == ShiftCancelled && one.State == SessionCancelled:
		return c, false, nil
	case one.State == SessionCancelled:
		step, s.Reason = CancelShift, SessionCancelledReason
	case s.State == ShiftCancelled:
		step, s.Reason = ReplanShift, ""
		s.follow(one, zone)
	default:
		s.follow(one, zone)
		if !s.Start.Equal(before.Start) || !s.End.Equal(before.End) || s.LocationID != before.LocationID {
			step = MoveShift
		} else if s.Confirmed == before.Confirmed {
			return c, false, nil
		}
	}
	c, err = s.Take(step, "", at, time.Time{})
	return c, err == nil, err
}
