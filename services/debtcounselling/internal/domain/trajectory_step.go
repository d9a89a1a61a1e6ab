package domain

import (
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Step applies a step to the trajectory and completes it, or answers every rule it breaks. Decisions are those of the
// trajectory. Errors: FAILED_PRECONDITION (TRANSITION_NOT_ALLOWED, ADMISSION_MISSING, REFUSAL_MISSING, ENDING_MISSING) and
// INVALID_ARGUMENT.
func (t *Trajectory) Step(s *TrajectoryTransition, decisions []Decision, today civil.Date) error {
	if err := trajectoryLife(t.Kind).Check("trajectory", t.State, s.To); err != nil {
		return err
	}
	if err := t.decided(s.To, decisions); err != nil {
		return err
	}
	if err := fault.At("transition", fault.Violations(t.checkStep(*s, today))); err != nil {
		return err
	}
	s.TrajectoryID, s.From, s.Version = t.ID, t.State, t.Version+1
	t.State, t.StateDate, t.Version, t.Updated = s.To, s.Date, s.Version, s.Created
	if s.To == Exited {
		t.End, t.ExitReason, t.DebtFree = s.Date, s.ExitReason, s.DebtFree
	}
	return nil
}

// decided answers the decision that a step lacks: help with debts is granted, refused and ended by a decision in the sense of
// the Awb, also where a private party executes.
func (t Trajectory) decided(to TrajectoryState, decisions []Decision) error {
	has := func(kind DecisionKind) bool {
		return slices.ContainsFunc(decisions, func(d Decision) bool { return d.Kind == kind })
	}
	switch {
	case t.Kind != DebtHelp:
		return nil
	case to == Stabilisation && !has(Admission):
		return fault.New(fault.FailedPrecondition, "ADMISSION_MISSING", "Nobody is stabilised before the decision to admit.")
	case to == Refused && !has(Refusal):
		return fault.New(fault.FailedPrecondition, "REFUSAL_MISSING", "Nobody is refused without a decision.")
	case to == Exited && has(Admission) && !has(Ending) && t.State != Advised:
		return fault.New(fault.FailedPrecondition, "ENDING_MISSING", "Help that was granted ends by a decision.")
	}
	return nil
}

func (t Trajectory) checkStep(s TrajectoryTransition, today civil.Date) (broken []fault.Field) {
	if s.Date.After(today) && s.To != Appointed {
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", s.Date))
	}
	// An appointment is recorded with its own date: what follows may be earlier, where it was held or cancelled before.
	if !s.Date.IsZero() && s.Date.Before(t.StateDate) && t.State != Appointed {
		broken = append(broken, violation("date", "BEFORE_LAST_TRANSITION", "It is %s since %s.", t.State, t.StateDate))
	}
	if !s.Date.IsZero() && s.Date.Before(t.Report) {
		broken = append(broken, violation("date", "BEFORE_LAST_TRANSITION", "Help was asked for on %s.", t.Report))
	}
	return append(broken, t.checkExit(s)...)
}

func (t Trajectory) checkExit(s TrajectoryTransition) []fault.Field {
	exits := t.State.exits(t.Kind)
	switch {
	case s.To != Exited && (s.ExitReason != "" || s.DebtFree):
		return []fault.Field{violation("exit_reason", "EXIT_REASON_UNEXPECTED", "Only what ends has a reason for it.")}
	case s.To != Exited:
		return nil
	case s.ExitReason == "":
		return []fault.Field{violation("exit_reason", "EXIT_REASON_MISSING", "Say why it ends.")}
	case exits != nil && !slices.Contains(exits, s.ExitReason):
		return []fault.Field{violation("exit_reason", "EXIT_REASON_NOT_HERE", "What is %s does not end so.", t.State)}
	}
	return nil
}
