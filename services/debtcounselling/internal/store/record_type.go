package store

import "github.com/deschoor/meedoen/services/debtcounselling/internal/domain"

// Records is a record type with the tables that it covers.
type Records struct {
	Type domain.RecordType
	// Tables are emptied in this order: what refers to others comes first. Those of a type whose term begins with the end of a
	// trajectory say which of their rows are of trajectories.
	Tables []Table
}

// Table is a table that a record type covers.
type Table struct {
	Name string
	// Of is which rows are of trajectories: a condition in which "%s" stands for the ids of these.
	Of string
	// Part says that a row is a part of one in another table, without an id.
	Part bool
}

// ofTrajectory is how most tables name the trajectory of a row.
const ofTrajectory = "trajectory_id IN (%s)"

// AllRecords answers everything that is kept of clients, by record type, in the order in which it is removed. A test holds it
// against the schema: a table is in here, or among those that Stays names.
func AllRecords() []Records {
	return []Records{
		{domain.CaseFileRecords, []Table{{Name: "trajectory_transition", Of: ofTrajectory}, {Name: "term", Of: ofTrajectory}}},
		{domain.DecisionRecords, []Table{{Name: "decision", Of: ofTrajectory}}},
		{domain.MeasureRecords, []Table{{Name: "measure", Of: ofTrajectory}}},
		{domain.ClaimRecords, []Table{
			{Name: "balance_request_claim", Of: "claim_id IN (SELECT id FROM claim WHERE trajectory_id IN (%s))", Part: true},
			{Name: "claim_balance", Of: "claim_id IN (SELECT id FROM claim WHERE trajectory_id IN (%s))"},
			{Name: "claim", Of: ofTrajectory},
		}},
		{domain.BalanceRequestRecords, []Table{
			{
				Name: "balance_request_claim", Part: true,
				Of: "balance_request_id IN (SELECT id FROM balance_request WHERE trajectory_id IN (%s))",
			},
			{Name: "balance_request", Of: ofTrajectory},
		}},
		{domain.BudgetPlanRecords, []Table{
			{Name: "budget_line", Of: "plan_id IN (SELECT id FROM budget_plan WHERE trajectory_id IN (%s))", Part: true},
			{Name: "budget_plan", Of: ofTrajectory},
		}},
		{domain.CalculationRecords, []Table{
			{Name: "calculation_component", Of: ofCalculation, Part: true},
			{Name: "calculation_norm", Of: ofCalculation, Part: true},
			{Name: "calculation", Of: ofTrajectory},
		}},
		{domain.LegalHoldRecords, []Table{{Name: "legal_hold", Of: ofTrajectory}}},
		// Who was assigned goes last too: a client whom nobody was assigned to is seen by who recorded it.
		{domain.TrajectoryRecords, []Table{
			{Name: "trajectory_client", Of: ofTrajectory, Part: true}, {Name: "case_assignment", Of: ofTrajectory},
			{Name: "trajectory", Of: "id IN (%s)"},
		}},
		// Of a client an empty shell stays, to which figures refer.
		{domain.ClientRecords, []Table{{Name: "client_lookup", Part: true}, {Name: "client"}}},
		{domain.ProcessingLogRecords, []Table{{Name: "processing_log"}}},
	}
}

const ofCalculation = "calculation_id IN (SELECT id FROM calculation WHERE trajectory_id IN (%s))"

// Stays answers the tables that no record type covers, each with why.
func Stays() map[string]string {
	return map[string]string{
		"trajectory_year":     "figures: in which year somebody counted, without a name, as what was published counts it",
		"client_erasure":      "who was erased, by an id that says nothing: an old copy must not bring anybody back",
		"creditor":            "organisations, once for all cases, without a word about clients",
		"retention_run":       "that something was removed, and when",
		"retention_run_count": "how much was removed, without of whom",
		"audit_log":           "who did what with which id: what was removed is accounted for here",
		"outbox":              "events, with pseudonyms and figures alone",
		"inbox":               "events of others, by their ids",
		"stream_position":     "how far events of others were handled",
		"dead_letter":         "events of others, without people",
		"request_id":          "a row goes with what was made for it",
		"lease":               "which instance works",
		"timer":               "what is to happen; a row goes when it did",
		"platform_version":    "migrations",
		"schema_version":      "migrations",
	}
}
