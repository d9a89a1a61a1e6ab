package sample

import (
	"cmp"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// schoolTime is what a date is to a school.
type schoolTime int

const (
	schoolWeek schoolTime = iota
	shortBreak
	summerBreak
)

// span is a stretch of dates, both ends included.
type span struct{ first, last civil.Date }

func (s span) holds(d civil.Date) bool { return !d.Before(s.first) && !d.After(s.last) }

func day(y int, m time.Month, d int) civil.Date { return civil.Date{Year: y, Month: m, Day: d} }

func inOrderOfDate(a, b civil.Date) int { return cmp.Compare(a.String(), b.String()) }

// datesOf2022 answers every date of the year.
func datesOf2022() []civil.Date {
	var dates []civil.Date
	for d := day(CalendarYear, time.January, 1); d.Year == CalendarYear; d = d.AddDays(1) {
		dates = append(dates, d)
	}
	return dates
}

// closedIn2022 says whether every house is closed: on the general holidays of article 3 of the Algemene termijnenwet,
// on Easter and Whit Sunday, and between Christmas and the first Monday.
func closedIn2022(d civil.Date) bool {
	switch d {
	case day(2022, time.January, 1), day(2022, time.January, 2),
		day(2022, time.April, 17), day(2022, time.April, 18), // Pasen
		day(2022, time.April, 27),                        // Koningsdag
		day(2022, time.May, 5),                           // Bevrijdingsdag
		day(2022, time.May, 26),                          // Hemelvaartsdag
		day(2022, time.June, 5), day(2022, time.June, 6): // Pinksteren
		return true
	}
	return d.Month == time.December && d.Day >= 24
}

// schoolTimeOf2022 follows the school holidays of region Noord, which Almere is in: the ministry's dates, with its
// advice for the spring and autumn breaks.
func schoolTimeOf2022(d civil.Date) schoolTime {
	if (span{day(2022, time.July, 16), day(2022, time.August, 28)}).holds(d) {
		return summerBreak
	}
	for _, s := range []span{
		{day(2022, time.January, 1), day(2022, time.January, 9)},     // kerstvakantie
		{day(2022, time.February, 19), day(2022, time.February, 27)}, // voorjaarsvakantie
		{day(2022, time.April, 30), day(2022, time.May, 8)},          // meivakantie
		{day(2022, time.October, 15), day(2022, time.October, 23)},   // herfstvakantie
		{day(2022, time.December, 24), day(2022, time.December, 31)}, // kerstvakantie
	} {
		if s.holds(d) {
			return shortBreak
		}
	}
	return schoolWeek
}
