package domain

import (
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// pair is how many mediate at the same time.
const pair = 2

// MediatorAssignment is that a volunteer mediates.
type MediatorAssignment struct {
	ID          string
	MediationID string
	VolunteerID string     // in the register of volunteers; whether there is one is not asked there
	Start       civil.Date // the first date
	End         civil.Date // the last date; zero while it goes on
	Worker      string
	Created     time.Time
}

// On says whether the volunteer mediates on a date.
func (a MediatorAssignment) On(date civil.Date) bool {
	return !date.Before(a.Start) && (a.End.IsZero() || !date.After(a.End))
}

// mediating answers who mediates on a date.
func mediating(all []MediatorAssignment, date civil.Date) (list []MediatorAssignment) {
	for _, a := range all {
		if a.On(date) {
			list = append(list, a)
		}
	}
	return list
}

// Assign answers why a volunteer cannot be assigned beside those who ever were. Errors: INVALID_ARGUMENT and FAILED_PRECONDITION
// (MEDIATION_CLOSED, MEDIATOR_ASSIGNED, MEDIATORS_COMPLETE).
func (m Mediation) Assign(a MediatorAssignment, others []MediatorAssignment, today civil.Date) error {
	if err := m.refuseClosed(); err != nil {
		return err
	}
	var broken []fault.Field
	if a.Start.After(today) {
		broken = append(broken, violation("start_date", "DATE_IN_FUTURE", "%s has not come yet.", a.Start))
	}
	if a.Start.Before(m.Register) {
		broken = append(broken, violation("start_date", "BEFORE_REGISTRATION", "It was registered on %s.", m.Register))
	}
	if err := fault.At("mediator_assignment", fault.Violations(broken)); err != nil {
		return err
	}
	// The assignment goes on, so that more can only mediate beside it on its first date and on those on which another begins.
	dates := []civil.Date{a.Start}
	for _, o := range others {
		if o.Start.After(a.Start) {
			dates = append(dates, o.Start)
		}
	}
	full := false
	for _, date := range dates {
		beside := mediating(others, date)
		for _, o := range beside {
			if strings.EqualFold(o.VolunteerID, a.VolunteerID) {
				return fault.New(fault.FailedPrecondition, "MEDIATOR_ASSIGNED", "The volunteer mediates here then.")
			}
		}
		full = full || len(beside) >= pair
	}
	if full {
		return fault.New(fault.FailedPrecondition, "MEDIATORS_COMPLETE", "Two others mediate here then.")
	}
	return nil
}

// Release ends an assignment on its last date. Errors: INVALID_ARGUMENT and FAILED_PRECONDITION (MEDIATION_CLOSED,
// MEDIATOR_ASSIGNMENT_ENDED).
func (m Mediation) Release(a *MediatorAssignment, last, today civil.Date) error {
	if err := m.refuseClosed(); err != nil {
		return err
	}
	if !a.End.IsZero() {
		return fault.New(fault.FailedPrecondition, "MEDIATOR_ASSIGNMENT_ENDED", "The assignment ended on %s.", a.End)
	}
	var broken []fault.Field
	if last.After(today) {
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", last))
	}
	if last.Before(a.Start) {
		broken = append(broken, violation("date", "LAST_BEFORE_FIRST", "It began on %s.", a.Start))
	}
	a.End = last
	return fault.Violations(broken)
}

func (m Mediation) refuseClosed() error {
	if m.State == MediationClosed {
		return fault.New(fault.FailedPrecondition, "MEDIATION_CLOSED", "The mediation was closed on %s.", m.StateDate)
	}
	return nil
}
