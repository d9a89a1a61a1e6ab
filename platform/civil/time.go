package civil

import (
	"fmt"
	"time"
)

// Time is a local time of the day to the minute, as a clock on the wall shows it. The zero Time is midnight.
type Time struct{ Hour, Minute int }

const timeOfDay = "15:04"

// ParseTime reads a time written as HH:MM, from 00:00 to 23:59.
func ParseTime(s string) (Time, error) {
	t, err := time.Parse(timeOfDay, s)
	// time.Parse also takes an hour of one digit.
	if err != nil || t.Format(timeOfDay) != s {
		return Time{}, fmt.Errorf("%q is not a time as HH:MM", s)
	}
	return Time{Hour: t.Hour(), Minute: t.Minute()}, nil
}

// String answers the time as HH:MM.
func (t Time) String() string { return fmt.Sprintf("%02d:%02d", t.Hour, t.Minute) }

// On answers the instant at which the clocks of zone show t on date d. Two nights a year need a rule, that of RFC 5545
// (3.3.5): a time that the clocks skip counts as if they had not been put forward yet, so that 02:30 is the moment they
// show 03:30; a time that they show twice is the first of the two. time.Date promises neither.
func (t Time) On(d Date, zone *time.Location) time.Time {
	wall := time.Date(d.Year, d.Month, d.Day, t.Hour, t.Minute, 0, 0, time.UTC)
	// No zone is a day from UTC: a day to either side is before and after a change of the clocks near this time.
	before, after := offset(wall.Add(-24*time.Hour), zone), offset(wall.Add(24*time.Hour), zone)
	first, last := wall.Add(-before).In(zone), wall.Add(-after).In(zone)
	if offset(first, zone) != before && offset(last, zone) == after {
		return last
	}
	return first
}

// offset answers how far the clocks of zone are ahead of UTC at an instant.
func offset(at time.Time, zone *time.Location) time.Duration {
	_, seconds := at.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}
