// Package civil holds dates as people write them down: a day in a calendar, in no zone and without a time.
package civil

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a local calendar date. The zero Date means "no date". Dates compare with == and sort as their text does.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads a date written as YYYY-MM-DD (ISO 8601); a date that does not exist is an error.
func ParseDate(s string) (Date, error) {
	if d, ok := plain(s); ok {
		return d, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date as YYYY-MM-DD", s)
	}
	return DateOf(t), nil
}

// plain reads a date that every month has, digit by digit: a database is read by the hundred thousand of them, and the package
// time takes ten times as long. All others are left to it.
func plain(s string) (d Date, ok bool) {
	if len(s) != len(time.DateOnly) || s[4] != '-' || s[7] != '-' {
		return d, false
	}
	number := func(text string) (n int) {
		for i := range len(text) {
			if text[i] < '0' || text[i] > '9' {
				return -1
			}
			n = 10*n + int(text[i]-'0')
		}
		return n
	}
	d = Date{Year: number(s[:4]), Month: time.Month(number(s[5:7])), Day: number(s[8:])}
	return d, d.Year >= 0 && d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= 28
}

// DateOf answers the date of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{Year: y, Month: m, Day: d}
}

// Today answers the date it is at instant now in zone.
func Today(now time.Time, zone *time.Location) Date { return DateOf(now.In(zone)) }

// IsZero says whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Before says whether d is an earlier day than other.
func (d Date) Before(other Date) bool { return d.midnight().Before(other.midnight()) }

// After says whether d is a later day than other.
func (d Date) After(other Date) bool { return other.Before(d) }

// Later answers the later of two days.
func Later(a, b Date) Date {
	if a.Before(b) {
		return b
	}
	return a
}

// AddDays answers the date n days later, or earlier for a negative n.
func (d Date) AddDays(n int) Date { return DateOf(d.midnight().AddDate(0, 0, n)) }

// DaysUntil answers how many days after d other is, below 0 where it is before.
func (d Date) DaysUntil(other Date) int {
	return int(other.midnight().Sub(d.midnight()) / (24 * time.Hour))
}

// Weekday answers the day of the week.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

func (d Date) midnight() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// String answers the date as YYYY-MM-DD, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	if d.Year < 0 || d.Year > 9999 || d.Month < 0 || d.Month > 99 || d.Day < 0 || d.Day > 99 {
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	}
	text := [len(time.DateOnly)]byte{4: '-', 7: '-'}
	for place, n := 3, d.Year; place >= 0; place, n = place-1, n/10 {
		text[place] = byte('0' + n%10)
	}
	text[5], text[6] = byte('0'+d.Month/10), byte('0'+d.Month%10)
	text[8], text[9] = byte('0'+d.Day/10), byte('0'+d.Day%10)
	return string(text[:])
}

// Value stores the date as its text.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads the date from its text.
func (d *Date) Scan(src any) error {
	var text string
	switch v := src.(type) {
	case string:
		text = v
	case []byte:
		text = string(v)
	default:
		return fmt.Errorf("cannot read a date from %T", src)
	}
	if text == "" {
		*d = Date{}
		return nil
	}
	date, err := ParseDate(text)
	if err != nil {
		return err
	}
	*d = date
	return nil
}
