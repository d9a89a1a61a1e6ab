package person

import "github.com/deschoor/meedoen/platform/civil"

// unknown is a value like the others (onbekend), and never a guess.
const unknown = "unknown"

// ageBands are the bands (leeftijdsgroepen) by the age they begin at.
func ageBands() []struct {
	from int
	name string
} {
	return []struct {
		from int
		name string
	}{
		{75, "75_and_older"}, {65, "65_to_74"}, {55, "55_to_64"}, {27, "27_to_54"}, {18, "18_to_26"}, {13, "13_to_17"},
		{4, "4_to_12"}, {0, "0_to_3"},
	}
}

// AgeBand answers the age band of a person on a date. Who was born on 29 February is a year older on 1 March where there is
// no 29 February.
//
// Of whom only the year of birth is known, the age is one of two: the band is theirs where both are in the same one, and
// unknown where the birthday would decide. A guess would be wrong for about half of them, and nobody could see for whom.
func AgeBand(b Birth, on civil.Date) string {
	if !b.Date.IsZero() {
		return bandOf(AgeOn(b.Date, on))
	}
	if b.Year == 0 || b.Year > on.Year {
		return unknown
	}
	after := on.Year - b.Year // with the birthday in that year
	if before := bandOf(max(after-1, 0)); before == bandOf(after) {
		return before
	}
	return unknown
}

// AgeOn answers the whole years from birth to a date, below 0 before birth.
func AgeOn(birth, on civil.Date) int {
	age := on.Year - birth.Year
	if on.Month < birth.Month || (on.Month == birth.Month && on.Day < birth.Day) {
		age--
	}
	return age
}

func bandOf(age int) string {
	for _, band := range ageBands() {
		if age >= band.from {
			return band.name
		}
	}
	return unknown // before birth: one of the dates is wrong
}
