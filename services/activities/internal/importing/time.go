package importing

import (
	"regexp"

	"github.com/deschoor/meedoen/platform/civil"
)

// clockTime is the time of the day as people and spreadsheets write it: 9:30, 09.30, 09:30:00, 9:30 uur.
var clockTime = regexp.MustCompile(`^(\d{1,2})[:.](\d{2})(?::00)?(?: ?(?:uur|u))?$`)

func readTime(cell string) (civil.Time, string) {
	m := clockTime.FindStringSubmatch(fold(cell))
	if m == nil {
		return civil.Time{}, reasonTime
	}
	at, err := civil.ParseTime(two(m[1]) + ":" + m[2])
	if err != nil {
		return civil.Time{}, reasonTime
	}
	return at, ""
}
