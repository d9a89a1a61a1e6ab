package civil

import "time"

// AddMonths answers the date n months later, or earlier for a negative n. A month that has no such day gives its last: from
// 31 January a month leads to 28 or 29 February, and so do twelve months from 29 February. A later date never leads to an
// earlier one. (time.Time's AddDate goes on into the next month: from 31 January a month would lead to March.)
func (d Date) AddMonths(n int) Date {
	month := int(d.Month) - 1 + n
	first := DateOf(time.Date(d.Year, time.Month(month+1), 1, 0, 0, 0, 0, time.UTC))
	last := DateOf(time.Date(first.Year, first.Month+1, 0, 0, 0, 0, 0, time.UTC))
	return Date{Year: first.Year, Month: first.Month, Day: min(d.Day, last.Day)}
}
