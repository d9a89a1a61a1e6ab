package domain

import (
	"slices"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/person"
)

// TrajectoryYear is that a client of a trajectory counts in a calendar year.
type TrajectoryYear struct {
	ID           string
	TrajectoryID string
	ClientID     string
	Year         int
	Date         civil.Date // the first of the trajectory in that year
	AgeBand      string     // of the client on that date: the name of the contract's AgeBand
	Wijk         areas.Wijk // of the client; zero where it is not known
	Ended        bool       // the trajectory ended in that year
	ExitReason   ExitReason
	DebtFree     bool
	Withdrawn    bool
	Version      int64
}

// Counted is what is known of a client where a year is told. Nil where it can be read no more: what was told stays as it is,
// as figures do after an erasure (AVG article 17).
type Counted struct {
	Birth person.Birth
	Wijk  areas.Wijk
}

// YearDates answers the first date of the trajectory in each calendar year that it counts in, from the report to its end or,
// while it runs, to today.
func (t Trajectory) YearDates(today civil.Date) []civil.Date {
	last := today
	if !t.End.IsZero() {
		last = t.End
	}
	return civil.Years(t.Report, last)
}

// RetellYears answers the years of a client of the trajectory that are to be told anew, given what was told before: those that
// are new, those that became another, and those that no longer count. newID names one that is new. A year that is withdrawn
// keeps its value, so that reporting takes away what it once added.
func (t Trajectory) RetellYears(
	clientID string, today civil.Date, client *Counted, told map[int]TrajectoryYear, newID func() string,
) (changed []TrajectoryYear) {
	counted := map[int]bool{}
	for _, date := range t.YearDates(today) {
		counted[date.Year] = true
		before, known := told[date.Year]
		is := before
		if !known {
			is = TrajectoryYear{
				ID: newID(), TrajectoryID: t.ID, ClientID: clientID, Year: date.Year,
				AgeBand: person.AgeBand(person.Birth{}, date),
			}
		}
		is.Date, is.Withdrawn = date, false
		is.Ended, is.ExitReason, is.DebtFree = false, "", false
		if !t.End.IsZero() && t.End.Year == date.Year {
			is.Ended, is.ExitReason, is.DebtFree = true, t.ExitReason, t.DebtFree
		}
		if client != nil {
			is.AgeBand, is.Wijk = person.AgeBand(client.Birth, date), client.Wijk
		}
		if is != before {
			is.Version++
			changed = append(changed, is)
		}
	}
	for _, is := range told {
		if !counted[is.Year] && !is.Withdrawn {
			is.Withdrawn, is.Version = true, is.Version+1
			changed = append(changed, is)
		}
	}
	slices.SortFunc(changed, func(a, b TrajectoryYear) int { return a.Year - b.Year })
	return changed
}
