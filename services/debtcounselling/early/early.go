// Package early reads the rules of early signals, which are data with a date and a source: the covenant with the partners
// changes, and a signal is checked by what held on its date.
package early

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

// BuiltIn are the rules where the configuration names no others.
//
//go:embed early.csv
var BuiltIn []byte

func header() []string { return []string{"kind", "partner", "from", "days", "source"} }

// Parse reads rules as CSV with a line of headings, and answers everything that is wrong with them by line.
func Parse(data []byte) (domain.EarlyRules, error) {
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = len(header())
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != strings.Join(header(), ",") {
		return nil, fmt.Errorf("the first line is %s", strings.Join(header(), ","))
	}
	var rules domain.EarlyRules
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

func parse(row []string) (domain.EarlyRule, error) {
	rule := domain.EarlyRule{Kind: domain.EarlyRuleKind(row[0]), Partner: row[1], Source: row[4]}
	var dated, counted error
	rule.From, dated = civil.ParseDate(row[2])
	if row[3] != "" {
		if rule.Days, counted = strconv.Atoi(row[3]); counted != nil || rule.Days < 1 {
			counted = fmt.Errorf("days is a number above 0, or empty, not %q", row[3])
		}
	}
	return rule, errors.Join(dated, counted, rule.Validate())
}
