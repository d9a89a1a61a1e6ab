// Package norms reads the norms of the protected earnings and of what can be repaid: data with dates and a source, with gaps
// where nothing was read.
package norms

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// BuiltIn are the norms where the configuration names no others. Amounts are whole cents, percents or months, as the kind
// says.
//
//go:embed norms.csv
var BuiltIn []byte

func header() []string { return []string{"kind", "household", "from", "until", "amount", "source"} }

// Parse reads norms as CSV with a line of headings, and answers everything that is wrong with them by line.
func Parse(data []byte) (domain.Norms, error) {
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = len(header())
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !slices.Equal(rows[0], header()) {
		return nil, fmt.Errorf("the first line is %s", strings.Join(header(), ","))
	}
	var all domain.Norms
	var problems []error
	for i, row := range rows[1:] {
		norm, err := parse(row)
		if err == nil && slices.ContainsFunc(all, func(other domain.Norm) bool { return clash(norm, other) }) {
			err = fmt.Errorf("there are two of %s that begin on %s", norm.Kind, norm.From)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("line %d: %w", i+2, err))
		}
		all = append(all, norm)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return all, nil
}

func parse(row []string) (domain.Norm, error) {
	norm := domain.Norm{Kind: domain.NormKind(row[0]), Household: domain.Household(row[1]), Source: row[5]}
	var problems []error
	var err error
	if norm.From, err = civil.ParseDate(row[2]); err != nil {
		problems = append(problems, err)
	}
	if row[3] != "" {
		if norm.Until, err = civil.ParseDate(row[3]); err != nil {
			problems = append(problems, err)
		}
	}
	if norm.Amount, err = strconv.ParseInt(row[4], 10, 64); err != nil {
		problems = append(problems, fmt.Errorf("%q is no whole number", row[4]))
	}
	return norm, errors.Join(append(problems, norm.Validate())...)
}

// clash says whether which of two norms holds could not be told.
func clash(a, b domain.Norm) bool {
	return a.Kind == b.Kind && a.From == b.From && (a.Household == b.Household || a.Household == "" || b.Household == "")
}
