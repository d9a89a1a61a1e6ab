package domain

import (
	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Check answers every rule a vacancy for a role (nil where there is none) breaks, by field. Dates that do not exist are told
// of already, and nothing is said of them here.
func (v Vacancy) Check(role *Role, register areas.Register) []fault.Field {
	var broken []fault.Field
	if !v.End.IsZero() && v.End.Before(v.Start) {
		broken = append(broken, violation("end_date", "LAST_BEFORE_FIRST", "The last date is before the first."))
	}
	if _, known := register.Stadsdeel(v.Wijk); !known && v.Wijk != (areas.Wijk{}) {
		broken = append(broken, violation("wijk_code", "WIJK_UNKNOWN", "This is no wijk in that edition of the map."))
	}
	if hasDoubles(v.Availability) {
		broken = append(broken, violation("availability", "AVAILABILITY_TWICE", "Each part of the week stands here once."))
	}
	if role == nil {
		return append(broken, violation("role_id", "ROLE_UNKNOWN", "There is no role with this id."))
	}
	if v.Wijk == (areas.Wijk{}) && role.AsksNearness() {
		broken = append(broken, noWijk())
	}
	for _, date := range []civil.Date{v.Start, v.End} {
		if !date.IsZero() && !role.FulfilledOn(date) {
			return append(broken, notFulfilled(date))
		}
	}
	return broken
}

// CheckChange answers every rule that is broken by becoming what it is from before, of which some places are taken.
func (v Vacancy) CheckChange(before Vacancy, taken int) []fault.Field {
	var broken []fault.Field
	if v.RoleID != before.RoleID {
		broken = append(broken, violation("role_id", "ROLE_FIXED", "A vacancy stays with its role."))
	}
	if v.Wanted < taken {
		broken = append(broken, violation("wanted_count", "WANTED_BELOW_TAKEN", "%d places are taken already.", taken))
	}
	return broken
}

func hasDoubles[T comparable](list []T) bool {
	seen := make(map[T]bool, len(list))
	for _, one := range list {
		seen[one] = true
	}
	return len(seen) < len(list)
}
