// Package recurrence expands recurrence rules (RRULE of RFC 5545) in local time. The library counts in wall-clock time
// without a zone, and each occurrence becomes an instant here: half past two stays half past two in summer and winter.
package recurrence

import (
	"slices"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// The bounds of a series.
const (
	MaxOccurrences = 1_000          // also those that are exceptions
	MaxYears       = 10             // from the first day
	MaxDuration    = 24 * time.Hour // of one occurrence
)

// Series is something that recurs.
type Series struct {
	// Rule is a text as "FREQ=WEEKLY;BYDAY=TU;UNTIL=20221231". It ends by UNTIL or COUNT. UNTIL as a date is the last
	// local day; as an instant it is that instant. Nothing happens more than once a day.
	Rule string
	// Start is the first day that may be an occurrence. It is one only if the rule says so. A zero Start was not readable;
	// that is told by who read it, and Expand tells the rest.
	Start civil.Date
	// At is when each occurrence begins by the clocks of Zone; civil.Time.On says what happens when they change.
	At civil.Time
	// Duration is how long each takes in elapsed time: one of two hours takes two hours in every night of the year.
	Duration time.Duration
	// Exceptions are the days that do not take place. One on which nothing would happen changes nothing, so that a list
	// of holidays will do. COUNT counts them.
	Exceptions []civil.Date
	// Zone is whose clocks and calendar count.
	Zone *time.Location
}

// Occurrence is one time that it happens.
type Occurrence struct {
	Date  civil.Date // the local day of the rule, which names the occurrence in its series
	Start time.Time
	End   time.Time
}

// Expand answers all occurrences in order, or everything that is wrong with the series.
//
// Reasons, on "rule": RRULE_INVALID, RRULE_TOO_FINE (more than once a day), RRULE_WITHOUT_END, RRULE_NEVER_OCCURS,
// RRULE_TOO_MANY (above MaxOccurrences), RRULE_TOO_FAR (beyond MaxYears). On "duration": DURATION_INVALID (not above 0
// and at most MaxDuration).
func (s Series) Expand() ([]Occurrence, []fault.Field) {
	r, broken := parse(s.Rule)
	var list []Occurrence
	if len(broken) == 0 && !s.Start.IsZero() {
		list, broken = s.occurrences(r)
	}
	if s.Duration <= 0 || s.Duration > MaxDuration {
		broken = append(broken, fault.Field{
			Path: "duration", Reason: "DURATION_INVALID", Text: "It takes more than no time, and at most 24 hours.",
		})
	}
	if len(broken) > 0 {
		return nil, broken
	}
	return list, nil
}

// Between answers those of list that start at from or later and before to.
func Between(list []Occurrence, from, to time.Time) []Occurrence {
	position := func(at time.Time) int {
		i, _ := slices.BinarySearchFunc(list, at, func(o Occurrence, at time.Time) int { return o.Start.Compare(at) })
		return i
	}
	first, last := position(from), position(to)
	return list[first:max(first, last)]
}

func (s Series) occurrences(r rule) ([]Occurrence, []fault.Field) {
	days, broken := s.days(r)
	if broken != nil {
		return nil, []fault.Field{*broken}
	}
	list := make([]Occurrence, 0, len(days))
	for _, day := range days {
		if !slices.Contains(s.Exceptions, day) {
			start := s.At.On(day, s.Zone)
			list = append(list, Occurrence{Date: day, Start: start, End: start.Add(s.Duration)})
		}
	}
	if len(list) == 0 {
		return nil, []fault.Field{violation("RRULE_NEVER_OCCURS", "Every day on which the rule occurs is an exception.")}
	}
	return list, nil
}

// days answers the days of the rule in order, the exceptions among them.
func (s Series) days(r rule) ([]civil.Date, *fault.Field) {
	start := time.Date(s.Start.Year, s.Start.Month, s.Start.Day, s.At.Hour, s.At.Minute, 0, 0, time.UTC)
	end := start.AddDate(MaxYears, 0, 0)
	tooFar := violation("RRULE_TOO_FAR", "The rule reaches further than %d years from its first day.", MaxYears)
	r.option.Dtstart, r.option.Until = start, end
	if _, is := r.parts["UNTIL"]; is {
		r.option.Until = r.until.wall(s.Zone)
	}
	if r.option.Until.After(end) {
		return nil, &tooFar
	}
	days, err := first(MaxOccurrences+1, r.option)
	var broken fault.Field
	switch {
	case err != nil:
		broken = violation("RRULE_INVALID", "The rule is not understood.")
	case len(days) > MaxOccurrences:
		broken = violation("RRULE_TOO_MANY", "The rule occurs more than %d times.", MaxOccurrences)
	case len(days) == 0:
		broken = violation("RRULE_NEVER_OCCURS", "The rule occurs on no day from its first to its end, or in %d years.", MaxYears)
	case len(days) < r.option.Count:
		broken = tooFar
	default:
		return days, nil
	}
	return nil, &broken
}

// first answers the first days of a rule, at most n.
func first(n int, option rrule.ROption) ([]civil.Date, error) {
	// The library looks for an occurrence up to the year 9999, also where there is none: a quarter of a second's work.
	// The calendar repeats itself every 400 years to the day of the week, so the search begins close to that end.
	shift := (9_999 - MaxYears - option.Dtstart.Year()) / 400 * 400
	option.Dtstart, option.Until = option.Dtstart.AddDate(shift, 0, 0), option.Until.AddDate(shift, 0, 0)
	r, err := rrule.NewRRule(option)
	if err != nil {
		return nil, err
	}
	var days []civil.Date
	next := r.Iterator()
	for len(days) < n {
		at, is := next()
		if !is {
			break
		}
		days = append(days, civil.DateOf(at.AddDate(-shift, 0, 0)))
	}
	return days, nil
}
