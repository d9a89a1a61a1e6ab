package domain

import (
	"maps"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// Window is the time in which sessions are planned: from now to the end of a last day.
type Window struct {
	Now  time.Time
	Last civil.Date
	Zone *time.Location
}

// Running is when and where else an activity can be held: the dates of its place and of its programme.
type Running struct {
	Location  Location
	Programme Programme
}

// Plan answers what becomes of the sessions of an activity: those to add, which have no id yet, and those that change.
// Known are its sessions whose occurrence, or whose date while planned, is today or later. Planning again changes nothing.
//
// The series has one session for each of its days that is to come. A session that was held, or changed by itself, stays
// as it is and stands for its day; so does one that has begun. The others follow: to another time, place or room where
// the series still has their day, and cancelled where it has not. Nothing is deleted, for others know of it.
func (a Activity) Plan(known []Session, r Running, w Window) (add, change []Session) {
	wanted := a.wanted(known, r, w)
	taken := map[string]bool{}
	for _, s := range known {
		o, has := wanted[s.day()]
		taken[s.day()] = taken[s.day()] || s.Origin != AdHoc
		if s, changed := a.become(s, o, has, w.Now); changed {
			change = append(change, s)
		}
	}
	for _, day := range slices.Sorted(maps.Keys(wanted)) {
		if !taken[day] {
			add = append(add, a.sessionOf(wanted[day], w.Now))
		}
	}
	return add, change
}

// wanted answers, by day, the occurrences that are to come: those the place and the programme allow, and where nobody
// added a session at the very time.
func (a Activity) wanted(known []Session, r Running, w Window) map[string]Occurrence {
	wanted := map[string]Occurrence{}
	if a.State != ActivityPublished {
		return wanted
	}
	last := w.Last
	for _, s := range known {
		if s.Origin == FromSeries && s.Date.After(last) {
			last = s.Date // it was planned when the window reached further, and follows too
		}
	}
	list, _ := a.Occurrences(w.Zone) // what is stored was checked
	for _, o := range list {
		runs := len(checkOpen(&r.Location, "", o.Date)) == 0 && len(checkRunning(&r.Programme, "", o.Date)) == 0
		if runs && o.Start.After(w.Now) && !o.Date.After(last) {
			wanted[o.Date.String()] = o
		}
	}
	for _, s := range known {
		if s.Origin == AdHoc && s.Occurrence == s.day()+"T"+a.Series.At.String() {
			delete(wanted, s.day())
		}
	}
	return wanted
}

// become answers what a session becomes whose series has its day at o, or has it not, and whether that is a change.
func (a Activity) become(s Session, o Occurrence, has bool, now time.Time) (Session, bool) {
	toCome := s.State == SessionPlanned && !s.Begun(now)
	follows := s.Origin == FromSeries && s.State != SessionHeld
	switch {
	case a.State == ActivityEnded && toCome:
		return s.next(cancelSession, ActivityEnds, now)
	case !follows:
		return s, false
	case has && s.State == SessionCancelled:
		return a.at(s, o).next(returnSession, "", now)
	case has && toCome && a.at(s, o) != s:
		return a.at(s, o).next(followSeries, "", now)
	case !has && toCome:
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
func (a Activity) at(s Session, o Occurrence) Session {
	s.ProgrammeID, s.LocationID, s.RoomID = a.ProgrammeID, a.LocationID, a.RoomID
	s.Occurrence, s.Date, s.Start, s.End = key(o.Date, a.Series.At), o.Date, o.Start.UTC(), o.End.UTC()
	return s
}

// sessionOf answers a new session for an occurrence.
func (a Activity) sessionOf(o Occurrence, now time.Time) Session {
	return a.at(Session{
		ActivityID: a.ID, Origin: FromSeries, State: SessionPlanned, Version: 1, Created: now, Updated: now,
	}, o)
}
