// Package sheet reads what people save from a spreadsheet: lines of values under a line of headers, in whichever encoding
// and with whichever separator their program chose. It knows nothing of what the values mean.
package sheet

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// MaxRows is how many rows a file may have.
const MaxRows = 100_000

// Column is one that a file has.
type Column struct {
	// Name is how the column is called to people.
	Name string
	// Headers are what else may stand above it. Case, spaces, accents and punctuation do not matter.
	Headers []string
	// Optional columns may be left out, and then have empty cells.
	Optional bool
}

// Row is a row that holds something.
type Row struct {
	// Line is where in the file it begins, from 1.
	Line int
	// Cells are its values in the order of the columns that were asked for, without spaces around them.
	Cells []string
}

// Sheet is what a file holds.
type Sheet struct {
	Rows []Row
	// Misshapen are the rows that have a value under no header. They are not in Rows.
	Misshapen []Problem
	// Ignored are the columns that were not asked for, by their letters in a spreadsheet.
	Ignored []string
}

// Problem is something wrong with a file.
type Problem struct {
	// Line is where, from 1.
	Line int
	// Column is the name of the column, empty where it is about more than one.
	Column string
	// Reason is stable and UPPER_SNAKE.
	Reason string
	// Text says in Dutch what is wrong. It repeats nothing that stands in the file, for that may be about a person.
	Text string
}

// Read reads the rows of a file that has all columns but optional ones. What it answers besides is why the file as a whole
// cannot be read.
func Read(file []byte, columns []Column) (Sheet, []Problem) {
	text, broken := decode(file)
	if broken != nil {
		return Sheet{}, []Problem{*broken}
	}
	text, separator := separatorOf(text, columns)
	r := reader{csv: csv.NewReader(strings.NewReader(text))}
	r.csv.Comma, r.csv.FieldsPerRecord = separator, -1
	header, line, err := r.next()
	switch {
	case errors.Is(err, io.EOF):
		return Sheet{}, []Problem{{
			Line: 1, Reason: "FILE_EMPTY", Text: "Het bestand is leeg. Op de eerste regel horen de namen van de kolommen.",
		}}
	case err != nil:
		return Sheet{}, []Problem{broke(err)}
	}
	places, ignored, problems := match(header, line, columns)
	if len(problems) > 0 {
		return Sheet{}, problems
	}
	return r.rows(header, places, Sheet{Ignored: ignored})
}

// reader reads the records that hold something.
type reader struct{ csv *csv.Reader }

func (r reader) next() (record []string, line int, err error) {
	for {
		record, err := r.csv.Read()
		if err != nil {
			return nil, 0, err
		}
		line, _ := r.csv.FieldPos(0)
		if record = trim(record); len(record) > 0 {
			return record, line, nil
		}
	}
}

// trim answers the record without spaces around its values and without the empty ones at its end.
func trim(record []string) []string {
	full := 0
	for i, cell := range record {
		if record[i] = strings.TrimSpace(cell); record[i] != "" {
			full = i + 1
		}
	}
	return record[:full]
}

// rows reads what stands under header into sheet. Places are where in the header the columns stand, -1 for nowhere.
func (r reader) rows(header []string, places []int, sheet Sheet) (Sheet, []Problem) {
	for {
		record, line, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return sheet, nil
		case err != nil:
			return Sheet{}, []Problem{broke(err)}
		case len(sheet.Rows)+len(sheet.Misshapen) == MaxRows:
			return Sheet{}, []Problem{{
				Line: line, Reason: "TOO_MANY_ROWS", Text: "Het bestand heeft meer dan 100.000 regels. Deel het op.",
			}}
		case strays(record, header):
			sheet.Misshapen = append(sheet.Misshapen, Problem{
				Line: line, Reason: "CELL_WITHOUT_HEADER", Text: "Er staat een waarde in een kolom zonder naam.",
			})
			continue
		}
		cells := make([]string, len(places))
		for i, place := range places {
			if place >= 0 && place < len(record) {
				// The record is one string for all its values, of which those that are kept may be few.
				cells[i] = strings.Clone(record[place])
			}
		}
		sheet.Rows = append(sheet.Rows, Row{Line: line, Cells: cells})
	}
}

// strays says whether a record has a value where the header has none.
func strays(record, header []string) bool {
	for i, cell := range record {
		if cell != "" && (i >= len(header) || header[i] == "") {
			return true
		}
	}
	return false
}

// broke says where the quotes of a file stop making sense; what follows cannot be told apart.
func broke(err error) Problem {
	p := Problem{
		Line: 1, Reason: "QUOTES_BROKEN",
		Text: "Vanaf deze regel klopt een aanhalingsteken niet: het staat midden in een waarde, of het tweede ontbreekt.",
	}
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		p.Line = parse.StartLine
	}
	return p
}
