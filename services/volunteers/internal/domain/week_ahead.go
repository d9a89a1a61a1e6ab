package domain

import (
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/period"
)

const (
	// weeksAhead is how many weeks of planned shifts tell in which parts of the week somebody works.
	weeksAhead = 8
	// UsualDays is on how many days of those somebody works in a part of the week for it to be taken: once is an exception.
	UsualDays = 2
)

// Ahead answers when the part of the week is in the first weeks from a date on, by the clocks of zone.
func (a Availability) Ahead(from civil.Date, zone *time.Location) (list []period.Period) {
	hours, found := map[string][2]civil.Time{
		"morning": {{Hour: 0}, {Hour: 12}}, "afternoon": {{Hour: 12}, {Hour: 18}}, "evening": {{Hour: 18}, {Hour: 0}},
	}[a.DayPart]
	if !found {
		return nil
	}
	for n := range 7 * weeksAhead {
		day := from.AddDays(n)
		if !strings.EqualFold(day.Weekday().String(), a.Weekday) {
			continue
		}
		last := day
		if hours[1].Hour == 0 {
			last = day.AddDays(1)
		}
		list = append(list, period.Period{Start: hours[0].On(day, zone), End: hours[1].On(last, zone)})
	}
	return list
}
