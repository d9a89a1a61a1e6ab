package domain

import "github.com/deschoor/meedoen/platform/lifecycle"

// VacancyState is how far a vacancy has come.
type VacancyState string

// The states.
const (
	VacancyDraft  VacancyState = "draft"
	VacancyOpen   VacancyState = "open"
	VacancyFilled VacancyState = "filled"
	VacancyClosed VacancyState = "closed"
)

// vacancyLife is the one table of what a vacancy goes through. One that was filled opens again where somebody leaves; one that
// was closed does not.
func vacancyLife() lifecycle.States[VacancyState] {
	return lifecycle.States[VacancyState]{
		VacancyDraft:  {VacancyOpen, VacancyClosed},
		VacancyOpen:   {VacancyFilled, VacancyClosed},
		VacancyFilled: {VacancyOpen, VacancyClosed},
	}
}
