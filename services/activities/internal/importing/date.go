package importing

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

var (
	midnight = regexp.MustCompile(`[ T]0?0:00(:00(\.0+)?)?$`)
	iso      = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	// dutch has a month in digits or in words.
	dutch = regexp.MustCompile(`^(\d{1,2})[ \-/.](\d{1,2}|[a-z]{3,9}\.?)[ \-/.](\d{4})$`)
)

// readDate reads a date as it is written in the Netherlands, or as in ISO 8601: 31-12-2022, 31/12/2022, 31.12.2022,
// 31 december 2022, 31 dec. 2022, 2022-12-31. Midnight behind it, as spreadsheets add, means nothing. A year of two digits is
// not guessed at.
func readDate(cell string) (date civil.Date, reason string) {
	text := strings.Join(strings.Fields(strings.ToLower(midnight.ReplaceAllString(cell, ""))), " ")
	var year, month, day string
	if m := iso.FindStringSubmatch(text); m != nil {
		year, month, day = m[1], m[2], m[3]
	} else if m := dutch.FindStringSubmatch(text); m != nil {
		day, month, year = m[1], m[2], m[3]
	} else {
		return civil.Date{}, reasonDate
	}
	if number := monthOf(month); number > 0 {
		month = strconv.Itoa(number)
	}
	date, err := civil.ParseDate(year + "-" + two(month) + "-" + two(day))
	if err != nil || date.IsZero() {
		return civil.Date{}, reasonDate
	}
	return date, ""
}

func two(digits string) string {
	if len(digits) == 1 {
		return "0" + digits
	}
	return digits
}

// monthOf answers the number of a month in words, or 0: written out or by three letters, of which there are more for some.
func monthOf(word string) int {
	word = strings.TrimSuffix(word, ".")
	for i, name := range []string{
		"januari jan", "februari feb", "maart mrt maa", "april apr", "mei mei", "juni jun", "juli jul", "augustus aug",
		"september sep sept", "oktober okt", "november nov", "december dec",
	} {
		for full := range strings.FieldsSeq(name) {
			if word == full {
				return int(time.January) + i
			}
		}
	}
	return 0
}
