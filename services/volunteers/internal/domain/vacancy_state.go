package domain

import "slices"

// VacancyState is how far a vacancy has come.
type VacancyState string

// The states.
const (
	VacancyDraft  VacancyState = "draft"
	VacancyOpen   VacancyState = "open"
	VacancyFilled VacancyState = "filled"
	VacancyClosed VacancyState = "closed"
)

// Next answers the states that can follow: the one table of what a vacancy goes through. One that was filled opens again
// where somebody leaves; one that was closed does not.
func (s VacancyState) Next() []VacancyState {
	return map[VacancyState][]VacancyState{
		VacancyDraft:  {VacancyOpen, VacancyClosed},
		VacancyOpen:   {VacancyFilled, VacancyClosed},
		VacancyFilled: {VacancyOpen, VacancyClosed},
	}[s]
}

// MayBecome says whether to can follow.
func (s VacancyState) MayBecome(to VacancyState) bool { return slices.Contains(s.Next(), to) }
