package sheet

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// separatorOf answers what divides the values of a text, and the text without the line that says so. Without such a line
// it is the one with which the headers are best understood.
func separatorOf(text string, columns []Column) (rest string, separator rune) {
	first, below, _ := strings.Cut(text, "\n")
	line := strings.ToLower(strings.Trim(strings.TrimRight(first, "\r"), `"`))
	if said, has := strings.CutPrefix(line, "sep="); has {
		text = "\n" + below // lines keep their numbers
		if separator, _ := utf8.DecodeRuneInString(said); slices.Contains(separators(), separator) {
			return text, separator
		}
	}
	best, separator := -1, separators()[0]
	for _, candidate := range separators() {
		if n := understood(text, candidate, columns); n > best {
			best, separator = n, candidate
		}
	}
	return text, separator
}

// separators are those that spreadsheets write, the usual one of a Dutch one first.
func separators() []rune { return []rune{';', ',', '\t'} }

// understood answers how many headers of text have a meaning where separator divides them.
func understood(text string, separator rune, columns []Column) (n int) {
	r := reader{csv: csv.NewReader(strings.NewReader(text))}
	r.csv.Comma, r.csv.FieldsPerRecord = separator, -1
	header, _, err := r.next()
	if err != nil {
		return 0
	}
	known := byHeader(columns)
	for _, cell := range header {
		if _, has := known[fold(cell)]; has {
			n++
		}
	}
	return n
}

// byHeader answers the place of each column by everything that may stand above it.
func byHeader(columns []Column) map[string]int {
	known := map[string]int{}
	for i, c := range columns {
		known[fold(c.Name)] = i
		for _, h := range c.Headers {
			known[fold(h)] = i
		}
	}
	return known
}

// match answers where in a header each column stands (-1: nowhere), and which of its cells mean no column.
func match(header []string, line int, columns []Column) (places []int, ignored []string, problems []Problem) {
	places = make([]int, len(columns))
	for i := range places {
		places[i] = -1
	}
	known := byHeader(columns)
	for place, cell := range header {
		i, has := known[fold(cell)]
		switch {
		case !has && cell != "":
			ignored = append(ignored, letters(place))
		case has && places[i] >= 0:
			problems = append(problems, Problem{
				Line: line, Column: columns[i].Name, Reason: "COLUMN_REPEATED",
				Text: fmt.Sprintf("De kolommen %s en %s zijn allebei %s. Haal er een weg.",
					letters(places[i]), letters(place), columns[i].Name),
			})
		case has:
			places[i] = place
		}
	}
	for i, place := range places {
		if place < 0 && !columns[i].Optional {
			problems = append(problems, Problem{
				Line: line, Column: columns[i].Name, Reason: "COLUMN_MISSING",
				Text: fmt.Sprintf("De kolom %s ontbreekt.", columns[i].Name),
			})
		}
	}
	return places, ignored, problems
}

// letters answers how a spreadsheet names the column at place: A to Z, AA, AB and so on.
func letters(place int) string {
	name := ""
	for place++; place > 0; place /= 26 {
		place--
		name = string(rune('A'+place%26)) + name
	}
	return name
}

// fold answers a header as it is compared: letters without accents and digits, in small letters, with single spaces.
func fold(header string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(header) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unicode.ToLower(r))
		default:
			space = true
		}
	}
	return b.String()
}
