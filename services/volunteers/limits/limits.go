// Package limits holds the maxima of the untaxed allowance of volunteers (vrijwilligersvergoeding) by calendar year, each
// with where it was read. What was not read is empty, and never guessed: a year without a line has no limits here.
package limits

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// BuiltIn are the limits that were found, as CSV.
//
//go:embed limits.csv
var BuiltIn []byte

// header is the first line: amounts are whole cents, and an empty amount is one that is not known.
func header() []string {
	return []string{"year", "hour_from_21_cents", "hour_under_21_cents", "month_cents", "year_cents", "source"}
}

// Parse reads limits from CSV. The error tells every line that is wrong.
func Parse(data []byte) (domain.AllowanceLimits, error) {
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("limits of allowances: %w", err)
	}
	if len(rows) == 0 || !slices.Equal(rows[0], header()) {
		return nil, fmt.Errorf("limits of allowances: the first line must be %v", header())
	}
	all := domain.AllowanceLimits{}
	var wrong []error
	for i, row := range rows[1:] {
		limits, err := parse(row)
		if _, twice := all[limits.Year]; twice && err == nil {
			err = fmt.Errorf("the year %d stands twice", limits.Year)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("limits of allowances: line %d: %w", i+2, err))
		}
		all[limits.Year] = limits
	}
	return all, errors.Join(wrong...)
}

func parse(row []string) (l domain.YearLimits, err error) {
	if l.Year, err = strconv.Atoi(row[0]); err != nil || l.Year < 1900 || l.Year > 9999 {
		return l, fmt.Errorf("%q is no year", row[0])
	}
	for i, into := range []*int{&l.HourFrom21, &l.HourUnder21, &l.Month, &l.Total} {
		text := row[i+1]
		if text == "" {
			continue
		}
		if *into, err = strconv.Atoi(text); err != nil || *into < 1 {
			return l, fmt.Errorf("%s: %q is no amount in whole cents", header()[i+1], text)
		}
	}
	if l.Source = row[5]; l.Source == "" {
		return l, errors.New("there is no source")
	}
	return l, nil
}
