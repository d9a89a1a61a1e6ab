package person

import (
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// oldest is how many years ago a person was born at most; a birth before that is a typing error.
const oldest = 120

// Birth is when a person was born, as far as that is known. The zero Birth is not known.
type Birth struct {
	Date civil.Date // zero where it is not known
	Year int        // 0 where it is not known, and where the date is
}

// IsKnown says whether the date or the year is known.
func (b Birth) IsKnown() bool { return b != Birth{} }

// YearOf answers the year of birth, 0 where it is not known.
func (b Birth) YearOf() int {
	if !b.Date.IsZero() {
		return b.Date.Year
	}
	return b.Year
}

// One answers b with the date alone where both are given and agree.
func (b Birth) One() Birth {
	if b.Date.Year == b.Year {
		b.Year = 0
	}
	return b
}

// Check answers every rule that a birth breaks, by field.
func (b Birth) Check(today civil.Date) []fault.Field {
	if !b.Date.IsZero() && b.Year != 0 && b.Year != b.Date.Year {
		return []fault.Field{broken("birth_year", "BIRTH_YEAR_DIFFERS", "The year is another than that of the date.")}
	}
	field := "birth_year"
	if !b.Date.IsZero() {
		field = "birth_date"
	}
	switch {
	case !b.IsKnown():
		return nil
	case b.Date.After(today) || b.YearOf() > today.Year:
		return []fault.Field{broken(field, "BIRTH_DATE_IN_FUTURE", "Nobody was born after %s.", today)}
	case b.YearOf() < today.Year-oldest:
		return []fault.Field{broken(field, "BIRTH_DATE_TOO_LONG_AGO", "Nobody was born more than %d years ago.", oldest)}
	}
	return nil
}

// Complete answers the more precise of two that do not contradict each other, and b where they do.
func (b Birth) Complete(other Birth) Birth {
	if !b.IsKnown() || (b.Date.IsZero() && b.Year == other.Date.Year) {
		return other
	}
	return b
}
