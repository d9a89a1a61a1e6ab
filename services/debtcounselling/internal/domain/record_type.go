package domain

// RecordType is what is kept for a term of its own (soort bescheiden): the names of the contract.
type RecordType string

// The record types.
const (
	CaseFileRecords       RecordType = "case_file"
	DecisionRecords       RecordType = "decision"
	MeasureRecords        RecordType = "measure"
	ClaimRecords          RecordType = "claim"
	BalanceRequestRecords RecordType = "balance_request"
	BudgetPlanRecords     RecordType = "budget_plan"
	CalculationRecords    RecordType = "calculation"
	SettlementRecords     RecordType = "settlement"
	FundAgreementRecords  RecordType = "fund_agreement"
	LivingAreaRecords     RecordType = "living_area"
	LegalHoldRecords      RecordType = "legal_hold"
	EarlySignalRecords    RecordType = "early_signal"
	TrajectoryRecords     RecordType = "trajectory"
	ClientRecords         RecordType = "client"
	ProcessingLogRecords  RecordType = "processing_log"
)

// TermStart is what the term of a record begins with.
type TermStart string

// The begins of terms.
const (
	FromEnd       TermStart = "the end of the trajectory"
	FromCaseEnd   TermStart = "the end of the case of early signals"
	FromRecording TermStart = "the recording of a client who was never helped; others go with the last of their trajectories"
	FromErasure   TermStart = "the erasure of the client"
)

// RecordTypes answers every record type, in the order in which they are removed: the trajectory after all that is in it, and the
// client after all trajectories. Cases of early signals go before the clients with whom their signals go otherwise.
func RecordTypes() []RecordType {
	return []RecordType{
		CaseFileRecords, DecisionRecords, MeasureRecords, ClaimRecords, BalanceRequestRecords, BudgetPlanRecords,
		CalculationRecords, SettlementRecords, FundAgreementRecords, LivingAreaRecords, LegalHoldRecords, EarlySignalRecords,
		TrajectoryRecords, ClientRecords, ProcessingLogRecords,
	}
}

// Start answers what the term of a record of the type begins with.
func (t RecordType) Start() TermStart {
	switch t {
	case EarlySignalRecords:
		return FromCaseEnd
	case ClientRecords:
		return FromRecording
	case ProcessingLogRecords:
		return FromErasure
	default:
		return FromEnd
	}
}
