package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// EngagementKind is what somebody is to the organisation (soort verbintenis).
type EngagementKind string

// The kinds. An intern never counts as a volunteer.
const (
	Volunteer EngagementKind = "volunteer"
	Intern    EngagementKind = "intern"
)

// Engagement is a relation of a person with the organisation (verbintenis).
type Engagement struct {
	ID        string
	PersonID  string
	Kind      EngagementKind
	State     EngagementState
	Start     civil.Date
	StateDate civil.Date // since when it is in its state
	Version   int64
	Created   time.Time
	Updated   time.Time
}

// EngagementTransition is a step of a relation from one state to another.
type EngagementTransition struct {
	ID           string
	EngagementID string
	Version      int64 // of the relation after the step
	From, To     EngagementState
	Date         civil.Date
	Reason       string
	Recorder     string
	Created      time.Time
}
