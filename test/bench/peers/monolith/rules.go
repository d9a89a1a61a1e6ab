package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/deschoor/meedoen/test/bench/beside"
)

// maxCount is the largest count that is believed.
const maxCount = 10_000

// maxID is how long an id may be, in bytes.
const maxID = 64

// violation is one rule that a count breaks.
type violation struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
}

// checkShape answers every rule that a count breaks whatever the register says. Today is a local date.
func checkShape(c beside.HeadCount, today string) (broken []violation) {
	breaks := func(is bool, field, reason string) {
		if is {
			broken = append(broken, violation{field, reason})
		}
	}
	breaks(c.LocationID == "" || len(c.LocationID) > maxID, "locationId", fmt.Sprintf("has 1 to %d characters", maxID))
	breaks(c.ProgrammeID == "" || len(c.ProgrammeID) > maxID, "programmeId", fmt.Sprintf("has 1 to %d characters", maxID))
	_, err := time.Parse(time.DateOnly, c.Date)
	breaks(err != nil, "date", "DATE_INVALID")
	breaks(err == nil && c.Date > today, "date", "DATE_IN_FUTURE")
	breaks(c.Count < 0, "count", "COUNT_NEGATIVE")
	breaks(c.Count > maxCount, "count", "COUNT_ABSURD")
	switch c.PartOfDay {
	case "PART_OF_DAY_MORNING", "PART_OF_DAY_AFTERNOON", "PART_OF_DAY_EVENING", "PART_OF_DAY_WHOLE_DAY":
	default:
		breaks(true, "partOfDay", "is no part of the day")
	}
	switch c.Method {
	case "COUNT_METHOD_COUNTER", "COUNT_METHOD_TALLY", "COUNT_METHOD_ESTIMATE":
	default:
		breaks(true, "method", "is no way to count")
	}
	breaks(c.SessionID != "", "sessionId", "SESSION_UNKNOWN")
	return broken
}

// term is from which to which local date a place is open or a programme runs, as "2010-01-01/2022-12-31". Without an end it goes
// on; "" is that of what is not there.
type term string

func (t term) holds(date string) bool {
	first, last, _ := strings.Cut(string(t), "/")
	return first <= date && (last == "" || date <= last)
}

// checkRegister answers every rule that a count breaks by what the register says of its place and its programme.
func checkRegister(c beside.HeadCount, place, programme term) (broken []violation) {
	if place == "" {
		broken = append(broken, violation{"locationId", "LOCATION_UNKNOWN"})
	} else if !place.holds(c.Date) {
		broken = append(broken, violation{"date", "LOCATION_NOT_OPEN"})
	}
	if programme == "" {
		broken = append(broken, violation{"programmeId", "PROGRAMME_UNKNOWN"})
	} else if !programme.holds(c.Date) {
		broken = append(broken, violation{"date", "PROGRAMME_NOT_RUNNING"})
	}
	return broken
}
