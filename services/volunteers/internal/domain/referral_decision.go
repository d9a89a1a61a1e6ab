package domain

import "github.com/deschoor/meedoen/platform/fault"

// ReferralDecision is what is decided on who was referred to a volunteer, as far as it is about volunteers.
type ReferralDecision struct {
	Accepted  bool
	VacancyID string   // by which a volunteer is matched
	Vacancy   *Vacancy // nil where there is none with the id
}

// Check answers every rule that a decision breaks, by field.
func (d ReferralDecision) Check() []fault.Field {
	switch {
	case !d.Accepted && d.VacancyID != "":
		return []fault.Field{violation("vacancy_id", "VACANCY_UNEXPECTED", "No volunteer is sought where it is declined.")}
	case !d.Accepted:
		return nil
	case d.VacancyID == "":
		return []fault.Field{violation("vacancy_id", "VACANCY_MISSING", "Say by which vacancy a volunteer is matched.")}
	case d.Vacancy == nil:
		return []fault.Field{violation("vacancy_id", "VACANCY_UNKNOWN", "There is no vacancy with this id.")}
	case d.Vacancy.State == VacancyClosed:
		return []fault.Field{violation("vacancy_id", "VACANCY_CLOSED", "Nobody is matched by a vacancy that is closed.")}
	}
	return nil
}
