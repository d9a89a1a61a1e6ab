package domain

import (
	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
)

// Suitability is what is known of somebody where it is asked whether a role is for that person.
type Suitability struct {
	Birth  person.Birth
	Home   areas.Wijk    // zero where it is not known
	Work   areas.Wijk    // zero where the work has none
	Held   []Certificate // what the person can show
	Policy CertificatePolicy
}

// Check answers everything a role asks on a date that is not met: certificates, age, and how near to the work the person
// lives. The places of the violations are those of an assignment.
func (r Role) Check(s Suitability, on civil.Date, register areas.Register) []fault.Field {
	broken := Missing(r, s.Held, on, s.Policy)
	broken = append(broken, r.checkAge(s.Birth, on)...)
	return append(broken, r.checkReach(s.Home, s.Work, register)...)
}

// checkAge answers whether somebody is too young for the role on a date, or may be. Of whom only the year of birth is known,
// the age is one of two: it is refused where the birthday would decide.
func (r Role) checkAge(b person.Birth, on civil.Date) []fault.Field {
	youngest, oldest := agesOn(b, on)
	switch {
	case r.MinAge == 0, b.IsKnown() && youngest >= r.MinAge:
		return nil
	case b.IsKnown() && oldest < r.MinAge:
		return []fault.Field{violation("engagement_id", "UNDER_AGE", "The role asks for an age of %d, on %s.", r.MinAge, on)}
	}
	return []fault.Field{violation("engagement_id", "AGE_UNKNOWN",
		"The role asks for an age of %d, and the date of birth is not known.", r.MinAge)}
}

// agesOn answers between which whole years the age of somebody lies on a date, both included.
func agesOn(b person.Birth, on civil.Date) (youngest, oldest int) {
	if !b.Date.IsZero() {
		age := person.AgeOn(b.Date, on)
		return age, age
	}
	return on.Year - b.Year - 1, on.Year - b.Year
}

// checkReach answers whether somebody lives too far from the work, as far as is known.
func (r Role) checkReach(home, work areas.Wijk, register areas.Register) []fault.Field {
	switch {
	case !r.AsksNearness():
		return nil
	case work == areas.Wijk{}:
		return []fault.Field{noWijk()}
	case r.Reach == SameWijk && register.Same(home, work), r.Reach == SameStadsdeel && sameStadsdeel(home, work, register):
		return nil
	}
	where := map[Reach]string{SameWijk: "wijk", SameStadsdeel: "city district"}[r.Reach]
	return []fault.Field{violation("engagement_id", "TOO_FAR",
		"The role asks to live in the %s of the work, and that is not known of this person.", where)}
}

func noWijk() fault.Field {
	return violation("wijk_code", "WIJK_MISSING", "The role asks to live near the work: say in which wijk it is.")
}

// AsksNearness says that the role asks to live near the work.
func (r Role) AsksNearness() bool { return r.Reach == SameStadsdeel || r.Reach == SameWijk }

// AgeDecidedBy says whether a year of birth (0 where it is not known) tells if somebody is old enough for the role on a date:
// where it does, nobody needs to know the day.
func (r Role) AgeDecidedBy(year int, on civil.Date) bool {
	youngest, oldest := agesOn(person.Birth{Year: year}, on)
	return r.MinAge == 0 || year == 0 || youngest >= r.MinAge || oldest < r.MinAge
}

// sameStadsdeel says whether two wijken are known to lie in one city district.
func sameStadsdeel(a, b areas.Wijk, register areas.Register) bool {
	one, known := register.Stadsdeel(a)
	other, knownToo := register.Stadsdeel(b)
	return known && knownToo && one == other
}
