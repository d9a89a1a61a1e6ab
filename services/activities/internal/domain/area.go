package domain

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
)

// Wijk is a wijk by its CBS code, in the edition of the map in which the code has its meaning: codes changed over the years.
type Wijk struct {
	Code    string
	Edition int
}

// Areas is the register of wijken: in which city district (stadsdeel) each lies.
type Areas struct{ stadsdeel map[Wijk]string }

// ParseAreas reads a register from CSV with the columns code, name, stadsdeel, first_edition and last_edition.
func ParseAreas(data []byte) (Areas, error) {
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return Areas{}, fmt.Errorf("read areas: %w", err)
	}
	if len(rows) < 2 || len(rows[0]) != 5 {
		return Areas{}, fmt.Errorf("read areas: want a header, rows, and 5 columns")
	}
	areas := Areas{stadsdeel: map[Wijk]string{}}
	for i, row := range rows[1:] {
		first, err := strconv.Atoi(row[3])
		if err != nil {
			return Areas{}, fmt.Errorf("read areas: row %d: first_edition: %w", i+2, err)
		}
		last, err := strconv.Atoi(row[4])
		if err != nil {
			return Areas{}, fmt.Errorf("read areas: row %d: last_edition: %w", i+2, err)
		}
		for edition := first; edition <= last; edition++ {
			areas.stadsdeel[Wijk{Code: row[0], Edition: edition}] = row[2]
		}
	}
	return areas, nil
}

// Stadsdeel answers the city district of a wijk. A code that the register does not hold for that edition is unknown; it is
// never looked up in another.
func (a Areas) Stadsdeel(w Wijk) (stadsdeel string, known bool) {
	stadsdeel, known = a.stadsdeel[w]
	return stadsdeel, known
}
