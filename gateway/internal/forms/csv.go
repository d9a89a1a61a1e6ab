package forms

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"unicode"
)

// CSV answers d as open data: RFC 4180, a line for each part of each figure.
//
// It has no byte order mark. The first column would be called "\ufeffyear" for programs that do not expect one, and a
// spreadsheet in Dutch would still not open it well, for that expects semicolons: XLSX is for spreadsheets.
func (d *Document) CSV() ([]byte, error) {
	columns := d.columns()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	line := make([]string, len(columns))
	for i, c := range columns {
		line[i] = c.name
	}
	err := w.Write(line)
	for _, r := range d.rows() {
		for i, c := range columns {
			line[i] = harmless(c.of(r))
		}
		if err == nil {
			err = w.Write(line)
		}
	}
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	if err != nil {
		return nil, fmt.Errorf("write the account as CSV: %w", err)
	}
	return b.Bytes(), nil
}

// harmless answers a text that no spreadsheet takes for a formula (CSV injection, as OWASP describes it): explanations and
// reasons are typed by people, and whoever opens the file trusts it. A quote goes before what could be one, wide forms too. No
// number of ours begins so.
func harmless(text string) string {
	first := strings.TrimLeftFunc(text, unicode.IsSpace)
	if strings.IndexAny(first, "=+-@\uff1d\uff0b\uff0d\uff20\u2212") == 0 || strings.IndexAny(text, "\t\r\n") == 0 {
		return "'" + text
	}
	return text
}
