// Package workday counts working days of the Netherlands, and says when terms end.
package workday

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/nl"

	"github.com/deschoor/meedoen/platform/civil"
)

// Calendar knows which days are worked: Monday to Friday, but for the public holidays of the Algemene termijnenwet, article 3:
// New Year's Day, Good Friday, Easter and Whit Monday, Ascension Day, King's Day, 5 May of every year, and both days of
// Christmas.
type Calendar struct{ days *cal.BusinessCalendar }

// New answers the calendar of the Netherlands.
func New() Calendar {
	days := cal.NewBusinessCalendar()
	days.AddHoliday(nl.Holidays...)
	return Calendar{days}
}

// Is says whether a date is a working day.
func (c Calendar) Is(d civil.Date) bool { return c.days.IsWorkday(noon(d)) }

// Add answers the nth working day after a date: what is due in three working days on a Friday is due on Wednesday. N of 0
// answers the date itself.
func (c Calendar) Add(d civil.Date, n int) civil.Date {
	for n > 0 {
		d = d.AddDays(1)
		if c.Is(d) {
			n--
		}
	}
	return d
}

// Extend answers the last day of a term that would end on a date: the next working day where it is none (Algemene
// termijnenwet, article 1).
func (c Calendar) Extend(d civil.Date) civil.Date {
	for !c.Is(d) {
		d = d.AddDays(1)
	}
	return d
}

// noon is within the date in every zone of the library.
func noon(d civil.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }
