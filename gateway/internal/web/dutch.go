package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	textmessage "golang.org/x/text/message"
)

var months = [...]string{
	"januari", "februari", "maart", "april", "mei", "juni",
	"juli", "augustus", "september", "oktober", "november", "december",
}

// shortMonths are the abbreviations of Unicode CLDR for Dutch without their points: a chart has no room for those.
var shortMonths = [...]string{
	"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
}

// Month answers the name of a month and its abbreviation: januari, jan.
func Month(m time.Month) (name, short string) { return months[m-1], shortMonths[m-1] }

// Number writes n with a point between thousands: 582.484.
func Number[N int | int32 | int64](n N) string {
	return textmessage.NewPrinter(language.Dutch).Sprintf("%d", n)
}

// LongDate writes the date of t: 3 januari 2023.
func LongDate(t time.Time) string {
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// DateAndTime writes the date and the time of t: 3 januari 2023, 14.05 uur.
func DateAndTime(t time.Time) string { return LongDate(t) + t.Format(", 15.04 uur") }

// Duration writes how long something took, in the unit that reads best: 350 µs, 12,5 ms, 1,25 s, 3 min 20 s.
func Duration(d time.Duration) string {
	switch {
	case d < 0:
		return "-" + Duration(-max(d, -math.MaxInt64)) // the least there is has no opposite
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < 100*time.Millisecond:
		return comma(float64(d)/float64(time.Millisecond), 1) + " ms"
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return comma(d.Seconds(), 2) + " s"
	}
	return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
}

// comma writes a number with so many decimals behind a comma.
func comma(x float64, decimals int) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', decimals, 64), ".", ",", 1)
}

// UpperFirst writes the first letter as a capital and leaves the others.
func UpperFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// Enumerate writes a list as a sentence does: "a, b en c".
func Enumerate(items []string) string {
	last := len(items) - 1
	if last < 1 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:last], ", ") + " en " + items[last]
}
