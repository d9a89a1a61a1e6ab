package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// VacancyTransition is a step of a vacancy from one state to another.
type VacancyTransition struct {
	ID        string
	VacancyID string
	Version   int64 // of the vacancy after the step
	From, To  VacancyState
	Reason    string
	Recorder  string
	Created   time.Time
}

// VacancyReaction is that somebody reacted to a vacancy (reactie). It matches nobody.
type VacancyReaction struct {
	ID        string
	VacancyID string
	PersonID  string
	Date      civil.Date
	Recorder  string
	Created   time.Time
}

// Take brings a vacancy, of which some places are taken, to its next state, and completes the step.
//
// Errors: FAILED_PRECONDITION (TRANSITION_NOT_ALLOWED) with the states that can be reached, (VACANCY_FILLED) where it would
// open without a place.
func (v *Vacancy) Take(step *VacancyTransition, taken int) error {
	if err := vacancyLife().Check("vacancy", v.State, step.To); err != nil {
		return err
	}
	if step.To == VacancyOpen && taken >= v.Wanted {
		return errFilled(v.Wanted)
	}
	step.VacancyID, step.From = v.ID, v.State
	v.State, v.Version, v.Updated = step.To, v.Version+1, step.Created
	step.Version = v.Version
	return nil
}

// TakePlace says whether the vacancy, of which some places are taken, is filled by one more.
//
// Errors: FAILED_PRECONDITION (VACANCY_FILLED, VACANCY_CLOSED) where there is none to take.
func (v Vacancy) TakePlace(taken int) (filled bool, err error) {
	switch {
	case v.State == VacancyFilled || taken >= v.Wanted:
		return false, errFilled(v.Wanted)
	case v.State != VacancyOpen:
		return false, fault.New(fault.FailedPrecondition, "VACANCY_CLOSED", "Nobody is confirmed for a vacancy that is %s.", v.State)
	}
	return taken+1 == v.Wanted, nil
}

// Open answers an error for a vacancy that nobody can react to: FAILED_PRECONDITION (VACANCY_NOT_OPEN).
func (v Vacancy) Open() error {
	if v.State == VacancyOpen {
		return nil
	}
	return fault.New(fault.FailedPrecondition, "VACANCY_NOT_OPEN", "Nobody reacts to a vacancy that is %s.", v.State)
}

func errFilled(wanted int) error {
	return fault.New(fault.FailedPrecondition, "VACANCY_FILLED", "All places (%d) of the vacancy are taken.", wanted)
}
