// Package activities reads what the register of processing activities (verwerkingsregister) says of those of this service: why
// personal data is processed, and on which legal basis. They are data with a source, for each organisation keeps its own
// register.
package activities

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// BuiltIn are the activities where the configuration names no others.
//
//go:embed activities.csv
var BuiltIn []byte

var columns = []string{"activity", "purpose", "basis", "source"}

// Parse reads activities as CSV with a line of headings, and answers everything that is wrong with them by line.
func Parse(data []byte) (domain.Activities, error) {
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = len(columns)
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != strings.Join(columns, ",") {
		return nil, fmt.Errorf("the first line is %s", strings.Join(columns, ","))
	}
	all := domain.Activities{}
	var problems []error
	for i, row := range rows[1:] {
		a := domain.Activity{Purpose: row[1], Basis: row[2], Source: row[3]}
		err := a.Validate()
		if _, twice := all[row[0]]; twice || row[0] == "" {
			err = errors.Join(err, fmt.Errorf("%q is missing or there twice", row[0]))
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("line %d: %w", i+2, err))
		}
		all[row[0]] = a
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return all, nil
}
