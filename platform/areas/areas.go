// Package areas holds the register of wijken: the districts of a Dutch municipality by their CBS code, each with the
// edition of the CBS map (wijk- en buurtkaart) in which the code has its meaning. Codes changed meaning between editions, so
// a code of another edition is unknown and never guessed.
package areas

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Wijk is a wijk by its CBS code, in the edition of the map in which the code has its meaning: codes changed over the years.
type Wijk struct {
	Code    string
	Edition int
}

// Almere is the register of Almere (municipality GM0034) as CSV. The grouping into city districts follows the names of the
// remaining areas ("Overig Almere Haven").
//
//go:embed almere.csv
var Almere []byte

// Register is the register of wijken: in which city district (stadsdeel) each lies.
type Register struct{ entries map[Wijk]entry }

// entry is what the register says of a code in an edition.
type entry struct {
	stadsdeel string
	row       int // which says it: one row is one wijk, in all its editions
}

const (
	areaColumns = "code,name,stadsdeel,first_edition,last_edition"
	// The editions that are believed: a slip such as 20220 is a mistake and not thousands of editions.
	oldestEdition, newestEdition = 1900, 2200
)

// Parse reads a register from CSV with the columns code, name, stadsdeel, first_edition and last_edition. One that
// gives a code two meanings in one edition is an error.
func Parse(data []byte) (Register, error) {
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return Register{}, fmt.Errorf("read areas: %w", err)
	}
	if len(rows) < 2 || strings.Join(rows[0], ",") != areaColumns {
		return Register{}, fmt.Errorf("read areas: want a header %s, and rows", areaColumns)
	}
	areas := Register{entries: map[Wijk]entry{}}
	for i, row := range rows[1:] {
		if err := areas.add(row, i); err != nil {
			return Register{}, fmt.Errorf("read areas: row %d: %w", i+2, err)
		}
	}
	return areas, nil
}

func (a Register) add(row []string, number int) error {
	code, stadsdeel := row[0], row[2]
	first, err := strconv.Atoi(row[3])
	if err != nil {
		return fmt.Errorf("first_edition: %w", err)
	}
	last, err := strconv.Atoi(row[4])
	if err != nil {
		return fmt.Errorf("last_edition: %w", err)
	}
	if code == "" || stadsdeel == "" {
		return errors.New("code and stadsdeel are needed")
	}
	if first < oldestEdition || last > newestEdition || first > last {
		return fmt.Errorf("the editions %d to %d are no years that follow each other", first, last)
	}
	for edition := first; edition <= last; edition++ {
		wijk := Wijk{Code: code, Edition: edition}
		if _, twice := a.entries[wijk]; twice {
			return fmt.Errorf("%s stands twice in the edition of %d", code, edition)
		}
		a.entries[wijk] = entry{stadsdeel, number}
	}
	return nil
}

// Stadsdeel answers the city district of a wijk. A code that the register does not hold for that edition is unknown; it is
// never looked up in another.
func (a Register) Stadsdeel(w Wijk) (stadsdeel string, known bool) {
	found, known := a.entries[w]
	return found.stadsdeel, known
}

// Same says whether two codes are those of one wijk, also where they are of different editions: one row of the register
// names both. Of a code it does not hold nothing is said.
func (a Register) Same(w, other Wijk) bool {
	one, known := a.entries[w]
	return known && one == a.entries[other]
}

// Load answers the register in the file at path, and that of Almere for "".
func Load(path string) (Register, error) {
	if path == "" {
		return Parse(Almere)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return Register{}, err
	}
	return Parse(data)
}
