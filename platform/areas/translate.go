package areas

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

const translationColumns = "from_edition,from_code,to_edition,to_code"

// translation names a wijk and the edition in which its code is asked for.
type translation struct {
	from    Wijk
	edition int
}

// Translate answers the code of a wijk in another edition of the map: that of the row which names the wijk in both, else what
// the table of translations says, also by way of other editions. Where nothing tells, w itself comes back and ok is false. A
// code that is of the edition already is answered as it is, whether the register holds it or not.
func (a Register) Translate(w Wijk, edition int) (in Wijk, ok bool) {
	if w.Edition == edition {
		return w, true
	}
	if i, known := a.entries[w]; known && a.rows[i].first <= edition && edition <= a.rows[i].last {
		return Wijk{Code: w.Code, Edition: edition}, true
	}
	if to, known := a.translated[translation{w, edition}]; known {
		return to, true
	}
	return w, false
}

// Digest answers a short text that differs between registers that translate differently; names and city districts do not
// matter for it. It is empty for the zero register.
func (a Register) Digest() string { return a.digest }

// LoadTranslations answers the register WithTranslations of the file at path, and the register itself for "".
func (a Register) LoadTranslations(path string) (Register, error) {
	if path == "" {
		return a, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return Register{}, err
	}
	return a.WithTranslations(data)
}

// WithTranslations answers the register with a table of what codes became in other editions, from CSV with the columns
// from_edition, from_code, to_edition and to_code: all of the one wijk lies in the other. Several may become one. The code
// that one becomes must be in the register; the one it was need not. A code that stands in one row of the register for both
// editions has the same meaning there and needs no entry.
//
// What would make one code into several is an error, also where only two entries together say so, or an entry and a row:
// which part of it something was recorded in, nobody knows. The error names every row that is wrong.
func (a Register) WithTranslations(data []byte) (Register, error) {
	reader := csv.NewReader(bytes.NewReader(data))
	header, err := reader.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return Register{}, fmt.Errorf("read translations of areas: %w", err)
	}
	if strings.Join(header, ",") != translationColumns {
		return Register{}, fmt.Errorf("read translations of areas: want a header %s", translationColumns)
	}
	rows, err := reader.ReadAll()
	if err != nil {
		return Register{}, fmt.Errorf("read translations of areas: %w", err)
	}
	t := table{}
	var errs []error
	for i, cells := range rows {
		if err := t.add(a, cells); err != nil {
			errs = append(errs, fmt.Errorf("read translations of areas: row %d: %w", i+2, err))
		}
	}
	if len(errs) == 0 {
		a.translated, errs = t.follow(a)
	}
	if len(errs) > 0 {
		return Register{}, errors.Join(errs...)
	}
	a.digest = a.sum()
	return a, nil
}

// table is what codes became in other editions, as its rows say it.
type table map[Wijk]map[int]Wijk

func (t table) add(a Register, cells []string) error {
	from, err := readWijk("from", cells[0], cells[1])
	if err != nil {
		return err
	}
	to, err := readWijk("to", cells[2], cells[3])
	if err != nil {
		return err
	}
	if from.Edition == to.Edition {
		return fmt.Errorf("%s and %s are of the same edition", from, to)
	}
	if _, known := a.entries[to]; !known {
		return fmt.Errorf("the register of areas has no %s", to)
	}
	switch before, twice := t[from][to.Edition]; {
	case twice && before == to:
		return fmt.Errorf("%s becomes %s in a row before", from, to)
	case twice:
		return fmt.Errorf("%s becomes %s in a row before, and cannot become %s too: that is ambiguous", from, before, to)
	}
	if t[from] == nil {
		t[from] = map[int]Wijk{}
	}
	t[from][to.Edition] = to
	return nil
}

func readWijk(end, edition, code string) (Wijk, error) {
	year, err := strconv.Atoi(edition)
	if err != nil {
		return Wijk{}, fmt.Errorf("%s_edition: %w", end, err)
	}
	if year < oldestEdition || year > newestEdition {
		return Wijk{}, fmt.Errorf("%s_edition: %d is no year of a map", end, year)
	}
	if code == "" {
		return Wijk{}, fmt.Errorf("%s_code is needed", end)
	}
	return Wijk{Code: code, Edition: year}, nil
}

// follow answers where every code ends up in every edition, over rows of the register and of the table in turn.
func (t table) follow(a Register) (translated map[translation]Wijk, errs []error) {
	sources := map[Wijk]bool{}
	for from := range t {
		for _, one := range a.mates(from) {
			sources[one] = true
		}
	}
	translated = map[translation]Wijk{}
	for _, from := range slices.SortedFunc(maps.Keys(sources), Wijk.compare) {
		reached, err := t.reach(a, from)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		for edition, to := range reached {
			translated[translation{from, edition}] = to
		}
	}
	return translated, errs
}

// reach answers where one code ends up in every edition. It is an error where that is more than one in an edition.
func (t table) reach(a Register, from Wijk) (reached map[int]Wijk, err error) {
	reached = map[int]Wijk{from.Edition: from}
	for queue := []Wijk{from}; len(queue) > 0; queue = queue[1:] {
		next := slices.AppendSeq(a.mates(queue[0]), maps.Values(t[queue[0]]))
		for _, to := range slices.SortedFunc(slices.Values(next), Wijk.compare) {
			switch before, known := reached[to.Edition]; {
			case !known:
				reached[to.Edition] = to
				queue = append(queue, to)
			case before != to:
				err = errors.Join(err, fmt.Errorf("read translations of areas: %s becomes both %s and %s: that is ambiguous",
					from, before, to))
			}
		}
	}
	return reached, err
}

// mates answers the codes of one wijk in all editions of its row, w among them.
func (a Register) mates(w Wijk) []Wijk {
	i, known := a.entries[w]
	if !known {
		return []Wijk{w}
	}
	var list []Wijk
	for edition := a.rows[i].first; edition <= a.rows[i].last; edition++ {
		list = append(list, Wijk{Code: w.Code, Edition: edition})
	}
	return list
}

// String answers the wijk with the edition of its code before it, as in "2022:WK003401".
func (w Wijk) String() string { return strconv.Itoa(w.Edition) + ":" + w.Code }

func (w Wijk) compare(other Wijk) int {
	return strings.Compare(w.String(), other.String())
}

// sum hashes all that decides what Translate answers.
func (a Register) sum() string {
	var lines []string
	for _, r := range a.rows {
		lines = append(lines, fmt.Sprintf("%q %d %d", r.code, r.first, r.last))
	}
	for from, to := range a.translated {
		lines = append(lines, fmt.Sprintf("%q %d %q", from.from, from.edition, to))
	}
	slices.Sort(lines)
	hash := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(hash[:16])
}
