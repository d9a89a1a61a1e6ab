package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/recurrence"
)

// Series is when an activity is held (reeks): at most once a day, at one time on the clock on the wall.
type Series struct {
	Start      civil.Date
	At         civil.Time
	Duration   time.Duration
	Rule       string // RFC 5545; "" for once, on Start
	Exceptions []civil.Date
}

// Occurrence is one time that a series has: its local day, and the instants it begins and ends.
type Occurrence = recurrence.Occurrence

// Occurrences answers all times of the activity in order, none after its last day, or everything that is wrong with its
// series, by field.
func (a Activity) Occurrences(zone *time.Location) ([]Occurrence, []fault.Field) {
	s := a.Series
	rule := s.Rule
	if rule == "" {
		rule = "FREQ=DAILY;COUNT=1"
	}
	list, broken := recurrence.Series{
		Rule: rule, Start: s.Start, At: s.At, Duration: s.Duration, Exceptions: s.Exceptions, Zone: zone,
	}.Expand()
	for i, f := range broken {
		broken[i].Path = map[string]string{"rule": "recurrence_rule", "duration": "duration_minutes"}[f.Path]
	}
	if len(broken) > 0 {
		return nil, broken
	}
	list = slices.DeleteFunc(list, func(o Occurrence) bool { return !a.Has(o.Date) })
	if len(list) == 0 && !a.End.Before(s.Start) {
		return nil, []fault.Field{violation("recurrence_rule", "RRULE_NEVER_OCCURS",
			"The rule occurs on no day up to the last one of the activity, %s.", a.End)}
	}
	return list, nil
}

// key names an occurrence of an activity: the local day and time it was planned at first.
func key(day civil.Date, at civil.Time) string { return day.String() + "T" + at.String() }
