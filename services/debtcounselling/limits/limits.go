// Package limits reads the limits of debts and of fees that the law or a policy sets, which are data with a date and a source.
package limits

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// BuiltIn are the limits where the configuration names no others.
//
//go:embed limits.csv
var BuiltIn []byte

var columns = []string{"kind", "from", "amount", "source"}

// Parse reads limits as CSV with a line of headings, and answers everything that is wrong with them by line.
func Parse(data []byte) (domain.Limits, error) {
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = len(columns)
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != strings.Join(columns, ",") {
		return nil, fmt.Errorf("the first line is %s", strings.Join(columns, ","))
	}
	var limits domain.Limits
	var problems []error
	for i, row := range rows[1:] {
		limit, err := parse(row)
		if err != nil {
			problems = append(problems, fmt.Errorf("line %d: %w", i+2, err))
		}
		limits = append(limits, limit)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return limits, limits.Check()
}

func parse(row []string) (domain.Limit, error) {
	limit := domain.Limit{Kind: domain.LimitKind(row[0]), Source: row[3]}
	var dated, counted error
	limit.From, dated = civil.ParseDate(row[1])
	if limit.Amount, counted = strconv.ParseInt(row[2], 10, 64); counted != nil {
		counted = fmt.Errorf("amount is a whole number, not %q", row[2])
	}
	return limit, errors.Join(dated, counted, limit.Validate())
}
