package sample

import (
	"math/rand/v2"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const (
	morning   = activitiesv1.PartOfDay_PART_OF_DAY_MORNING
	afternoon = activitiesv1.PartOfDay_PART_OF_DAY_AFTERNOON
	evening   = activitiesv1.PartOfDay_PART_OF_DAY_EVENING
	wholeDay  = activitiesv1.PartOfDay_PART_OF_DAY_WHOLE_DAY
)

// rhythm is when a kind of work is done and how many people it draws. Numbers are per cents of a usual part of a day.
type rhythm struct {
	hours []hours
	// school, short and summer are for school weeks, short school holidays and the summer holiday; 0 is closed.
	school, short, summer int64
	// months are January first.
	months [12]int64
}

// hours are parts of days that places may be open.
type hours struct {
	days []time.Weekday
	part activitiesv1.PartOfDay
	// chance is how many places in a hundred are open then.
	chance int
	// busy is how many people come, in per cent.
	busy int64
}

// opening is one part of one day of the week that a place is open.
type opening struct {
	day  time.Weekday
	part activitiesv1.PartOfDay
	busy int64
}

// openings draws the weekly opening hours of one place: at least one part of a day.
func (r rhythm) openings(rng *rand.Rand) []opening {
	var open []opening
	for _, h := range r.hours {
		for _, d := range h.days {
			if rng.IntN(100) < h.chance {
				open = append(open, opening{d, h.part, h.busy})
			}
		}
	}
	if len(open) == 0 {
		first := r.hours[0]
		open = append(open, opening{first.days[0], first.part, first.busy})
	}
	return open
}

// workday is a date on which the work is done.
type workday struct {
	date    civil.Date
	weekday time.Weekday
	// busy is how many people come, in hundredths of a per cent of a usual day.
	busy int64
}

// days answers the dates of the year on which the work does not lie still.
func (r rhythm) days() []workday {
	season := map[schoolTime]int64{schoolWeek: r.school, shortBreak: r.short, summerBreak: r.summer}
	var days []workday
	for _, d := range datesOf2022() {
		busy := season[schoolTimeOf2022(d)] * r.months[d.Month-1]
		if busy > 0 && !closedIn2022(d) {
			days = append(days, workday{d, d.Weekday(), busy})
		}
	}
	return days
}

// chance answers how one part of one day differs from a usual one, in per cent: mostly 65 to 135, and now and then an
// open day or a market draws twice as many.
func chance(rng *rand.Rand) int64 {
	percent := 65 + rng.Int64N(36) + rng.Int64N(36)
	if rng.IntN(150) == 0 {
		percent *= 2
	}
	return percent
}

func workdays() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
}

func on(days ...time.Weekday) []time.Weekday { return days }

// indoors follows 2022: a lockdown until mid January, restrictions until the end of February, and a slow return.
func indoors() [12]int64 { return [12]int64{40, 70, 95, 100, 100, 100, 95, 95, 110, 115, 115, 100} }

// outdoors follows the weather.
func outdoors() [12]int64 { return [12]int64{25, 45, 80, 115, 135, 140, 140, 135, 115, 95, 60, 40} }
