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
	// ID is the column by which a request that made the row names it; "id" where it is empty.
	ID string
	// Part says that a row is a part of one in another table, without an id.
	Part bool
}

// How tables name the trajectory of a row: most by themselves, the others by what they are a part of.
const (
	ofTrajectory  = "trajectory_id IN (%s)"
	ofClaim       = "claim_id IN (SELECT id FROM claim WHERE trajectory_id IN (%s))"
	ofCalculation = "calculation_id IN (SELECT id FROM calculation WHERE trajectory_id IN (%s))"
	ofSettlement  = "settlement_id IN (SELECT id FROM settlement WHERE trajectory_id IN (%s))"
	ofAgreement   = "agreement_id IN (SELECT id FROM fund_agreement WHERE trajectory_id IN (%s))"
	// What was answered is found by what was offered, by which there is an index.
	ofOffer = `(settlement_id, claim_id) IN (SELECT o.settlement_id, o.claim_id FROM settlement_offer o WHERE o.claim_id IN (
    SELECT id FROM claim WHERE trajectory_id IN (%s)))`
	// The entries in the book of a settlement stay, and name nobody: by which they are found at the bank does.
	ofBook = `entry_id IN (SELECT e.id FROM settlement s JOIN ledger_entry e ON e.book = 'settlement/' || s.id
    WHERE s.trajectory_id IN (%s))`
)

// AllRecords answers everything that is kept of clients, by record type, in the order in which it is removed. A test holds it
// against the schema: a table is in here, or among those that Stays names.
func AllRecords() []Records {
	return []Records{
		{domain.CaseFileRecords, []Table{{Name: "trajectory_transition", Of: ofTrajectory}, {Name: "term", Of: ofTrajectory}}},
		{domain.DecisionRecords, []Table{{Name: "decision", Of: ofTrajectory}}},
		{domain.MeasureRecords, []Table{{Name: "measure", Of: ofTrajectory}}},
		{domain.ClaimRecords, []Table{
			{Name: "balance_request_claim", Of: ofClaim, Part: true}, {Name: "settlement_answer", Of: ofOffer},
			{Name: "settlement_offer", Of: ofClaim, Part: true}, {Name: "fund_agreement_claim", Of: ofClaim, Part: true},
			{Name: "claim_balance", Of: ofClaim},
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
			{Name: "recheck", Of: ofCalculation},
			{Name: "calculation", Of: ofTrajectory},
		}},
		{domain.SettlementRecords, []Table{
			{Name: "ledger_reference", Of: ofBook, ID: "entry_id"}, {Name: "recheck", Of: ofSettlement},
			{Name: "settlement_answer", Of: ofSettlement}, {Name: "settlement_offer", Of: ofSettlement, Part: true},
			{Name: "settlement_transition", Of: ofSettlement}, {Name: "settlement", Of: ofTrajectory},
		}},
		{domain.FundAgreementRecords, []Table{
			{Name: "fund_agreement_return", Of: ofAgreement, Part: true}, {Name: "fund_agreement_claim", Of: ofAgreement, Part: true},
			{Name: "fund_agreement_review", Of: ofAgreement, Part: true}, {Name: "fund_agreement_transition", Of: ofAgreement},
			{Name: "fund_return", Of: ofAgreement}, {Name: "fund_agreement", Of: ofTrajectory},
		}},
		{domain.LivingAreaRecords, []Table{
			{
				Name: "living_area_score", Part: true,
				Of: "moment_id IN (SELECT id FROM living_area_moment WHERE trajectory_id IN (%s))",
			},
			{Name: "living_area_moment", Of: ofTrajectory},
		}},
		{domain.LegalHoldRecords, []Table{{Name: "legal_hold", Of: ofTrajectory}}},
		// Of a signal an empty shell stays, and of its case, to which figures refer.
		{domain.EarlySignalRecords, []Table{
			{Name: "early_signal_key", Part: true}, {Name: "early_signal_lookup", Part: true}, {Name: "early_signal_contact"},
			{Name: "early_signal_erasure", Part: true}, {Name: "early_signal"}, {Name: "early_signal_case"},
		}},
		// Who was assigned goes last too: a client whom nobody was assigned to is seen by who recorded it.
		{domain.TrajectoryRecords, []Table{
			{Name: "trajectory_client", Of: ofTrajectory, Part: true}, {Name: "case_assignment", Of: ofTrajectory},
			{Name: "trajectory", Of: "id IN (%s)"},
		}},
		// Of a client an empty shell stays, to which figures refer.
		{domain.ClientRecords, []Table{
			{Name: "ledger_reference", ID: "entry_id"}, {Name: "client_lookup", Part: true}, {Name: "client"},
		}},
		{domain.ProcessingLogRecords, []Table{{Name: "processing_log"}}},
	}
}

// Stays answers the tables that no record type covers, each with why.
func Stays() map[string]string {
	return map[string]string{
		"trajectory_year":     "figures: in which year somebody counted, without a name, as what was published counts it",
		"client_erasure":      "who was erased, by an id that says nothing: an old copy must not bring anybody back",
		"ledger_book":         "money without a name: books balance for ever (ADR 60)",
		"ledger_entry":        "money without a name: an entry is undone by another, and never removed (ADR 60)",
		"ledger_posting":      "money without a name: what an entry adds to each account",
		"ledger_balance":      "money without a name: the sums of what was posted",
		"creditor":            "organisations, once for all cases, without a word about clients",
		"retention_run":       "that something was removed, and when",
		"retention_run_count": "how much was removed, without of whom",
		"audit_log":           "who did what with which id: what was removed is accounted for here",
		"audit_batch":         "seals over lines of the audit log, by which a change in it is found",
		"handover":            "who was referred, sealed until that is decided or lapses, within half a year (ADR 70)",
		"outbox":              "events, with pseudonyms and figures alone",
		"outbox_end":          "up to which of these their stream has all",
		"inbox":               "events of others, by their ids",
		"stream_position":     "how far events of others were handled",
		"stream_share":        "how far each share of these was handled",
		"dead_letter":         "events of others, without people",
		"request_id":          "a row goes with what was made for it",
		"lease":               "which instance works",
		"timer":               "what is to happen; a row goes when it did",
		"platform_version":    "migrations",
		"schema_version":      "migrations",
	}
}
