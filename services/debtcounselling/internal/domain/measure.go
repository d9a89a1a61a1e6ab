package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// MeasureKind is what is done for a client beside the phases of a trajectory: the names of the contract.
type MeasureKind string

// The kinds.
const (
	BudgetCoaching           MeasureKind = "budget_coaching"
	BudgetManagement         MeasureKind = "budget_management"
	ProtectiveAdministration MeasureKind = "protective_administration"
	GuidanceForLong          MeasureKind = "long_term_guidance"
	BudgetGuidance           MeasureKind = "budget_guidance"
	CrisisIntervention       MeasureKind = "crisis_intervention"
	ProvisionalMeasure       MeasureKind = "provisional_measure"
	Moratorium               MeasureKind = "moratorium"
	PlanOfApproach           MeasureKind = "plan_of_approach"
)

// legal says that only help with debts under the law knows a measure of the kind.
func (k MeasureKind) legal() bool {
	return slices.Contains([]MeasureKind{ProvisionalMeasure, Moratorium, PlanOfApproach}, k)
}

// Measure is what is done for a client beside the phases of a trajectory.
type Measure struct {
	ID           string
	TrajectoryID string
	Kind         MeasureKind
	Application  civil.Date // when a moratorium was asked for
	Grant        civil.Date // when it was granted; zero where it was not
	Start        civil.Date // zero of a moratorium that did not begin
	End          civil.Date // the last date; zero while it goes on
	Withdrawn    bool       // it should not have been recorded
	Recorder     string
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// Measuring is what a measure is checked against.
type Measuring struct {
	Today      civil.Date
	Trajectory Trajectory
	Decisions  []Decision
	Others     []Measure  // of the trajectory
	Longest    civil.Date // the last date that a moratorium with that start may have; zero where no rule says
}

// Check answers every rule that a measure breaks. Errors: INVALID_ARGUMENT with every violation, and FAILED_PRECONDITION
// (MEASURE_NOT_HERE, ADMISSION_MISSING, PLAN_EXISTS).
func (m Measure) Check(in Measuring) error {
	if err := fault.At("measure", fault.Violations(m.checkDates(in))); err != nil {
		return err
	}
	switch {
	case m.Kind.legal() && in.Trajectory.Kind != DebtHelp:
		return fault.New(fault.FailedPrecondition, "MEASURE_NOT_HERE", "Only help with debts under the law knows this measure.")
	case m.Kind == Moratorium && !in.Trajectory.admitted(in.Decisions):
		return fault.New(fault.FailedPrecondition, "ADMISSION_MISSING", "A moratorium is for who was admitted.")
	case m.Kind == PlanOfApproach && slices.ContainsFunc(in.Others, m.isOtherPlan):
		return fault.New(fault.FailedPrecondition, "PLAN_EXISTS", "The trajectory has a plan of approach.")
	}
	return nil
}

// admitted says that help was granted: by decision, or as a trajectory that was recorded in a later state shows.
func (t Trajectory) admitted(decisions []Decision) bool {
	return slices.Contains([]TrajectoryState{Stabilisation, Settling, Solution, Aftercare}, t.State) ||
		slices.ContainsFunc(decisions, func(d Decision) bool { return d.Kind == Admission })
}

func (m Measure) isOtherPlan(other Measure) bool {
	return other.Kind == PlanOfApproach && other.ID != m.ID && !other.Withdrawn
}

func (m Measure) checkDates(in Measuring) (broken []fault.Field) {
	for field, date := range map[string]civil.Date{
		"application_date": m.Application, "grant_date": m.Grant, "start_date": m.Start,
	} {
		if date.After(in.Today) {
			broken = append(broken, violation(field, "DATE_IN_FUTURE", "%s has not come yet.", date))
		}
		broken = append(broken, within(in.Trajectory, field, date)...)
	}
	broken = append(broken, within(in.Trajectory, "end_date", m.End)...)
	if !m.End.IsZero() && !m.Start.IsZero() && m.End.Before(m.Start) {
		broken = append(broken, violation("end_date", "LAST_BEFORE_FIRST", "The last date is before the first."))
	}
	if m.Kind == Moratorium {
		return append(broken, m.checkMoratorium(in.Longest)...)
	}
	return append(broken, m.checkOther()...)
}

// within answers that a date lies outside the trajectory: what is done belongs to it.
func within(t Trajectory, field string, date civil.Date) []fault.Field {
	switch {
	case date.IsZero():
		return nil
	case date.Before(t.Report):
		return []fault.Field{violation(field, "BEFORE_REPORT", "Help was asked for on %s.", t.Report)}
	case !t.End.IsZero() && date.After(t.End):
		return []fault.Field{violation(field, "AFTER_EXIT", "The trajectory ended on %s.", t.End)}
	}
	return nil
}

// checkMoratorium answers what is wrong with the dates of a moratorium: it is asked for, granted, and then lasts six months at
// most (Wgs article 5; Fw article 287b).
func (m Measure) checkMoratorium(longest civil.Date) (broken []fault.Field) {
	if m.Application.IsZero() {
		broken = append(broken, violation("application_date", "APPLICATION_DATE_MISSING", "Say when it was asked for."))
	}
	if !m.Grant.IsZero() && m.Grant.Before(m.Application) {
		broken = append(broken, violation("grant_date", "GRANT_BEFORE_APPLICATION", "It was asked for on %s.", m.Application))
	}
	switch {
	case m.Start.IsZero() && !m.End.IsZero():
		return append(broken, violation("start_date", "START_DATE_MISSING", "What has a last date has a first."))
	case m.Start.IsZero():
		return broken
	case m.Grant.IsZero():
		broken = append(broken, violation("grant_date", "GRANT_DATE_MISSING", "A moratorium begins where it was granted."))
	case m.Start.Before(m.Grant):
		broken = append(broken, violation("start_date", "START_BEFORE_GRANT", "It was granted on %s.", m.Grant))
	}
	switch {
	case m.End.IsZero():
		broken = append(broken, violation("end_date", "END_DATE_MISSING", "A moratorium is granted up to a date."))
	case !longest.IsZero() && m.End.After(longest):
		broken = append(broken, violation("end_date", "MORATORIUM_TOO_LONG", "It may last up to %s.", longest))
	}
	return broken
}

// checkOther answers what is wrong with the dates of what is no moratorium.
func (m Measure) checkOther() (broken []fault.Field) {
	if m.Start.IsZero() {
		broken = append(broken, violation("start_date", "START_DATE_MISSING", "Say when it began."))
	}
	if !m.Application.IsZero() {
		broken = append(broken, violation("application_date", "APPLICATION_DATE_UNEXPECTED", "Only a moratorium is asked for."))
	}
	if !m.Grant.IsZero() {
		broken = append(broken, violation("grant_date", "GRANT_DATE_UNEXPECTED", "Only a moratorium is granted."))
	}
	if m.Kind == PlanOfApproach && !m.End.IsZero() {
		broken = append(broken, violation("end_date", "END_DATE_UNEXPECTED", "A plan is ready on one date."))
	}
	return broken
}
