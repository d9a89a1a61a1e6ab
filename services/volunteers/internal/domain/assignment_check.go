package domain

import (
	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Assigning is what is known where somebody is assigned to a role.
type Assigning struct {
	Today       civil.Date
	Importing   bool        // the caller records what was; only such a caller may begin with a later state than proposed
	Engagement  *Engagement // nil where there is none, and so of the others
	Role        *Role
	Vacancy     *Vacancy    // also nil where the assignment is from none
	Suitability Suitability // Work is that of the assignment
	Areas       areas.Register
	Broken      []fault.Field // what is known to be wrong already
}

// begin gives an assignment that is new its first state, and the date since when it is in it.
func (a *Assignment) begin() {
	if a.State == "" {
		a.State = Proposed
	}
	a.StateDate = a.Start
	if a.State == Ended {
		a.StateDate = a.End
	}
}

// IsHistory says that the work began, so that the assignment is recorded as it was and not asked for.
func (a Assignment) IsHistory() bool { return a.State == Working || a.State == Ended }

// Check completes an assignment that is new and answers every rule it breaks. What is recorded as it was is held against the
// dates of the relation and the role, and not against what the role asks today: that was perhaps never recorded.
func (a *Assignment) Check(in Assigning) []fault.Field {
	a.begin()
	broken := a.checkDates(in.Today)
	if a.State != Proposed && !in.Importing {
		broken = append(broken, violation("state", "STATE_NOT_FIRST", "An assignment begins as a proposal."))
	}
	if _, known := in.Areas.Stadsdeel(a.Wijk); !known && a.Wijk != (areas.Wijk{}) {
		broken = append(broken, violation("wijk_code", "WIJK_UNKNOWN", "This is no wijk in that edition of the map."))
	}
	return append(broken, a.checkParties(in)...)
}

func (a Assignment) checkDates(today civil.Date) (broken []fault.Field) {
	if a.Start.After(today) {
		broken = append(broken, violation("start_date", "DATE_IN_FUTURE", "The first date is %s at the latest.", today))
	}
	switch {
	case a.State == Ended && a.End.IsZero():
		return append(broken, violation("end_date", "END_DATE_MISSING", "What ended has a last date."))
	case a.State != Ended && !a.End.IsZero():
		return append(broken, violation("end_date", "END_DATE_UNEXPECTED", "Only what ended has a last date."))
	case a.End.IsZero():
		return broken
	}
	if a.End.Before(a.Start) {
		broken = append(broken, violation("end_date", "LAST_BEFORE_FIRST", "The last date is before the first."))
	}
	if a.End.After(today) {
		broken = append(broken, violation("end_date", "DATE_IN_FUTURE", "The last date is %s at the latest.", today))
	}
	return broken
}

// checkParties answers what is wrong with who is assigned to what. Dates that do not exist are told of already, and nothing
// is said of them here.
func (a Assignment) checkParties(in Assigning) (broken []fault.Field) {
	if in.Engagement == nil {
		broken = append(broken, violation("engagement_id", "ENGAGEMENT_UNKNOWN", "There is no relation with this id."))
	}
	if in.Role == nil {
		broken = append(broken, violation("role_id", "ROLE_UNKNOWN", "There is no role with this id."))
	}
	broken = append(broken, a.checkVacancy(in.Vacancy)...)
	if in.Engagement == nil || in.Role == nil || a.Start.IsZero() {
		return broken
	}
	if a.IsHistory() {
		return append(broken, a.checkHistory(in)...)
	}
	return append(broken, a.checkOn(a.Start, in)...)
}

// checkVacancy answers what is wrong with the vacancy that an assignment comes from.
func (a Assignment) checkVacancy(v *Vacancy) []fault.Field {
	switch {
	case a.VacancyID == "":
		return nil
	case v == nil:
		return []fault.Field{violation("vacancy_id", "VACANCY_UNKNOWN", "There is no vacancy with this id.")}
	case v.RoleID != a.RoleID:
		return []fault.Field{violation("vacancy_id", "VACANCY_OF_OTHER_ROLE", "This vacancy is for another role.")}
	case v.State != VacancyOpen && !a.IsHistory():
		return []fault.Field{violation("vacancy_id", "VACANCY_CLOSED", "Nobody is proposed for a vacancy that is %s.", v.State)}
	}
	return nil
}

// checkOn answers what stands in the way of the work on a date: the relation, the role, and what it asks.
func (a Assignment) checkOn(date civil.Date, in Assigning) (broken []fault.Field) {
	if !in.Engagement.ActiveOn(date) {
		broken = append(broken, notActive(date))
	}
	if !in.Role.FulfilledOn(date) {
		broken = append(broken, notFulfilled(date))
	}
	in.Suitability.Work = a.Wijk
	return append(broken, in.Role.Check(in.Suitability, date, in.Areas)...)
}

// checkHistory answers what cannot have been: work outside the relation or the role, or by somebody known to have been too
// young for it.
func (a Assignment) checkHistory(in Assigning) (broken []fault.Field) {
	if !in.Engagement.Covers(a.Start, a.End) {
		broken = append(broken, notActive(a.Start))
	}
	for _, date := range []civil.Date{a.Start, a.End} {
		if !date.IsZero() && !in.Role.FulfilledOn(date) {
			broken = append(broken, notFulfilled(date))
			break
		}
	}
	if in.Suitability.Birth.IsKnown() {
		for _, f := range in.Role.checkAge(in.Suitability.Birth, a.Start) {
			if f.Reason == "UNDER_AGE" {
				broken = append(broken, f)
			}
		}
	}
	return broken
}

func notActive(date civil.Date) fault.Field {
	return violation("engagement_id", "ENGAGEMENT_NOT_ACTIVE", "The relation with the organisation is not active on %s.", date)
}

func notFulfilled(date civil.Date) fault.Field {
	return violation("role_id", "ROLE_NOT_FULFILLED", "Nobody fulfils this role on %s.", date)
}
