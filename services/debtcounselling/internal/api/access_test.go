package api_test

import (
	"context"
	"maps"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// served answers the files whose services are served.
func served() []protoreflect.FileDescriptor {
	return []protoreflect.FileDescriptor{
		debtcounsellingv1.File_meedoen_debtcounselling_v1_processing_log_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_client_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_trajectory_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_decision_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_term_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_case_assignment_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_creditor_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_claim_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_balance_request_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_distribution_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_budget_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_calculation_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_measure_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_ledger_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_recheck_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_delivery_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_audit_log_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_access_report_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_case_file_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_settlement_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_early_signal_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_early_signal_case_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_early_signal_figures_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_fund_agreement_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_living_area_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_fund_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_fund_entry_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_legal_hold_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_retention_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_retention_run_proto,
		debtcounsellingv1.File_meedoen_debtcounselling_v1_debt_referral_proto,
	}
}

// mayCall answers the roles that may call each method, "counsellor" for short.
func mayCall() map[string]string {
	all := map[string]string{}
	for _, of := range []map[string]string{
		{"ProcessingLogService/ListProcessingLines": "auditor"},
		{
			"DebtReferralService/CreateDebtReferral":           "support.service",
			"DebtReferralService/CreateDebtReferralWithdrawal": "support.service",
			"DebtReferralService/GetDebtReferral":              "counsellor supervisor",
			"DebtReferralService/ListDebtReferrals":            "counsellor supervisor",
			"DebtReferralService/CreateDebtReferralDecision":   "counsellor supervisor",
		},
		{
			"ClientService/CreateClient":        "counsellor supervisor importer",
			"ClientService/BatchCreateClients":  "importer",
			"ClientService/GetClient":           "counsellor supervisor",
			"ClientService/SearchClients":       "counsellor supervisor",
			"ClientService/UpdateClient":        "counsellor supervisor",
			"ClientService/ExportClient":        "counsellor supervisor",
			"ClientService/CreateClientErasure": "supervisor",
		},
		{
			"TrajectoryService/CreateTrajectory":           "counsellor supervisor importer",
			"TrajectoryService/BatchCreateTrajectories":    "importer",
			"TrajectoryService/GetTrajectory":              "counsellor supervisor",
			"TrajectoryService/ListTrajectories":           "counsellor supervisor",
			"TrajectoryService/CreateTrajectoryTransition": "counsellor supervisor",
			"TrajectoryService/ListTrajectoryTransitions":  "counsellor supervisor",
			"TrajectoryService/GetTrajectoryStatus":        "counsellor supervisor wijkteam",
		},
		{
			"DecisionService/CreateDecision": "counsellor supervisor",
			"DecisionService/ListDecisions":  "counsellor supervisor",
		},
		{"TermService/ListTerms": "counsellor supervisor"},
		{
			"CaseAssignmentService/CreateCaseAssignment":       "supervisor",
			"CaseAssignmentService/ListCaseAssignments":        "counsellor supervisor",
			"CaseAssignmentService/CreateCaseAssignmentEnding": "supervisor",
		},
		{
			"CreditorService/CreateCreditor": "counsellor supervisor importer",
			"CreditorService/GetCreditor":    "counsellor supervisor importer",
			"CreditorService/ListCreditors":  "counsellor supervisor importer",
			"CreditorService/UpdateCreditor": "counsellor supervisor",
		},
		{
			"ClaimService/CreateClaim":        "counsellor supervisor",
			"ClaimService/BatchCreateClaims":  "counsellor supervisor importer",
			"ClaimService/GetClaim":           "counsellor supervisor",
			"ClaimService/ListClaims":         "counsellor supervisor",
			"ClaimService/UpdateClaim":        "counsellor supervisor",
			"ClaimService/CreateClaimBalance": "counsellor supervisor",
			"ClaimService/ListClaimBalances":  "counsellor supervisor",
			"ClaimService/CreateClaimEnding":  "counsellor supervisor",
			"ClaimService/GetClaimTotal":      "counsellor supervisor",
		},
		{
			"BalanceRequestService/CreateBalanceRequest":     "counsellor supervisor",
			"BalanceRequestService/GetBalanceRequest":        "counsellor supervisor",
			"BalanceRequestService/ListBalanceRequests":      "counsellor supervisor",
			"BalanceRequestService/GetBalanceRequestMessage": "counsellor supervisor",
			"BalanceRequestService/CreateBalanceAnswer":      "counsellor supervisor",
		},
		{"DistributionService/GetDistribution": "counsellor supervisor"},
		{
			"BudgetService/CreateBudgetPlan":       "counsellor supervisor",
			"BudgetService/GetBudgetPlan":          "counsellor supervisor",
			"BudgetService/ListBudgetPlans":        "counsellor supervisor",
			"BudgetService/GetBudgetPlanFile":      "counsellor supervisor",
			"CalculationService/CreateCalculation": "counsellor supervisor",
			"CalculationService/GetCalculation":    "counsellor supervisor",
			"CalculationService/ListCalculations":  "counsellor supervisor",
			"CalculationService/CheckInstalment":   "counsellor supervisor",
		},
		{
			"MeasureService/CreateMeasure":           "counsellor supervisor",
			"MeasureService/ListMeasures":            "counsellor supervisor",
			"MeasureService/UpdateMeasure":           "counsellor supervisor",
			"MeasureService/CreateMeasureWithdrawal": "counsellor supervisor",
		},
		{
			"LedgerService/CreateReceipt":  "counsellor supervisor",
			"LedgerService/CreatePayout":   "counsellor supervisor",
			"LedgerService/CreateReversal": "counsellor supervisor",
			"LedgerService/ListEntries":    "counsellor supervisor",
			"LedgerService/GetBalance":     "counsellor supervisor",
			"RecheckService/CreateRecheck": "counsellor supervisor",
			"RecheckService/ListRechecks":  "counsellor supervisor",
		},
		{"DeliveryService/StreamDelivery": "supervisor"},
		{
			"AuditLogService/ListAuditEntries":        "auditor",
			"AuditLogService/GetAuditVerification":    "auditor",
			"AccessReportService/GetAccessReport":     "counsellor supervisor",
			"AccessReportService/GetAccessReportFile": "counsellor supervisor",
		},
		{"CaseFileService/GetCaseFile": "counsellor supervisor"},
		{
			"SettlementService/CreateSettlement":                 "counsellor supervisor",
			"SettlementService/GetSettlement":                    "counsellor supervisor",
			"SettlementService/ListSettlements":                  "counsellor supervisor",
			"SettlementService/CreateSettlementTransition":       "counsellor supervisor",
			"SettlementService/ListSettlementTransitions":        "counsellor supervisor",
			"SettlementService/CreateOfferAnswer":                "counsellor supervisor",
			"SettlementService/ListOfferAnswers":                 "counsellor supervisor",
			"SettlementService/GetPaymentSchedule":               "counsellor supervisor",
			"EarlySignalService/CreateEarlySignal":               "counsellor supervisor importer",
			"EarlySignalService/BatchCreateEarlySignals":         "counsellor supervisor importer",
			"EarlySignalService/ListEarlySignals":                "counsellor supervisor",
			"EarlySignalService/ListEarlySignalFeedback":         "supervisor importer",
			"EarlySignalCaseService/GetEarlySignalCase":          "counsellor supervisor",
			"EarlySignalCaseService/ListEarlySignalCases":        "counsellor supervisor",
			"EarlySignalCaseService/CreateEarlySignalAssignment": "supervisor",
			"EarlySignalCaseService/CreateEarlySignalContact":    "counsellor supervisor",
			"EarlySignalCaseService/ListEarlySignalContacts":     "counsellor supervisor",
			"EarlySignalCaseService/CreateEarlySignalEnding":     "counsellor supervisor",
			"EarlySignalCaseService/CreateEarlySignalFollowUp":   "counsellor supervisor",
			"EarlySignalCaseService/CreateEarlySignalErasure":    "supervisor",
			"EarlySignalFigureService/GetEarlySignalFigures":     "counsellor supervisor",
			"FundAgreementService/CreateFundAgreement":           "counsellor supervisor",
			"FundAgreementService/GetFundAgreement":              "counsellor supervisor",
			"FundAgreementService/ListFundAgreements":            "counsellor supervisor",
			"FundAgreementService/UpdateFundAgreement":           "counsellor supervisor",
			"FundAgreementService/CreateFundAgreementTransition": "counsellor supervisor",
			"FundAgreementService/ListFundAgreementTransitions":  "counsellor supervisor",
			"FundAgreementService/CreateFundReturn":              "counsellor supervisor",
			"FundAgreementService/ListFundReturns":               "counsellor supervisor",
			"FundService/CreateFundDeposit":                      "supervisor",
			"FundService/GetFundBalance":                         "supervisor",
			"FundEntryService/CreateFundPayout":                  "supervisor",
			"FundEntryService/CreateFundRepayment":               "counsellor supervisor",
			"FundEntryService/CreateFundReversal":                "supervisor",
			"FundEntryService/ListFundAgreementEntries":          "counsellor supervisor",
			"FundEntryService/ListFundEntries":                   "supervisor",
			"LivingAreaService/CreateLivingAreaScores":           "counsellor supervisor",
			"LivingAreaService/ListLivingAreaScores":             "counsellor supervisor",
			"LegalHoldService/CreateLegalHold":                   "supervisor",
			"LegalHoldService/ListLegalHolds":                    "supervisor",
			"LegalHoldService/CreateLegalHoldEnding":             "supervisor",
			"RetentionService/GetRetentionPreview":               "supervisor",
			"RetentionRunService/CreateRetentionRun":             "supervisor",
			"RetentionRunService/GetRetentionRun":                "supervisor",
			"RetentionRunService/ListRetentionRuns":              "supervisor",
		},
	} {
		maps.Copy(all, of)
	}
	return all
}

// methods answers every method that is served, as "Service/Method".
func methods() []string { return servicetest.Methods(served()...) }

// call calls method with an empty request: who may not call does not hear what is wrong with it.
func (r *rig) call(ctx context.Context, method string) error {
	return r.conn.Invoke(ctx, "/meedoen.debtcounselling.v1."+method, &emptypb.Empty{}, &emptypb.Empty{})
}

// door is where callers of the service come in.
func (r *rig) door() servicetest.Door {
	return servicetest.Door{Methods: methods(), As: r.as, Call: r.call, State: r.state, Clock: r.clock}
}

func TestOnlyTheRolesOfAMethodMayCallIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.door().RequireRoles(t, "debt.", mayCall(),
			"volunteers.coordinator", "importer", "auditor", "volunteer", "activities.staff", "account.manager", "municipality",
			"admin", "debt.counsellor", "debt.supervisor", "support.worker", "support.service", "wijkteam", "Debt.Supervisor", "*",
		)
	})
}

func TestCallerWithoutAValidTokenChangesAndLearnsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.door().RequireToken(t, "debt.supervisor", "municipality", func(ctx context.Context) error {
			_, err := r.clients.CreateClient(ctx, &debtcounsellingv1.CreateClientRequest{Client: debtor()})
			return err
		})
	})
}
