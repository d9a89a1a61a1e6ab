package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Session is one time that an activity is held (bijeenkomst).
type Session struct {
	ID           string
	ActivityID   string
	ProgrammeID  string
	LocationID   string
	RoomID       string // reserved for it until it is cancelled
	WantedRoomID string // which it could not get, "" where it has its room or is to have none
	Occurrence   string // the local day and time it was planned at first, as 2022-06-14T14:00
	Origin       Origin
	Date         civil.Date
	Start        time.Time
	End          time.Time
	State        SessionState
	Reason       string // why it was cancelled: the names of the contract's CancellationReason
	Recorder     string // who added or last changed it by itself
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// Origin is where a session comes from.
type Origin string

// The origins of a session. What was moved, cancelled or reopened by itself no longer follows its series, and still
// stands for its day of it.
const (
	FromSeries Origin = "series"
	Adjusted   Origin = "adjusted"
	AdHoc      Origin = "ad_hoc"
)

// The reasons of a cancellation that nobody but the service gives.
const (
	SeriesChanged = "series_changed"
	ActivityEnds  = "activity_ended"
)

// Begun says whether the session has begun.
func (s Session) Begun(now time.Time) bool { return !s.Start.After(now) }

// day answers the local day of the occurrence.
func (s Session) day() string { return s.Occurrence[:len("2022-06-14")] }

// Place puts the session at a time and place of its own.
func (s *Session) Place(date civil.Date, at civil.Time, duration time.Duration, zone *time.Location) {
	s.Date, s.Start = date, at.On(date, zone).UTC()
	s.End = s.Start.Add(duration)
}

// Add completes a session outside the series of its activity: what is not given is that of the activity.
func (s *Session) Add(a Activity, at *civil.Time, duration time.Duration, zone *time.Location) {
	if at == nil {
		at = &a.Series.At
	}
	if duration == 0 {
		duration = a.Series.Duration
	}
	if s.LocationID == "" {
		s.LocationID = a.LocationID
	}
	if s.RoomID == "" && s.LocationID == a.LocationID {
		s.RoomID = a.RoomID
	}
	s.ProgrammeID, s.Origin = a.ProgrammeID, AdHoc
	if !s.Date.IsZero() {
		s.Occurrence = key(s.Date, *at)
		s.Place(s.Date, *at, duration, zone)
	}
}

// Agenda is what a session is checked against.
type Agenda struct {
	Now       time.Time
	Activity  *Activity  // nil: there is none with the id
	Location  *Location  // nil: there is none with the id
	Programme *Programme // of the activity
	Duration  time.Duration
	Taken     bool // the activity has a session at this time already
}

// Check answers every rule the session breaks, by field. A zero date was not readable; that is told by who read it.
func (s Session) Check(g Agenda) []fault.Field {
	if g.Activity == nil {
		return []fault.Field{violation("activity_id", "ACTIVITY_UNKNOWN", "There is no activity with this id.")}
	}
	var broken []fault.Field
	if g.Activity.State == ActivityDraft {
		broken = append(broken, violation("activity_id", "ACTIVITY_DRAFT", "An activity has no sessions before it is published."))
	}
	if g.Duration < 0 || g.Duration > 24*time.Hour {
		broken = append(broken, violation("duration_minutes", "DURATION_INVALID", "A session lasts 1 to 1440 minutes."))
	}
	if g.Taken {
		broken = append(broken, violation("date", "SESSION_EXISTS", "The activity has a session at this time."))
	}
	if !s.Date.IsZero() && !g.Activity.Has(s.Date) {
		broken = append(broken, violation("date", "SESSION_OUTSIDE_ACTIVITY", "The activity is not held on %s.", s.Date))
	}
	if !s.Date.IsZero() && s.State == SessionHeld && !s.Begun(g.Now) {
		broken = append(broken, violation("state", "SESSION_NOT_BEGUN", "A session is held once it has begun."))
	}
	broken = append(broken, checkOpen(g.Location, "date", s.Date)...)
	return append(broken, checkRunning(g.Programme, "date", s.Date)...)
}
