// Package terms reads the terms of the law and of the organisation's policy, which are data with a date and a source: a law
// changes, and what began under the old one goes on under it.
package terms

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

// BuiltIn are the terms where the configuration names no others.
//
//go:embed terms.csv
var BuiltIn []byte

var columns = []string{"kind", "crisis", "from", "amount", "unit", "source"}

// Parse reads terms as CSV with a line of headings, and answers everything that is wrong with them by line.
func Parse(data []byte) (domain.TermRules, error) {
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = len(columns)
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != strings.Join(columns, ",") {
		return nil, fmt.Errorf("the first line is %s", strings.Join(columns, ","))
	}
	var rules domain.TermRules
	var problems []error
	for i, row := range rows[1:] {
		rule, err := parse(row)
		if err != nil {
			problems = append(problems, fmt.Errorf("line %d: %w", i+2, err))
		}
		rules = append(rules, rule)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return rules, rules.Check()
}

func parse(row []string) (domain.TermRule, error) {
	rule := domain.TermRule{Kind: domain.TermKind(row[0]), Unit: domain.TermUnit(row[4]), Source: row[5]}
	var problems []error
	switch row[1] {
	case "yes", "no":
		crisis := row[1] == "yes"
		rule.Crisis = &crisis
	case "":
	default:
		problems = append(problems, fmt.Errorf("crisis is yes, no or empty, not %q", row[1]))
	}
	var err error
	if rule.From, err = civil.ParseDate(row[2]); err != nil {
		problems = append(problems, err)
	}
	if rule.Amount, err = strconv.Atoi(row[3]); err != nil || rule.Amount < 1 {
		problems = append(problems, fmt.Errorf("amount is a number above 0, not %q", row[3]))
	}
	return rule, errors.Join(append(problems, rule.Validate())...)
}
