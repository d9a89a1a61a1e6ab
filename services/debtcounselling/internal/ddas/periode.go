package ddas

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// Afgelopen answers the last period of reporting that has passed on a date, where a year has so many of them (1, 2 or 4): what is
// delivered where no dates are asked for.
func Afgelopen(today civil.Date, perYear int) (p Periode) {
	months := 12 / perYear
	month := (int(today.Month)-1)/months*months + 1 // in which the present period begins
	next := civil.Date{Year: today.Year, Month: time.Month(month), Day: 1}
	return Periode{next.AddMonths(-months), next.AddDays(-1)}
}
