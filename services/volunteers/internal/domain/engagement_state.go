package domain

import (
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/lifecycle"
)

// EngagementState is how far a relation has come.
type EngagementState string

// The states.
const (
	Intake    EngagementState = "intake"
	Screening EngagementState = "screening"
	Engaged   EngagementState = "active"
	Paused    EngagementState = "paused"
	Left      EngagementState = "left"
)

// engagementLife is the one table of what a relation goes through. Who left begins anew with another.
func engagementLife() lifecycle.States[EngagementState] {
	return lifecycle.States[EngagementState]{
		Intake:    {Screening, Left},
		Screening: {Engaged, Left},
		Engaged:   {Paused, Left},
		Paused:    {Engaged, Left},
	}
}

// Next answers the states that can follow.
func (s EngagementState) Next() []EngagementState { return engagementLife()[s] }

// MayBecome says whether to can follow.
func (s EngagementState) MayBecome(to EngagementState) bool { return engagementLife().Allows(s, to) }

// Runs says whether a relation in this state has not ended. A person has one of a kind that runs.
func (s EngagementState) Runs() bool { return s != Left }

// Step brings a relation to the state that t asks for, and completes t.
//
// Errors: INVALID_ARGUMENT with every violation (DATE_IN_FUTURE, BEFORE_LAST_TRANSITION, REASON_MISSING);
// FAILED_PRECONDITION (TRANSITION_NOT_ALLOWED) with the states that can be reached.
func (e *Engagement) Step(t *EngagementTransition, today civil.Date) error {
	if err := fault.Violations(e.checkStep(*t, today)); err != nil {
		return err
	}
	if err := engagementLife().Check("relation", e.State, t.To); err != nil {
		return err
	}
	e.take(t)
	return nil
}

func (e *Engagement) checkStep(t EngagementTransition, today civil.Date) (broken []fault.Field) {
	switch {
	case t.Date.IsZero(): // it is no date, which is told where it is read
	case t.Date.After(today):
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "A step is recorded when it was made; today is %s.", today))
	case t.Date.Before(e.StateDate):
		broken = append(broken, violation("date", "BEFORE_LAST_TRANSITION", "The step before this one was on %s.", e.StateDate))
	}
	if t.To == Left && strings.TrimSpace(t.Reason) == "" {
		broken = append(broken, violation("reason", "REASON_MISSING", "Say why the person leaves, without personal data."))
	}
	return broken
}

// take brings the relation to the state that t asks for.
func (e *Engagement) take(t *EngagementTransition) {
	t.From, t.EngagementID, t.Version = e.State, e.ID, e.Version+1
	e.State, e.StateDate, e.Version, e.Updated = t.To, t.Date, t.Version, t.Created
}
