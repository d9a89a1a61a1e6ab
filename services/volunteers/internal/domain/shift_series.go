package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/platform/recurrence"
)

// ShiftSeries is work again and again (dienstenreeks): by a rule, or at every session of an activity.
type ShiftSeries struct {
	ID            string
	RoleID        string
	AssignmentID  string // of who works it; empty: its shifts are open
	ActivityID    string // empty: it has a rule
	Rule          string
	Start         civil.Date
	End           civil.Date // of one with an activity; a rule has an end of its own
	At            *civil.Time
	Minutes       int
	Exceptions    []civil.Date
	MinutesBefore int
	MinutesAfter  int
	Place         string
	Override      string // why its shifts may overlap others of the same person
	Recorder      string
	State         ShiftState
	Version       int64
	Created       time.Time
	Updated       time.Time
}

// Check answers what is said of when a series is that its kind does not have, and what is missing. A zero date was not
// readable; that is told by who read it.
func (s ShiftSeries) Check() []fault.Field {
	if s.ActivityID == "" {
		return s.checkRule()
	}
	broken := told(s.ruleFields(), true, "TIMES_UNEXPECTED", "A series of an activity has the times of its sessions.")
	if !s.End.IsZero() && s.End.Before(s.Start) {
		broken = append(broken, violation("end_date", "LAST_BEFORE_FIRST", "The last date is before the first."))
	}
	return broken
}

func (s ShiftSeries) checkRule() []fault.Field {
	broken := told([]field{
		{"end_date", !s.End.IsZero()}, {"minutes_before", s.MinutesBefore != 0}, {"minutes_after", s.MinutesAfter != 0},
	}, true, "TIMES_UNEXPECTED", "Only a series of an activity has this.")
	return append(broken, told(s.ruleFields(), false, "TIMES_MISSING",
		"A series without an activity has a rule, a time and a duration.")...)
}

// field is a field of a series, and whether it says something.
type field struct {
	path string
	said bool
}

func (s ShiftSeries) ruleFields() []field {
	return []field{{"rule", s.Rule != ""}, {"time_of_day", s.At != nil}, {"duration_minutes", s.Minutes != 0}}
}

// told answers a violation for each of fields that says something, or for each that does not.
func told(fields []field, said bool, reason, text string) (broken []fault.Field) {
	for _, f := range fields {
		if f.said == said {
			broken = append(broken, violation(f.path, reason, "%s", text))
		}
	}
	return broken
}

// ByRule answers a shift for every occurrence by the clocks of zone, or every rule that the series breaks.
func (s ShiftSeries) ByRule(zone *time.Location) ([]Shift, []fault.Field) {
	if s.Rule == "" || s.At == nil || s.Minutes == 0 {
		return nil, nil // told by Check
	}
	occurrences, broken := recurrence.Series{
		Rule: s.Rule, Start: s.Start, At: *s.At, Duration: time.Duration(s.Minutes) * time.Minute, Exceptions: s.Exceptions,
		Zone: zone,
	}.Expand()
	for i, f := range broken {
		if f.Path == "duration" {
			broken[i].Path = "duration_minutes"
		}
	}
	shifts := make([]Shift, len(occurrences))
	for i, o := range occurrences {
		shifts[i] = s.shift()
		shifts[i].Date, shifts[i].Period = o.Date, period.Period{Start: o.Start.UTC(), End: o.End.UTC()}
		if i > 0 && shifts[i].Overlaps(shifts[i-1].Period) {
			broken = append(broken, onDay(o.Date,
				violation("rule", "OCCURRENCES_OVERLAP", "The one before has not ended when it begins.")))
		}
	}
	return shifts, broken
}

// BySessions answers a shift for each of the sessions of its activity that is within the series, in the order of the sessions.
// Role is what it is for, nil where there is none.
func (s ShiftSeries) BySessions(sessions []Session, role *Role, zone *time.Location) ([]Shift, []fault.Field) {
	var shifts []Shift
	var broken []fault.Field
	for _, one := range sessions {
		if !s.Takes(one) {
			continue
		}
		sh := s.shift()
		sh.SessionID, sh.MinutesBefore, sh.MinutesAfter = one.ID, s.MinutesBefore, s.MinutesAfter
		for _, f := range sh.PlanAt(&one, role, ShiftTimes{}, zone) {
			broken = append(broken, s.ofOccurrence(one.Date, f))
		}
		shifts = append(shifts, sh)
	}
	switch {
	case len(shifts) == 0:
		broken = append(broken, violation("activity_id", "ACTIVITY_WITHOUT_SESSIONS",
			"No session of this activity is planned within these dates, as far as it is known."))
	case len(shifts) > recurrence.MaxOccurrences:
		broken = []fault.Field{violation("end_date", "RRULE_TOO_MANY", "There are more than %d sessions.", recurrence.MaxOccurrences)}
	}
	return shifts, broken
}

// Takes says whether the series has a shift at a session.
func (s ShiftSeries) Takes(one Session) bool {
	return s.State == ShiftPlanned && one.ActivityID == s.ActivityID && one.State == SessionPlanned &&
		!one.Date.Before(s.Start) && !one.Date.After(s.End) && !slices.Contains(s.Exceptions, one.Date)
}

func (s ShiftSeries) shift() Shift {
	return Shift{
		RoleID: s.RoleID, AssignmentID: s.AssignmentID, SeriesID: s.ID, Place: s.Place, State: ShiftPlanned, Recorder: s.Recorder,
		Version: 1, Created: s.Updated, Updated: s.Updated,
	}
}

// CheckAll answers every rule that shifts of the series break, each with its day. Check answers those of one of them. What is
// true of the series as a whole is told once.
func (s ShiftSeries) CheckAll(shifts []Shift, check func(*Shift) []fault.Field) (broken []fault.Field) {
	if len(shifts) == 0 {
		shifts = []Shift{s.shift()} // when they would be is not known; what they are for and who works them is
	}
	known := map[fault.Field]bool{}
	for i := range shifts {
		for _, f := range check(&shifts[i]) {
			if f = s.ofOccurrence(shifts[i].Date, f); !known[f] {
				known[f] = true
				broken = append(broken, f)
			}
		}
	}
	return broken
}

// ofOccurrence answers the violation of one occurrence as one of the series.
func (s ShiftSeries) ofOccurrence(day civil.Date, f fault.Field) fault.Field {
	switch f.Path {
	case "date", "session_id":
		if f.Path = "rule"; s.ActivityID != "" {
			f.Path = "activity_id"
		}
	}
	switch f.Reason {
	case "ROLE_UNKNOWN", "ASSIGNMENT_UNKNOWN", "ASSIGNMENT_OF_OTHER_ROLE", "PERSON_ERASED", "OVERRIDE_WITHOUT_REASON",
		"SESSION_OF_OTHER_PROGRAMME":
		return f
	}
	return onDay(day, f)
}

func onDay(day civil.Date, f fault.Field) fault.Field {
	f.Text = "On " + day.String() + ": " + f.Text
	return f
}

// Cancel ends the series. Error: FAILED_PRECONDITION (SHIFT_SERIES_CANCELLED).
func (s *ShiftSeries) Cancel(by string, at time.Time) error {
	if s.State == ShiftCancelled {
		return fault.New(fault.FailedPrecondition, "SHIFT_SERIES_CANCELLED", "The series was cancelled already.")
	}
	s.State, s.Recorder, s.Version, s.Updated = ShiftCancelled, by, s.Version+1, at
	return nil
}

// Join answers a shift of the series at a session that is told of later, given to who works the series where that can be: the
// work runs then, the relation is active, and no other shift is in the way. Otherwise it is open, for nobody is asked.
func (s ShiftSeries) Join(one Session, work *Work, e *Engagement, others []Shift, zone *time.Location) Shift {
	sh := s.shift()
	sh.SessionID, sh.MinutesBefore, sh.MinutesAfter = one.ID, s.MinutesBefore, s.MinutesAfter
	sh.follow(one, zone)
	can := work != nil && e != nil && !work.Erased && work.RunsOn(sh.Date) && e.ActiveOn(sh.Date)
	if can {
		sh.PersonID = work.PersonID
		if len(sh.InTheWay(others)) > 0 {
			sh.Override, can = s.Override, s.Override != ""
		}
	}
	if !can {
		sh.AssignmentID, sh.PersonID = "", ""
	}
	return sh
}
