package domain

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// quarters is how many there are in a year.
const quarters = 4

// countsQuarters is the first of the counting rules by which distinct counts are counted by quarter.
const countsQuarters = 4

// lastDay answers the last date of quarter q of a year, 1 to 4.
func lastDay(year, q int) civil.Date {
	return civil.DateOf(time.Date(year, time.Month(3*q+1), 0, 0, 0, 0, 0, time.UTC))
}

// EndedQuarters answers how many quarters of a year are over on a date, 0 to 4.
func EndedQuarters(year int, today civil.Date) (ended int) {
	for ended < quarters && today.After(lastDay(year, ended+1)) {
		ended++
	}
	return ended
}

// quartersFrom answers the quarters at whose end something of a month is there, as parts of ByQuarter. The fourth is not among
// them: it is the year.
func quartersFrom(month time.Month) (parts []string) {
	for q := (int(month)-1)/3 + 1; q < quarters; q++ {
		parts = append(parts, strconv.Itoa(q))
	}
	return parts
}

// quartersOpen answers the quarters by whose end the place was open on at least one day of the year, as parts of ByQuarter.
func (l Location) quartersOpen(year int) (parts []string) {
	first := civil.Date{Year: year, Month: time.January, Day: 1}
	for q := 1; q < quarters; q++ {
		if l.openBetween(first, lastDay(year, q)) {
			parts = append(parts, strconv.Itoa(q))
		}
	}
	return parts
}

// cumulated answers what there is at the end of each quarter of what adds up, from its months.
func cumulated(months [12]int64) []int64 {
	list := make([]int64, quarters)
	total := int64(0)
	for i, value := range months {
		total += value
		list[i/3] = total
	}
	return list
}

// ofWholeYears says whether what the indicator asks of a fact is known of a year as a whole and of no day in it: how help ended,
// or that there was a talk. Such a fact has the date on which the help began, and would be there before it happened.
func (in *Indicator) ofWholeYears() bool {
	ofHelp := slices.Contains(in.Measure.Facts, Trajectory) || slices.Contains(in.Measure.Facts, Guidance)
	return ofHelp && slices.ContainsFunc([]string{"fact.exit_reason", "fact.debt_free", "fact.conversed", "fact.result"},
		func(name string) bool { return strings.Contains(in.Filter, name) })
}

// quarters answers the value at the end of each quarter; none of what is known of a year as a whole, and where the counting is of
// before there were any.
func (f *Figure) quarters(t tally) []int64 {
	kind := f.Indicator.Measure.Kind
	if f.Indicator.ofWholeYears() {
		return nil
	}
	if kind == sum || kind == count {
		return cumulated(f.Months)
	}
	of := t[ByQuarter.Alone()]
	if of == nil && kind == distinct && f.byRules < countsQuarters {
		return nil
	}
	list := make([]int64, quarters)
	for q := 1; q < quarters; q++ {
		list[q-1] = of[parts{strconv.Itoa(q)}]
	}
	list[quarters-1] = f.Value
	return list
}
