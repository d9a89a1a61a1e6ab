package domain

import (
	"maps"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Window is the time in which sessions are planned: from now to the end of a last day.
type Window struct {
	Now  time.Time
	Last civil.Date
	Zone *time.Location
}

// Running is when and where else an activity can be held: the dates of its place and of its programme, and its room with
// what is taken there.
type Running struct {
	Location  Location
	Programme Programme
	Room      Reserving // of no account where the activity has no room
}

// slot is a time that the series of an activity has, with why its room cannot be had then.
type slot struct {
	Occurrence
	refused []fault.Field
}

// Plan answers what becomes of the sessions of an activity: those to add, which have no id yet, and those that change;
// and of which of these dates the room cannot be had, and why. Known are its sessions whose occurrence, or whose date
// while planned, is today or later. Planning again changes nothing.
//
// The series has one session for each of its days that is to come. A session that was held, or changed by itself, stays
// as it is and stands for its day; so does one that has begun. The others follow: to another time, place or room where
// the series still has their day, and cancelled where it has not. One whose room is taken is planned without it and wants
// it. Nothing is deleted, for others know of it.
func (a Activity) Plan(known []Session, r Running, w Window) (add, change []Session, broken []fault.Field) {
	wanted := a.wanted(known, r, w)
	a.giveRooms(known, wanted, r.Room, w.Now)
	taken := map[string]bool{}
	for _, s := range known {
		o, has := wanted[s.day()]
		taken[s.day()] = taken[s.day()] || s.Origin != AdHoc
		if s, changed := a.become(s, o, has, w.Now); changed {
			change = append(change, s)
			broken = append(broken, o.refused...)
		}
	}
	for _, day := range slices.Sorted(maps.Keys(wanted)) {
		if !taken[day] {
			add = append(add, a.sessionOf(wanted[day], w.Now))
			broken = append(broken, wanted[day].refused...)
		}
	}
	return add, change, broken
}

// Reach answers the time in which sessions of a series are planned: the window, and what was planned when it reached
// further, for that follows too.
func (w Window) Reach(known []Session) Period {
	return Period{Start: w.Now, End: civil.Time{}.On(w.last(known).AddDays(1), w.Zone).Add(longestSession)}
}

// longestSession is how long a session lasts at most.
const longestSession = 24 * time.Hour

func (w Window) last(known []Session) civil.Date {
	last := w.Last
	for _, s := range known {
		if s.Origin == FromSeries && s.Date.After(last) {
			last = s.Date
		}
	}
	return last
}

// wanted answers, by day, the occurrences that are to come: those the place and the programme allow, and where nobody
// added a session at the very time.
func (a Activity) wanted(known []Session, r Running, w Window) map[string]slot {
	wanted := map[string]slot{}
	if a.State != ActivityPublished {
		return wanted
	}
	last := w.last(known)
	list, _ := a.Occurrences(w.Zone) // what is stored was checked
	for _, o := range list {
		runs := len(checkOpen(&r.Location, "", o.Date)) == 0 && len(checkRunning(&r.Programme, "", o.Date)) == 0
		if runs && o.Start.After(w.Now) && !o.Date.After(last) {
			wanted[o.Date.String()] = slot{Occurrence: o}
		}
	}
	for _, s := range known {
		if s.Origin == AdHoc && s.Occurrence == s.day()+"T"+a.Series.At.String() {
			delete(wanted, s.day())
		}
	}
	return wanted
}

// giveRooms gives the sessions that follow the series the room, the earliest first, and writes down why one cannot have
// it. What they have now is in the way of none of them.
func (a Activity) giveRooms(known []Session, wanted map[string]slot, room Reserving, now time.Time) {
	if a.RoomID == "" {
		return
	}
	following, standing := map[string]bool{}, map[string]bool{}
	for _, s := range known {
		switch {
		case s.follows() && (s.State == SessionCancelled || s.toCome(now)):
			following[s.ID] = true
		case s.Origin != AdHoc:
			standing[s.day()] = true
		}
	}
	room.Taken = WithoutSessions(room.Taken, following)
	for _, day := range slices.Sorted(maps.Keys(wanted)) {
		if standing[day] {
			continue
		}
		o := wanted[day]
		for _, f := range room.Give(a.at(Session{}, o)) {
			o.refused = append(o.refused, violation(f.Path, f.Reason, "On %s: %s", day, f.Text))
		}
		wanted[day] = o
	}
}

func (s Session) toCome(now time.Time) bool { return s.State == SessionPlanned && !s.Begun(now) }

func (s Session) follows() bool { return s.Origin == FromSeries && s.State != SessionHeld }

// become answers what a session becomes whose series has its day at o, or has it not, and whether that is a change.
func (a Activity) become(s Session, o slot, has bool, now time.Time) (Session, bool) {
	switch {
	case a.State == ActivityEnded && s.toCome(now):
		return s.next(cancelSession, ActivityEnds, now)
	case !s.follows():
		return s, false
	case has && s.State == SessionCancelled:
		return a.at(s, o).next(returnSession, "", now)
	case has && s.toCome(now) && a.at(s, o) != s:
		return a.at(s, o).next(followSeries, "", now)
	case !has && s.toCome(now):
		return s.next(cancelSession, SeriesChanged, now)
	}
	return s, false
}

// next answers the session after a step that its series takes.
func (s Session) next(step sessionStep, reason string, now time.Time) (next Session, can bool) {
	s.Reason = reason
	return s, s.take(step, "", now) == nil
}

// at answers the session as its series has it.
func (a Activity) at(s Session, o slot) Session {
	s.ProgrammeID, s.LocationID, s.RoomID, s.WantedRoomID = a.ProgrammeID, a.LocationID, a.RoomID, ""
	s.Occurrence, s.Date, s.Start, s.End = key(o.Date, a.Series.At), o.Date, o.Start.UTC(), o.End.UTC()
	if len(o.refused) > 0 {
		s.GiveUpRoom()
	}
	return s
}

// sessionOf answers a new session for an occurrence.
func (a Activity) sessionOf(o slot, now time.Time) Session {
	return a.at(Session{
		ActivityID: a.ID, Origin: FromSeries, State: SessionPlanned, Version: 1, Created: now, Updated: now,
	}, o)
}
