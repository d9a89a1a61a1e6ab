package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
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

// Check answers every rule that a new relation breaks. It begins with the intake; what is recorded of the past (past) may have
// come further, and then has the date since when.
func (e Engagement) Check(today civil.Date, past bool) (broken []fault.Field) {
	if e.State != Intake && !past {
		broken = append(broken, violation("state", "STATE_NOT_FIRST", "A relation begins with the intake."))
	}
	if e.Start.After(today) {
		broken = append(broken, violation("start_date", "DATE_IN_FUTURE", "It is recorded when it begins; today is %s.", today))
	}
	switch {
	case e.StateDate.After(today):
		broken = append(broken, violation("state_date", "DATE_IN_FUTURE", "It is recorded when it begins; today is %s.", today))
	case e.StateDate.Before(e.Start):
		broken = append(broken, violation("state_date", "STATE_DATE_WRONG", "No state is older than the relation."))
	case e.State == Intake && e.StateDate.After(e.Start):
		broken = append(broken, violation("state_date", "STATE_DATE_WRONG", "The intake is on the first day of the relation."))
	}
	return broken
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
