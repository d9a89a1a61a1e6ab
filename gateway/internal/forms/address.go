package forms

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// kind is a form, by the ending of its files.
type kind string

const (
	kindCSV      kind = "csv"
	kindMetadata kind = "csv-metadata.json"
	kindJSON     kind = "json"
	kindXLSX     kind = "xlsx"
	kindPDF      kind = "pdf"
	kindSigned   kind = "jws"
)

var mediaTypes = map[kind]string{
	kindCSV:      "text/csv; charset=utf-8; header=present",
	kindMetadata: "application/csvm+json",
	kindJSON:     "application/json",
	kindXLSX:     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	kindPDF:      "application/pdf",
	kindSigned:   "application/jose",
}

// address is what a path asks for.
type address struct {
	year    int32
	edition int32 // 0 for what one reads who names none
	kind    kind
	file    string // "verantwoording-2022.csv"
}

var (
	newestPath  = regexp.MustCompile(`^/verantwoording/(\d{4})/(verantwoording-(\d{4})\.(csv|csv-metadata\.json|json|xlsx|pdf))$`)
	editionPath = regexp.MustCompile(`^/verantwoording/(\d{4})/edities/([1-9]\d{0,3})/` +
		`(verantwoording-(\d{4})-editie-([1-9]\d{0,3})\.(csv|csv-metadata\.json|json|xlsx|pdf|jws))$`)
)

// addressOf reads a path. One of which the name of the file says another year or edition than the folder is none.
func addressOf(path string) (a address, known bool) {
	if m := newestPath.FindStringSubmatch(path); m != nil {
		a = address{year: number(m[1]), kind: kind(m[4]), file: m[2]}
		return a, m[1] == m[3] && validYear(a.year)
	}
	if m := editionPath.FindStringSubmatch(path); m != nil {
		a = address{year: number(m[1]), edition: number(m[2]), kind: kind(m[6]), file: m[3]}
		return a, m[1] == m[4] && m[2] == m[5] && validYear(a.year)
	}
	return a, false
}

func number(digits string) int32 {
	n, _ := strconv.ParseInt(digits, 10, 32) // four digits at most
	return int32(n)
}

// validYear says whether the API knows such a year.
func validYear(year int32) bool { return year >= 1900 && year <= 2999 }

// IsForm says whether a path is that of an account in one of its forms.
func IsForm(path string) bool {
	_, known := addressOf(path)
	return known
}

// Path answers where an edition of a year stands as a file with an ending such as "pdf"; with edition 0 what one reads who names
// none.
func Path(year, edition int32, ending string) string {
	if edition == 0 {
		return fmt.Sprintf("/verantwoording/%d/verantwoording-%d.%s", year, year, ending)
	}
	return fmt.Sprintf("/verantwoording/%d/edities/%d/verantwoording-%d-editie-%d.%s", year, edition, year, edition, ending)
}

// pattern is the path without what differs from one account to the next: it names a span.
func (a address) pattern() string {
	if a.edition == 0 {
		return "/verantwoording/{year}/verantwoording-{year}." + string(a.kind)
	}
	return "/verantwoording/{year}/edities/{edition}/verantwoording-{year}-editie-{edition}." + string(a.kind)
}

// download is what the file is called where it is kept: an edition by its number, and a concept as such, whatever was asked for.
func (a address) download(d *Document) string {
	return d.Name() + "." + strings.TrimPrefix(string(a.kind), ".")
}
