package domain

import "github.com/deschoor/meedoen/platform/fault"

// CheckOwnChange answers every field of a person, as it would become, that somebody may not change of the own data: who one is
// was seen at the intake, and is changed by a coordinator.
func (p Person) CheckOwnChange(current Person) []fault.Field {
	var broken []fault.Field
	for _, field := range []struct {
		path    string
		changed bool
	}{
		{"given_name", p.GivenName != current.GivenName},
		{"surname", p.Surname != current.Surname},
		{"birth_date", p.Birth.Date != current.Birth.Date},
		{"birth_year", p.Birth.Year != current.Birth.Year},
	} {
		if field.changed {
			broken = append(broken, violation(field.path, "FIELD_NOT_YOURS", "A coordinator changes this. Ask for it."))
		}
	}
	return broken
}
