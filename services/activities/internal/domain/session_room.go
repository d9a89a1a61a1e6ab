package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
)

// TakesRoom says whether a room is reserved for the session. One that was held takes it too, also where it is recorded
// afterwards: two that were in one room at one time are a mistake in one of them, and who records it is told which.
func (s Session) TakesRoom() bool { return s.RoomID != "" && s.State != SessionCancelled }

// Period is the time that the session takes.
func (s Session) Period() Period { return Period{Start: s.Start, End: s.End} }

// GiveUpRoom has the session want the room that it cannot have.
func (s *Session) GiveUpRoom() { s.RoomID, s.WantedRoomID = "", s.RoomID }

// Reserve answers what becomes of the reservation of the session, had, which is nil where it has none, and whether that
// is a change. One that is new has no id yet.
func (s Session) Reserve(had *Reservation, now time.Time) (r Reservation, changed bool) {
	switch {
	case had == nil:
		return Reservation{
			RoomID: s.RoomID, Period: s.Period(), Purpose: activityPurpose, SessionID: s.ID, Holder: s.Recorder, Version: 1,
			Created: now, Updated: now,
		}, s.TakesRoom()
	case s.TakesRoom() && had.RoomID == s.RoomID && had.Start.Equal(s.Start) && had.End.Equal(s.End):
		return *had, false
	}
	r = *had
	r.Version, r.Updated = had.Version+1, now
	if s.TakesRoom() {
		r.RoomID, r.Period = s.RoomID, s.Period()
	} else {
		r.Cancelled = true
	}
	return r, true
}

// activityPurpose is what the room of a session is reserved for.
const activityPurpose = "activity"

// Give gives a session the room, or answers every rule that it breaks, by the field "room_id". Taken holds at least what
// overlaps it, and from now on the session too. The session's own rules speak of its place and its dates, and the past
// may be recorded.
func (s *Reserving) Give(one Session) []fault.Field {
	if s.Room == nil {
		return []fault.Field{roomUnknown()}
	}
	var broken []fault.Field
	if s.Room.LocationID != one.LocationID {
		broken = append(broken, roomElsewhere())
	}
	p := one.Period()
	if !p.Start.Before(p.End) { // which was told
		return broken
	}
	if first, last := p.Days(s.Zone); !s.Room.UsedOn(first) || !s.Room.UsedOn(last) {
		broken = append(broken, violation("room_id", "ROOM_NOT_IN_USE", "The room is used %s.", dates(s.Room.First, s.Room.Last)))
	}
	for _, t := range s.inTheWay(p) {
		broken = append(broken, violation("room_id", "OVERLAP", "%s", t))
	}
	if len(broken) == 0 {
		s.Taken = append(s.Taken, Reservation{RoomID: s.Room.ID, Period: p, SessionID: one.ID})
	}
	return broken
}

// inTheWay says, in words, what has the room within a period.
func (s Reserving) inTheWay(p Period) (texts []string) {
	for _, t := range s.Taken {
		if t.Overlaps(p) {
			texts = append(texts, "The room is taken by "+t.name()+" from "+s.local(t.Start)+" to "+s.local(t.End)+".")
		}
	}
	return texts
}

// name says which reservation it is. One without an id is asked for together with what it is in the way of.
func (r Reservation) name() string {
	switch {
	case r.ID == "":
		return "another session of this request"
	case r.SessionID != "":
		return "reservation " + r.ID + " of session " + r.SessionID
	}
	return "reservation " + r.ID
}

func roomUnknown() fault.Field {
	return violation("room_id", "ROOM_UNKNOWN", "There is no room with this id.")
}

func roomElsewhere() fault.Field {
	return violation("room_id", "ROOM_ELSEWHERE", "The room is one of another location.")
}

// WithoutSessions answers list without the reservations of sessions: what moves is not in its own way.
func WithoutSessions(list []Reservation, ids map[string]bool) []Reservation {
	return slices.DeleteFunc(slices.Clone(list), func(r Reservation) bool { return ids[r.SessionID] })
}
