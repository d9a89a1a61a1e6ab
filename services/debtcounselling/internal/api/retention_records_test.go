package api_test

import (
	"slices"
	"strings"

	"github.com/deschoor/meedoen/platform/ids"
)

// everyRecord answers statements that give a trajectory a row in each table that is kept of one, but for by what entries of books
// are found.
func everyRecord(id, clientID string) (statements []string) {
	claim, calculation := ids.New(), ids.New()
	for _, row := range slices.Concat(
		courseRecords(), debtRecords(claim), budgetRecords(calculation), settlementRecords(claim, calculation), fundRecords(claim),
	) {
		statements = append(statements, "INSERT INTO "+strings.NewReplacer("ID", id, "CLIENT", clientID).Replace(row))
	}
	return statements
}

func courseRecords() []string {
	return []string{
		"trajectory_transition VALUES ('" + ids.New() + "', 'ID', 2, 'reported', 'exited', '2015-02-01', 'other', 0, 'a', 1)",
		"term VALUES ('" + ids.New() + "', 'ID', 'decision', '', '2015-01-01', '2015-02-01', 'void', '', 1, 1, 1)",
		"case_assignment VALUES ('" + ids.New() + "', 'ID', 'somebody', 'counsellor', '2015-01-01', '2015-02-01', 'a', 1)",
		"decision VALUES ('" + ids.New() + "', 'ID', 'admission', '2015-01-05', '', 'a', 1)",
		"measure VALUES ('" + ids.New() + "', 'ID', 'budget_coaching', '', '', '2015-01-01', '', 0, 'a', 1, 1, 1)",
		"legal_hold VALUES ('" + ids.New() + "', 'ID', '', 'other', '', '', '2015-01-01', '2015-02-01', 'a', 1)",
	}
}

func debtRecords(claim string) []string {
	request := ids.New()
	return []string{
		"claim VALUES ('" + claim + "', 'ID', 1, 'CLIENT', '', '', 'other', 'concurrent', 100, 100, '2015-01-01', '', 0, '', '', " +
			"'open', '', 1, 1, 1)",
		"claim_balance VALUES ('" + ids.New() + "', '" + claim + "', 100, '2015-01-01', 'a', 1)",
		"balance_request VALUES ('" + request + "', 'ID', '', '2015-01-01', '2015-01-15', '2015-01-08', 'sent', '', 0, '', 'a', 1, 1, 1)",
		"balance_request_claim VALUES ('" + request + "', 1, '" + claim + "')",
	}
}

func budgetRecords(calculation string) []string {
	plan := ids.New()
	return []string{
		"budget_plan VALUES ('" + plan + "', 'ID', '2015-01-01', 0, 0, 'a', 1)",
		"budget_line VALUES ('" + plan + "', 0, 'rent', 100, '', 'CLIENT', '')",
		"calculation VALUES ('" + calculation + "', 'ID', 'free_amount', '2015-01-01', '', 'single', 0, 'x', '1', '2015-01-01', 1, '', 0, " +
			"'', 0, 0, 0, 0, 0, 0, 0, '', 'a', 1)",
		"calculation_component VALUES ('" + calculation + "', 0, 'x', 1)",
		"calculation_norm VALUES ('" + calculation + "', 'x', '', '2015-01-01', '', 1, 'x')",
	}
}

func settlementRecords(claim, calculation string) []string {
	settlement := ids.New()
	return []string{
		"settlement VALUES ('" + settlement + "', 'ID', 'payment_arrangement', '2015-01-01', '', 0, 0, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, " +
			"'CLIENT', '', 'withdrawn', '2015-02-01', 0, '', '', '', '', '', 0, '', '2015-02-01', '', '', '', 'a', 1, 1, 1)",
		"settlement_offer VALUES ('" + settlement + "', '" + claim + "', 1, 'concurrent', 100, 0)",
		"settlement_answer VALUES ('" + ids.New() + "', '" + settlement + "', '" + claim + "', 1, 'accepted', '', '2015-02-01', 'a', 1)",
		"settlement_transition VALUES ('" + ids.New() + "', '" + settlement + "', 2, 'draft', 'withdrawn', '2015-02-01', 'a', 1)",
		"recheck VALUES ('" + ids.New() + "', '" + settlement + "', '2015-02-01', '" + calculation + "', 'unchanged', 0, 'a', 1)",
	}
}

func fundRecords(claim string) []string {
	agreement, moment := ids.New(), ids.New()
	return []string{
		"fund_agreement VALUES ('" + agreement + "', 'ID', 'CLIENT', '2015-01-01', '', '', '', '', 100, 0, 0, 0, 0, 0, 0, 'ended', " +
			"'2015-02-01', '', '', 'a', 1, 1, 1)",
		"fund_agreement_return VALUES ('" + agreement + "', 1, 'work', 60, 0, 100)",
		"fund_agreement_claim VALUES ('" + agreement + "', 1, '" + claim + "', 1, '', 100)",
		"fund_agreement_review VALUES ('" + agreement + "', '2015-02-01')",
		"fund_agreement_transition VALUES ('" + ids.New() + "', '" + agreement + "', 2, 'draft', 'ended', '2015-02-01', 'other', '', " +
			"0, 0, 0, 0, 'a', 1)",
		"fund_return VALUES ('" + ids.New() + "', '" + agreement + "', 'work', 60, 0, '2015-02-01', 100, 'a', 1)",
		"living_area_moment VALUES ('" + moment + "', 'ID', 'CLIENT', 'start', '2015-01-01', 'a', 1)",
		"living_area_score VALUES ('" + moment + "', 'health', 3)",
	}
}
