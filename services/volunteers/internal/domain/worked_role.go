package domain

import (
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
)

// WorkedRole is what somebody did in a role in a time, as far as it was approved.
type WorkedRole struct {
	Kind        EngagementKind
	RoleID      string
	Name        string // of the role
	ProgrammeID string
	Programme   string // its short name
	Minutes     int
	First, Last civil.Date // of the work
}

// WorkedMinutes answers how long somebody worked in all roles together.
func WorkedMinutes(roles []WorkedRole) (minutes int) {
	for _, r := range roles {
		minutes += r.Minutes
	}
	return minutes
}

// WorkedKinds answers as what somebody worked, volunteers first.
func WorkedKinds(roles []WorkedRole) (kinds []EngagementKind) {
	for _, kind := range []EngagementKind{Volunteer, Intern} {
		if slices.ContainsFunc(roles, func(r WorkedRole) bool { return r.Kind == kind }) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}
