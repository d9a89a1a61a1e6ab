package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// GuidanceGoal is what a resident wants to reach in a trajectory (doel).
type GuidanceGoal struct {
	ID         string
	GuidanceID string
	LifeDomain string // the name of the contract's LifeDomain
	Text       string // leaves the service only to who may know it, and is kept sealed
	Date       civil.Date
	Created    time.Time
	Outcome    *GoalOutcome // nil until it is known
}

// GoalOutcome is whether a goal was reached. It is said once.
type GoalOutcome struct {
	ID      string
	GoalID  string
	Result  string // the name of the contract's GuidanceGoalResult
	Date    civil.Date
	Created time.Time
}

// Check answers every rule that a new goal of the trajectory breaks. Error: FAILED_PRECONDITION (TRAJECTORY_ENDED).
func (g GuidanceGoal) Check(of Guidance, today civil.Date) error {
	if of.State.Ended() {
		return fault.New(fault.FailedPrecondition, "TRAJECTORY_ENDED", "The trajectory has ended.")
	}
	return fault.At("goal", fault.Violations(between(g.Date, of.Register, today)))
}

// Check answers every rule that the outcome of a goal breaks.
func (o GoalOutcome) Check(of GuidanceGoal, today civil.Date) error {
	return fault.At("outcome", fault.Violations(between(o.Date, of.Date, today)))
}

// between answers what is wrong with a date that lies from first to today.
func between(date, first, today civil.Date) (broken []fault.Field) {
	switch {
	case date.After(today):
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", date))
	case !date.IsZero() && date.Before(first):
		broken = append(broken, violation("date", "LAST_BEFORE_FIRST", "It begins on %s.", first))
	}
	return broken
}

// ContactChannel is how a worker and a resident were in contact: the names of the contract.
type ContactChannel string

// InWriting is a contact that is no conversation.
const InWriting ContactChannel = "message"

// GuidanceContact is a contact of a worker and a resident (contactmoment).
type GuidanceContact struct {
	ID         string
	GuidanceID string
	Date       civil.Date
	Channel    ContactChannel
	Minutes    int
	Note       string // leaves the service only to who may know it, and is kept sealed
	Recorder   string
	Created    time.Time
}

// Check answers every rule that a new contact in the trajectory breaks.
func (c GuidanceContact) Check(of Guidance, today civil.Date) []fault.Field {
	broken := between(c.Date, of.Register, today)
	if of.State.Ended() && c.Date.After(of.StateDate) {
		broken = append(broken, violation("date", "AFTER_END", "The trajectory ended on %s.", of.StateDate))
	}
	return broken
}
