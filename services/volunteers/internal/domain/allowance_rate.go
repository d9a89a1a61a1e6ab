package domain

import (
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/person"
)

// assessRate holds the rate of a compensation against the maximum for an hour, which depends on the age on the day.
func (a *Assessment) assessRate(limits YearLimits, c Compensation, birth person.Birth) {
	if c.Rate == 0 {
		return
	}
	var adult, young, unknown bool
	for _, day := range c.Days {
		switch is21, known := from21(birth, day); {
		case !known:
			unknown = true
		case is21:
			adult = true
		default:
			young = true
		}
	}
	if adult {
		a.assessHour(HourFrom21, limits.HourFrom21, c)
	}
	if young {
		a.assessHour(HourUnder21, limits.HourUnder21, c)
	}
	if unknown {
		a.assessAgeless(limits, c)
	}
}

func (a *Assessment) assessHour(limit AllowanceLimit, most int, c Compensation) {
	switch {
	case most == 0:
		a.Unchecked = append(a.Unchecked, Unchecked{limit, LimitUnknown})
	case c.Rate > most:
		a.Flags = append(a.Flags, AllowanceFlag{Limit: limit, ID: c.ID, Most: most, Actual: c.Rate, Taxable: c.Cents})
	}
}

// assessAgeless looks at hours of who may have been 20 or 21: within the lower maximum they are right at any age, above the
// higher one they are wrong at any age, and between them nobody can say.
func (a *Assessment) assessAgeless(limits YearLimits, c Compensation) {
	switch {
	case limits.HourFrom21 == 0 || limits.HourUnder21 == 0:
		a.Unchecked = append(a.Unchecked, Unchecked{HourFrom21, LimitUnknown})
	case c.Rate > limits.HourFrom21:
		a.assessHour(HourFrom21, limits.HourFrom21, c)
	case c.Rate > limits.HourUnder21:
		a.Unchecked = append(a.Unchecked, Unchecked{HourUnder21, AgeUnknown})
	}
}

// adultAge is from which age the higher maximum for an hour holds.
const adultAge = 21

// from21 says whether somebody is 21 or older on a day, where that is known.
func from21(b person.Birth, on civil.Date) (is21, known bool) {
	if !b.Date.IsZero() {
		return person.AgeOn(b.Date, on) >= adultAge, true
	}
	age := on.Year - b.Year // with the birthday in that year
	return age > adultAge, b.Year != 0 && age != adultAge
}
