package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/fault"
)

// The bounds of a reservation, beyond which it is a mistake of the day or the year.
const (
	MaxReservation = 31 * 24 * time.Hour
	MaxYearsAhead  = 10
)

// Reservation is one time that a room is taken (reservering).
type Reservation struct {
	ID     string
	RoomID string
	Period
	Purpose   string // "meeting", ...: the names of the contract's ReservationPurpose
	SessionID string // the session it is for, "" for none
	SeriesID  string // the series it belongs to, "" for none
	Holder    string
	Cancelled bool
	Version   int64
	Created   time.Time
	Updated   time.Time
}

// Reserving is what a reservation is checked against.
type Reserving struct {
	Now      time.Time // zero: the past may be recorded
	Zone     *time.Location
	Room     *Room     // nil: there is none with the id
	Location *Location // of the room
	Taken    []Reservation
}

// Check answers every rule that a reservation for period breaks, by field. Taken holds at least what overlaps it.
func (s Reserving) Check(p Period) []fault.Field {
	var broken []fault.Field
	if s.Room == nil {
		broken = append(broken, roomUnknown())
	}
	if !p.Start.Before(p.End) {
		return append(broken, violation("end_time", "END_BEFORE_START", "It ends after it starts."))
	}
	broken = append(broken, s.checkTimes(p)...)
	if s.Room != nil {
		broken = append(broken, s.checkDays(p)...)
	}
	for _, text := range s.inTheWay(p) {
		broken = append(broken, violation("start_time", "OVERLAP", "%s", text))
	}
	return broken
}

func (s Reserving) checkTimes(p Period) []fault.Field {
	var broken []fault.Field
	if p.End.Sub(p.Start) > MaxReservation {
		broken = append(broken, violation("end_time", "TOO_LONG", "It lasts at most %d days.", MaxReservation/(24*time.Hour)))
	}
	if s.Now.IsZero() {
		return broken
	}
	if !p.End.After(s.Now) {
		broken = append(broken, violation("end_time", "IN_PAST", "It is over already."))
	}
	if p.Start.After(s.Now.AddDate(MaxYearsAhead, 0, 0)) {
		broken = append(broken, violation("start_time", "TOO_FAR", "It begins at most %d years ahead.", MaxYearsAhead))
	}
	return broken
}

func (s Reserving) checkDays(p Period) []fault.Field {
	first, last := p.Days(s.Zone)
	var broken []fault.Field
	if !s.Room.UsedOn(first) || !s.Room.UsedOn(last) {
		broken = append(broken, violation("start_time", "ROOM_NOT_IN_USE", "The room is used %s.", dates(s.Room.First, s.Room.Last)))
	}
	if !s.Location.OpenOn(first) || !s.Location.OpenOn(last) {
		broken = append(broken, violation("start_time", "LOCATION_NOT_OPEN",
			"The location is open %s.", dates(s.Location.Opening, s.Location.Closing)))
	}
	return broken
}

func (s Reserving) local(at time.Time) string { return at.In(s.Zone).Format("2006-01-02 15:04") }

// Cancel frees the room. What has begun stands, and what a session has goes with the session: else it would be held where
// it has no room. Errors: FAILED_PRECONDITION (RESERVATION_CANCELLED, RESERVATION_OF_SESSION, RESERVATION_BEGUN).
func (r *Reservation) Cancel(now time.Time) error {
	switch {
	case r.Cancelled:
		return fault.New(fault.FailedPrecondition, "RESERVATION_CANCELLED", "The reservation was cancelled already.")
	case r.SessionID != "":
		return fault.New(fault.FailedPrecondition, "RESERVATION_OF_SESSION",
			"Session %s has the room. Cancel or move the session.", r.SessionID).With("session_id", r.SessionID)
	case !r.Start.After(now):
		return fault.New(fault.FailedPrecondition, "RESERVATION_BEGUN", "The reservation has begun and cannot be cancelled.")
	}
	r.Cancelled, r.Version, r.Updated = true, r.Version+1, now
	return nil
}
