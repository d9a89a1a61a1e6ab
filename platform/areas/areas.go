// Package areas holds the register of wijken: the districts of a Dutch municipality by their CBS code, each with the
// edition of the CBS map (wijk- en buurtkaart) in which the code has its meaning. Codes changed meaning between editions, so
// a code of another edition is unknown, unless a table says what it became, and never guessed.
package areas

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"slices"
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

// Register is the register of wijken: in which city district (stadsdeel) each lies, and what codes became in other editions. It
// does not change. The zero value knows nothing.
type Register struct {
	rows    []row
	entries map[Wijk]int // of the row that says it
	// translated is what a code became where no row says so.
	translated map[translation]Wijk
	digest     string
}

// row is one wijk, in all its editions.
type row struct {
	code, name, stadsdeel string
	first, last           int
}

const (
	areaColumns = "code,name,stadsdeel,first_edition,last_edition"
	// The editions that are believed: a slip such as 20220 is a mistake and not thousands of editions.
	oldestEdition, newestEdition = 1900, 2200
)

// Parse reads a register from CSV with the columns code, name, stadsdeel, first_edition and last_edition. One that
// gives a code two meanings in one edition is an error, which names every row that is wrong.
func Parse(data []byte) (Register, error) {
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return Register{}, fmt.Errorf("read areas: %w", err)
	}
	if len(rows) < 2 || strings.Join(rows[0], ",") != areaColumns {
		return Register{}, fmt.Errorf("read areas: want a header %s, and rows", areaColumns)
	}
	areas := Register{entries: map[Wijk]int{}}
	var errs []error
	for i, row := range rows[1:] {
		if err := areas.add(row); err != nil {
			errs = append(errs, fmt.Errorf("read areas: row %d: %w", i+2, err))
		}
	}
	if len(errs) > 0 {
		return Register{}, errors.Join(errs...)
	}
	areas.digest = areas.sum()
	return areas, nil
}

func (a *Register) add(cells []string) error {
	r := row{code: cells[0], name: cells[1], stadsdeel: cells[2]}
	var err error
	if r.first, err = strconv.Atoi(cells[3]); err != nil {
		return fmt.Errorf("first_edition: %w", err)
	}
	if r.last, err = strconv.Atoi(cells[4]); err != nil {
		return fmt.Errorf("last_edition: %w", err)
	}
	if r.code == "" || r.stadsdeel == "" {
		return errors.New("code and stadsdeel are needed")
	}
	if r.first < oldestEdition || r.last > newestEdition || r.first > r.last {
		return fmt.Errorf("the editions %d to %d are no years that follow each other", r.first, r.last)
	}
	for edition := r.first; edition <= r.last; edition++ {
		wijk := Wijk{Code: r.code, Edition: edition}
		if _, twice := a.entries[wijk]; twice {
			return fmt.Errorf("%s stands twice in the edition of %d", r.code, edition)
		}
		a.entries[wijk] = len(a.rows)
	}
	a.rows = append(a.rows, r)
	return nil
}

// Stadsdeel answers the city district of a wijk. A code that the register does not hold for that edition is unknown; it is
// never looked up in another.
func (a Register) Stadsdeel(w Wijk) (stadsdeel string, known bool) {
	i, known := a.entries[w]
	if !known {
		return "", false
	}
	return a.rows[i].stadsdeel, true
}

// Same says whether two codes are those of one wijk, also where they are of different editions: one row of the register
// names both. Of a code it does not hold nothing is said.
func (a Register) Same(w, other Wijk) bool {
	one, known := a.entries[w]
	two, also := a.entries[other]
	return known && also && one == two
}

// Area is a wijk as the register has it in an edition.
type Area struct {
	Wijk
	// Name is what it is called, Stadsdeel the city district it lies in.
	Name, Stadsdeel string
}

// Edition answers all wijken of an edition of the map, in the order of their codes: none where the register does not hold it.
func (a Register) Edition(edition int) (list []Area) {
	for _, r := range a.rows {
		if r.first <= edition && edition <= r.last {
			list = append(list, Area{Wijk{r.code, edition}, r.name, r.stadsdeel})
		}
	}
	slices.SortFunc(list, func(one, other Area) int { return strings.Compare(one.Code, other.Code) })
	return list
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
