package domain

import (
	"slices"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/person"
)

// GuidanceYear is that a trajectory counts in a calendar year.
type GuidanceYear struct {
	ID            string
	GuidanceID    string
	Year          int
	Date          civil.Date // the first of the trajectory in that year
	AgeBand       string     // of the resident on that date: the name of the contract's AgeBand
	Wijk          areas.Wijk // of the resident; zero where it is not known
	Conversed     bool       // there was a conversation in that year
	Ended         bool       // it ended in that year
	Destination   Destination
	DropOutReason DropOutReason
	Withdrawn     bool
	Version       int64
}

// Counted is what is known of a resident where a year is told. Nil where it can be read no more: what was told stays as it is,
// as figures do after an erasure (AVG article 17).
type Counted struct {
	Birth person.Birth
	Wijk  areas.Wijk
}

// YearDates answers the first date of the trajectory in each calendar year that it counts in, from its start to its end or,
// while it runs, to today. What never started counts in none, and nor does what was recorded by mistake.
func (g Guidance) YearDates(today civil.Date) []civil.Date {
	if g.Start.IsZero() || g.DropOutReason == MadeByMistake {
		return nil
	}
	last := today
	if g.State.Ended() {
		last = g.StateDate
	}
	return civil.Years(g.Start, last)
}

// RetellYears answers the years of the trajectory that are to be told anew, given what was told before and in which years there
// was a conversation: those that are new, those that became another, and those that no longer count. newID names one that is
// new. A year that is withdrawn keeps its value, so that reporting takes away what it once added.
func (g Guidance) RetellYears(
	today civil.Date, resident *Counted, conversed map[int]bool, told map[int]GuidanceYear, newID func() string,
) (changed []GuidanceYear) {
	counted := map[int]bool{}
	for _, date := range g.YearDates(today) {
		counted[date.Year] = true
		before, known := told[date.Year]
		is := before
		if !known {
			is = GuidanceYear{ID: newID(), GuidanceID: g.ID, Year: date.Year, AgeBand: person.AgeBand(person.Birth{}, date)}
		}
		is.Date, is.Withdrawn, is.Conversed = date, false, conversed[date.Year]
		is.Ended, is.Destination, is.DropOutReason = false, "", ""
		if g.State.Ended() && g.StateDate.Year == date.Year {
			is.Ended, is.Destination, is.DropOutReason = true, g.Destination, g.DropOutReason
		}
		if resident != nil {
			is.AgeBand, is.Wijk = person.AgeBand(resident.Birth, date), resident.Wijk
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
	slices.SortFunc(changed, func(a, b GuidanceYear) int { return a.Year - b.Year })
	return changed
}
