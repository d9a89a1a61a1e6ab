// Package retention reads for how long records are kept (bewaartermijnen), which are data with a date and a source: a policy
// changes, and what is due follows that of the day on which it is removed.
package retention

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

// BuiltIn is the policy where the configuration names no other.
//
//go:embed retention.csv
var BuiltIn []byte

var columns = []string{"record_type", "from", "months", "source"}

// Parse reads a policy as CSV with a line of headings, and answers everything that is wrong with it by line.
func Parse(data []byte) (domain.RetentionPolicy, error) {
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = len(columns)
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != strings.Join(columns, ",") {
		return nil, fmt.Errorf("the first line is %s", strings.Join(columns, ","))
	}
	var policy domain.RetentionPolicy
	var problems []error
	for i, row := range rows[1:] {
		rule, err := parse(row)
		if err != nil {
			problems = append(problems, fmt.Errorf("line %d: %w", i+2, err))
		}
		policy = append(policy, rule)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return policy, policy.Check()
}

func parse(row []string) (domain.RetentionRule, error) {
	rule := domain.RetentionRule{Type: domain.RecordType(row[0]), Source: row[3]}
	var problems []error
	var err error
	if rule.From, err = civil.ParseDate(row[1]); err != nil {
		problems = append(problems, err)
	}
	if rule.Months, err = strconv.Atoi(row[2]); err != nil {
		return rule, errors.Join(append(problems, fmt.Errorf("months is a number, not %q", row[2]))...)
	}
	return rule, errors.Join(append(problems, rule.Validate())...)
}
