package civil

import "time"

// Years answers the first date in each calendar year from first to last: first itself, and every New Year's Day after it. None
// where last is before first.
func Years(first, last Date) (dates []Date) {
	for date := first; !date.After(last); date = (Date{Year: date.Year + 1, Month: time.January, Day: 1}) {
		dates = append(dates, date)
	}
	return dates
}
