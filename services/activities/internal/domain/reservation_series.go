package domain

import (
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/recurrence"
)

// ReservationSeries is a room taken again and again (reeks).
type ReservationSeries struct {
	ID           string
	RoomID       string
	Rule         string
	Start        civil.Date
	At           civil.Time
	Minutes      int64
	Exceptions   []civil.Date
	Purpose      string
	Reservations int64 // how many it became
	Holder       string
	Cancelled    bool
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// Expand answers all occurrences by the clocks of zone, or every rule the series breaks, by field. A zero start was not
// readable; that is told by who read it.
func (s ReservationSeries) Expand(zone *time.Location) ([]recurrence.Occurrence, []fault.Field) {
	return recurrence.Series{
		Rule: s.Rule, Start: s.Start, At: s.At, Duration: time.Duration(s.Minutes) * time.Minute, Exceptions: s.Exceptions,
		Zone: zone,
	}.Expand()
}

// CheckSeries answers every rule that the occurrences of a series break, each with its day. Taken holds at least what
// overlaps one of them, by its start.
func (s Reserving) CheckSeries(occurrences []recurrence.Occurrence) []fault.Field {
	if s.Room == nil {
		return []fault.Field{violation("room_id", "ROOM_UNKNOWN", "There is no room with this id.")}
	}
	var broken []fault.Field
	all := s.Taken
	for i, o := range occurrences {
		p := Period{Start: o.Start, End: o.End}
		// None lasts longer than MaxReservation: what began earlier is in the way of this one no more, nor of the next.
		for len(all) > 0 && !all[0].Start.After(o.Start.Add(-MaxReservation)) {
			all = all[1:]
		}
		s.Taken = until(all, o.End)
		for _, f := range s.Check(p) {
			broken = append(broken, onDay(o.Date, f))
		}
		if i > 0 && p.Overlaps(Period{Start: occurrences[i-1].Start, End: occurrences[i-1].End}) {
			broken = append(broken, onDay(o.Date, violation("", "OCCURRENCES_OVERLAP", "The one before has not ended when it begins.")))
		}
	}
	return broken
}

// until answers those of taken, which are in order, that start before end.
func until(taken []Reservation, end time.Time) []Reservation {
	for i, t := range taken {
		if !t.Start.Before(end) {
			return taken[:i]
		}
	}
	return taken
}

// onDay answers the violation of one occurrence as one of the rule.
func onDay(day civil.Date, f fault.Field) fault.Field {
	return violation("rule", f.Reason, "On %s: %s", day, f.Text)
}

// Cancel ends the series. Those of its reservations that have begun stand.
func (s *ReservationSeries) Cancel(now time.Time) error {
	if s.Cancelled {
		return fault.New(fault.FailedPrecondition, "RESERVATION_SERIES_CANCELLED", "The series was cancelled already.")
	}
	s.Cancelled, s.Version, s.Updated = true, s.Version+1, now
	return nil
}

// dates answers a period of dates in words.
func dates(first, last civil.Date) string {
	words := []string{"from", first.String()}
	if !last.IsZero() {
		words = append(words, "to", last.String())
	}
	return strings.Join(words, " ")
}
