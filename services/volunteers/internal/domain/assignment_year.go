package domain

import (
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/person"
)

// YearDates answers the first date of an assignment in each calendar year that it counts in, from its start to its end or,
// while it goes on, to today. One whose work never began counts in none.
func (a Assignment) YearDates(today civil.Date) []civil.Date {
	last := today
	switch a.State {
	case Working:
	case Ended:
		last = a.End
	default:
		return nil
	}
	return civil.Years(a.Start, last)
}

// RetellYears answers the years of an assignment that are to be told anew, given what was told before: those that are new,
// those whose date or age band became another, and those that no longer count. newID names one that is new. Birth is nil
// where it can be read no more: the bands that were told stay as they are, as figures do after an erasure (AVG article 17).
//
// A year that is withdrawn keeps its value, so that reporting takes away what it once added.
func (a Assignment) RetellYears(
	today civil.Date, birth *person.Birth, told map[int]AssignmentYear, newID func() string,
) (changed []AssignmentYear) {
	counted := map[int]bool{}
	for _, date := range a.YearDates(today) {
		counted[date.Year] = true
		before, known := told[date.Year]
		is := before
		if !known {
			is = AssignmentYear{ID: newID(), AssignmentID: a.ID, Year: date.Year, AgeBand: person.AgeBand(person.Birth{}, date)}
		}
		is.Date, is.Withdrawn = date, false
		if birth != nil {
			is.AgeBand = person.AgeBand(*birth, date)
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
	slices.SortFunc(changed, func(a, b AssignmentYear) int { return a.Year - b.Year })
	return changed
}
