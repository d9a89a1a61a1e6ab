package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/person"
)

// YearLimits are the maxima of the untaxed allowance of a volunteer in a calendar year, in cents; 0 where one is not known.
type YearLimits struct {
	Year        int
	HourFrom21  int // for an hour of who is 21 or older on the day
	HourUnder21 int
	Month       int
	Total       int // of the year
	Source      string
}

// AllowanceLimits are the limits by year.
type AllowanceLimits map[int]YearLimits

// Month is a calendar month.
type Month struct {
	Year  int
	Month time.Month
}

// MonthOf answers the month of a date.
func MonthOf(d civil.Date) Month { return Month{d.Year, d.Month} }

// String answers the month as YYYY-MM, or "" for no month.
func (m Month) String() string {
	if m == (Month{}) {
		return ""
	}
	return m.First().String()[:7]
}

// First answers the first date of the month.
func (m Month) First() civil.Date { return civil.Date{Year: m.Year, Month: m.Month, Day: 1} }

// Last answers the last date of the month.
func (m Month) Last() civil.Date {
	return civil.DateOf(time.Date(m.Year, m.Month+1, 0, 0, 0, 0, 0, time.UTC))
}

// Compensation is an amount that a volunteer gets: an allowance for hours, or expenses.
type Compensation struct {
	ID    string
	Paid  civil.Date // on which it is paid: that decides in which month and year it counts
	Cents int
	Rate  int          // cents for an hour; 0 for expenses
	Days  []civil.Date // on which the hours were worked that the rate is for
}

// AllowanceLimit is one of the maxima of the untaxed allowance: the names of the contract's AllowanceLimit.
type AllowanceLimit string

// The limits.
const (
	HourFrom21  AllowanceLimit = "hour_from_21"
	HourUnder21 AllowanceLimit = "hour_under_21"
	MonthLimit  AllowanceLimit = "month"
	YearLimit   AllowanceLimit = "year"
)

// AllowanceFlag is that a limit is passed. Nothing is cut for it: the whole of what it is about becomes taxable, and not only
// what is over (Belastingdienst, Vrijwilligersvergoedingen).
type AllowanceFlag struct {
	Limit   AllowanceLimit
	ID      string // of the compensation, for a limit of an hour
	Period  string // the month or the year, for the other limits
	Most    int    // cents
	Actual  int    // cents
	Taxable int    // cents: all of it
}

// Over answers by how many cents the limit is passed.
func (f AllowanceFlag) Over() int { return f.Actual - f.Most }

// Unchecked is a limit that could not be looked at, and why: the names of the contract's UncheckedReason.
type Unchecked struct {
	Limit  AllowanceLimit
	Reason string
}

// Why a limit could not be looked at.
const (
	LimitUnknown = "limit_unknown"
	AgeUnknown   = "age_unknown"
)

// Assessment is what holding compensations against the limits of a year found.
type Assessment struct {
	Flags     []AllowanceFlag
	Unchecked []Unchecked
}

// Knows says whether any limit of a year is known. Without one nothing is paid: there would be nothing to hold it against.
func (l AllowanceLimits) Knows(year int) bool {
	limits := l[year]
	return limits.HourFrom21 > 0 || limits.HourUnder21 > 0 || limits.Month > 0 || limits.Total > 0
}

// Assess holds all compensations that one volunteer gets against the limits of the year in which they are paid, as of the
// one with id:
//
//   - its rate against the maximum for an hour, by the age on each day of work;
//   - the sum of its month, in which an allowance and expenses count together, against the maximum of a month; months are
//     not averaged;
//   - the sum of its year against the maximum of a year.
//
// Sources: Belastingdienst, Vergoeding voor inzet en voor kosten, and Vrijwilligersvergoedingen.
func (l AllowanceLimits) Assess(id string, all []Compensation, birth person.Birth) (a Assessment) {
	var one Compensation
	for _, c := range all {
		if c.ID == id {
			one = c
		}
	}
	limits := l[one.Paid.Year]
	a.assessRate(limits, one, birth)
	month, year := 0, 0
	for _, c := range all {
		if c.Paid.Year == one.Paid.Year {
			year += c.Cents
			if c.Paid.Month == one.Paid.Month {
				month += c.Cents
			}
		}
	}
	a.assessSum(MonthLimit, MonthOf(one.Paid).String(), limits.Month, month)
	a.assessSum(YearLimit, MonthOf(one.Paid).String()[:4], limits.Total, year)
	return a
}

func (a *Assessment) assessSum(limit AllowanceLimit, period string, most, sum int) {
	switch {
	case most == 0:
		a.Unchecked = append(a.Unchecked, Unchecked{limit, LimitUnknown})
	case sum > most:
		a.Flags = append(a.Flags, AllowanceFlag{Limit: limit, Period: period, Most: most, Actual: sum, Taxable: sum})
	}
}
