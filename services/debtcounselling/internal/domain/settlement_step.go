package domain

import (
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// SettlementStepping is what a step of a settlement is checked against.
type SettlementStepping struct {
	Today      civil.Date
	Trajectory Trajectory
	Claims     []Claim    // of the trajectory
	Book       Ledger     // of the settlement
	Due        civil.Date // by when a proposal on the date of the step is answered; zero where no term holds
}

// Step applies a step to the settlement and completes it. Errors: FAILED_PRECONDITION (TRANSITION_NOT_ALLOWED, ANSWERS_DECIDE,
// SETTLEMENT_OUTDATED, SETTLEMENT_NOT_PAID, TRAJECTORY_ENDED, TRAJECTORY_NOT_IN_SOLUTION) and INVALID_ARGUMENT with every
// violation.
func (s *Settlement) Step(step *SettlementTransition, in SettlementStepping) error {
	if err := settlementLife().Check("settlement", s.Life.State, step.To); err != nil {
		return err
	}
	if err := s.mayStep(step.To, in); err != nil {
		return err
	}
	if err := fault.At("transition", fault.Violations(s.checkStep(step.Date, in.Today))); err != nil {
		return err
	}
	s.come(step, in.Due)
	return nil
}

// mayStep answers what stands in the way of a state. What ended with its trajectory can still be closed.
func (s Settlement) mayStep(to SettlementState, in SettlementStepping) error {
	answered := to == SettlementPartlyRefused || (to == SettlementAccepted && s.Life.State.asks())
	switch {
	case answered:
		return fault.New(fault.FailedPrecondition, "ANSWERS_DECIDE", "This follows from what the creditors answer.")
	case to.Open() && !in.Trajectory.State.Runs():
		return fault.New(fault.FailedPrecondition, "TRAJECTORY_ENDED", "The trajectory ended on %s.", in.Trajectory.End)
	case to == SettlementRunning && in.Trajectory.State != Solution:
		return fault.New(fault.FailedPrecondition, "TRAJECTORY_NOT_IN_SOLUTION",
			"A settlement is paid once its trajectory has come to the solution; it is %s.", in.Trajectory.State)
	case to == SettlementProposed && s.outdated(in.Claims):
		return fault.New(fault.FailedPrecondition, "SETTLEMENT_OUTDATED",
			"What is owed is not what the offers were made on: withdraw it and draw up another.")
	case to == SettlementCompleted && !s.Balance(in.Book).Settled():
		return fault.New(fault.FailedPrecondition, "SETTLEMENT_NOT_PAID",
			"Creditors were not paid all that they were offered, or money is held that is nobody's.")
	}
	return nil
}

func (s Settlement) checkStep(on, today civil.Date) (broken []fault.Field) {
	if on.After(today) {
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", on))
	}
	if !on.IsZero() && on.Before(s.Life.Since) {
		broken = append(broken, violation("date", "BEFORE_LAST_TRANSITION", "It is %s since %s.", s.Life.State, s.Life.Since))
	}
	return broken
}

// come brings the settlement to a state, and completes the step.
func (s *Settlement) come(step *SettlementTransition, due civil.Date) {
	s.Version++
	step.SettlementID, step.From, step.Version, s.Updated = s.ID, s.Life.State, s.Version, step.Created
	s.Life.State, s.Life.Since = step.To, step.Date
	switch step.To {
	case SettlementProposed:
		s.Life.Round, s.Life.Proposed, s.Life.AnswerDue = 1, step.Date, due
	case SettlementReconsideration:
		s.Life.Round, s.Life.Reconsidered, s.Life.AnswerDue = s.Life.Round+1, step.Date, due
	case SettlementCourt:
		s.Life.CourtAsked = step.Date
	case SettlementAccepted:
		s.Life.Accepted, s.Life.Forced = step.Date, step.From == SettlementCourt
	case SettlementRejected:
		s.Life.Rejected = step.Date
	case SettlementStatutory:
		s.Life.Declared = step.Date
		if s.Life.Rejected.IsZero() {
			s.Life.Rejected = step.Date
		}
	case SettlementRunning:
		s.Life.Start = step.Date
	case SettlementCompleted, SettlementBroken:
		s.Life.End = step.Date
	case SettlementWithdrawn:
		s.Life.Withdrawn = step.Date
	}
}
