package domain

import "slices"

// SharedData is something of a resident that goes along with a referral: the names of the contract.
type SharedData string

// What can go along.
const (
	SharedGivenName SharedData = "given_name"
	SharedSurname   SharedData = "surname"
	SharedBirthDate SharedData = "birth_date" // or the year, where only that is known
	SharedBirthYear SharedData = "birth_year"
	SharedEmail     SharedData = "email"
	SharedTelephone SharedData = "telephone"
	SharedWijk      SharedData = "wijk"
)

// Shared answers what of a resident goes along with a referral, by whom it is for, and nothing else does (AVG article 5,
// paragraph 1 under c). Debt counselling calls and tells people apart by birth; a volunteer is introduced by given name; for an
// activity the age counts. Guidance is in this service, and outside nothing is sent.
func (t ReferralTarget) Shared() []SharedData {
	switch t {
	case ToDebtCounselling:
		return []SharedData{SharedGivenName, SharedSurname, SharedBirthDate, SharedEmail, SharedTelephone, SharedWijk}
	case ToVolunteers:
		return []SharedData{SharedGivenName, SharedEmail, SharedTelephone, SharedWijk}
	case ToActivities:
		return []SharedData{SharedGivenName, SharedSurname, SharedBirthYear, SharedEmail, SharedTelephone, SharedWijk}
	case ToGuidance, ToOutside:
	}
	return nil
}

// For answers what of a resident goes along to t, and leaves out the rest. Where the given name is not known the surname goes in
// its place.
func (r Resident) For(t ReferralTarget) (shared Resident) {
	if len(t.Shared()) == 0 {
		return shared
	}
	shares := func(d SharedData) bool { return slices.Contains(t.Shared(), d) }
	if shares(SharedGivenName) {
		shared.GivenName = r.GivenName
	}
	if shares(SharedSurname) || shared.GivenName == "" { // somebody has to be called something
		shared.Surname = r.Surname
	}
	if shares(SharedBirthDate) {
		shared.Birth = r.Birth
	}
	if shares(SharedBirthYear) {
		shared.Birth.Year = r.Birth.YearOf()
	}
	if shares(SharedEmail) {
		shared.Email = r.Email
	}
	if shares(SharedTelephone) {
		shared.Telephone = r.Telephone
	}
	if shares(SharedWijk) {
		shared.Wijk = r.Wijk
	}
	return shared
}
