package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Activity is something that is offered, once or again and again (activiteit).
type Activity struct {
	ID           string
	ProgrammeID  string
	LocationID   string
	RoomID       string // "" where it has none
	Name         string
	Description  string
	TargetGroups []string // "children", ...: the names of the contract's TargetGroup; none for everybody
	MinAge       *int64   // in years, nil for none
	MaxAge       *int64
	Capacity     *int64 // of a session, nil where whoever wants to walks in
	PriceCents   int64
	Registration bool // whoever takes part registers first
	Series       Series
	End          civil.Date // the last day, zero where nothing but the rule ends it
	State        ActivityState
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// Offer is what an activity is checked against.
type Offer struct {
	Location  *Location  // nil: there is none with the id
	Programme *Programme // nil: there is none with the id
	Room      *Room      // nil: there is none with the id
	Zone      *time.Location
}

// Check answers every rule the activity breaks, by field. A zero date was not readable; that is told by who read it.
func (a Activity) Check(o Offer) []fault.Field {
	broken := append(a.checkNumbers(), a.checkRoom(o.Room)...)
	if !a.End.IsZero() && a.End.Before(a.Series.Start) {
		broken = append(broken, violation("end_date", "END_BEFORE_START",
			"The activity ends on %s, before it starts on %s.", a.End, a.Series.Start))
	}
	first, last, wrong := a.span(o.Zone)
	broken = append(broken, wrong...)
	broken = append(broken, checkOpen(o.Location, "start_date", first)...)
	broken = append(broken, checkRunning(o.Programme, "start_date", first)...)
	// Of an unknown place and of a wrong first day it was told already.
	if o.Location != nil && len(checkOpen(o.Location, "", first)) == 0 {
		broken = append(broken, checkOpen(o.Location, a.ends(), last)...)
	}
	if o.Programme != nil && len(checkRunning(o.Programme, "", first)) == 0 {
		broken = append(broken, checkRunning(o.Programme, a.ends(), last)...)
	}
	return broken
}

func (a Activity) checkNumbers() []fault.Field {
	var broken []fault.Field
	for _, n := range []struct {
		path, reason string
		value        *int64
	}{
		{"min_age", "AGE_NEGATIVE", a.MinAge}, {"max_age", "AGE_NEGATIVE", a.MaxAge},
		{"capacity", "CAPACITY_NEGATIVE", a.Capacity}, {"price_cents", "PRICE_NEGATIVE", &a.PriceCents},
	} {
		if n.value != nil && *n.value < 0 {
			broken = append(broken, violation(n.path, n.reason, "This is 0 or more, not %d.", *n.value))
		}
	}
	if a.MinAge != nil && a.MaxAge != nil && *a.MinAge > *a.MaxAge {
		broken = append(broken, violation("max_age", "AGE_RANGE_REVERSED",
			"The oldest age, %d, is below the youngest, %d.", *a.MaxAge, *a.MinAge))
	}
	return broken
}

// checkRoom answers what is wrong with the room itself. On which dates it can be had is seen when sessions are planned.
func (a Activity) checkRoom(r *Room) []fault.Field {
	switch {
	case a.RoomID == "":
		return nil
	case r == nil:
		return []fault.Field{roomUnknown()}
	case r.LocationID != a.LocationID:
		return []fault.Field{roomElsewhere()}
	}
	return nil
}

// span answers the first and the last day on which there can be a session, and what is wrong with the series. They are
// zero where they are not known.
func (a Activity) span(zone *time.Location) (first, last civil.Date, broken []fault.Field) {
	if a.Series.Start.IsZero() {
		return first, last, nil
	}
	list, broken := a.Occurrences(zone)
	if len(broken) > 0 {
		return a.Series.Start, a.End, broken
	}
	switch {
	case len(list) == 0: // it ends before it starts, which was told
		last = a.Series.Start
	case a.End.IsZero():
		last = list[len(list)-1].Date
	default:
		last = a.End
	}
	return a.Series.Start, last, nil
}

// ends answers the field that says when the activity ends.
func (a Activity) ends() string {
	switch {
	case !a.End.IsZero():
		return "end_date"
	case a.Series.Rule != "":
		return "recurrence_rule"
	}
	return "start_date"
}

// Rescheduled says whether sessions of the activity are held at another time, place or in another room than before.
func (a Activity) Rescheduled(before Activity) bool {
	return a.LocationID != before.LocationID || a.RoomID != before.RoomID || a.End != before.End ||
		a.Series.Start != before.Series.Start || a.Series.At != before.Series.At || a.Series.Rule != before.Series.Rule ||
		a.Series.Duration != before.Series.Duration || !slices.Equal(a.Series.Exceptions, before.Series.Exceptions)
}

// Has says whether a day lies within the dates of the activity.
func (a Activity) Has(day civil.Date) bool {
	return !day.Before(a.Series.Start) && (a.End.IsZero() || !day.After(a.End))
}
