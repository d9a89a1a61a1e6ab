// Package dutch writes dates, amounts and lists as people read them in Dutch.
package dutch

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
)

// Fixed is a space at which no line ends.
const Fixed = "\u00a0"

// Day answers a date, such as 15 juni 2022.
func Day(d civil.Date) string { return fmt.Sprintf("%s%s%d", DayOfYear(d), Fixed, d.Year) }

// DayOfYear answers a date of a year that is known, such as 15 juni.
func DayOfYear(d civil.Date) string {
	months := [...]string{
		"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december",
	}
	return fmt.Sprintf("%d%s%s", d.Day, Fixed, months[d.Month-1])
}

// Euros answers cents as an amount, such as € 1.234,75; below zero with a sign, as -€ 2,75.
func Euros(cents int64) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	whole := strconv.FormatInt(cents/100, 10)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "." + whole[i:]
	}
	return fmt.Sprintf("%s€%s%s,%02d", sign, Fixed, whole, cents%100)
}

// And answers words as one list: a, b en c.
func And(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " en " + words[last]
}
