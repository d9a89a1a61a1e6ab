package gateway

import (
	debtcounsellingrest "github.com/deschoor/meedoen/gateway/internal/rest/meedoen/debtcounselling/v1"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// debtcounsellingServices are those of the help with debts.
func debtcounsellingServices() []restService {
	clients := debtcounsellingv1.File_meedoen_debtcounselling_v1_client_proto.Services()
	trajectories := debtcounsellingv1.File_meedoen_debtcounselling_v1_trajectory_proto.Services()
	decisions := debtcounsellingv1.File_meedoen_debtcounselling_v1_decision_proto.Services()
	terms := debtcounsellingv1.File_meedoen_debtcounselling_v1_term_proto.Services()
	caseAssignments := debtcounsellingv1.File_meedoen_debtcounselling_v1_case_assignment_proto.Services()
	processingLog := debtcounsellingv1.File_meedoen_debtcounselling_v1_processing_log_proto.Services()
	creditors := debtcounsellingv1.File_meedoen_debtcounselling_v1_creditor_proto.Services()
	claims := debtcounsellingv1.File_meedoen_debtcounselling_v1_claim_proto.Services()
	requests := debtcounsellingv1.File_meedoen_debtcounselling_v1_balance_request_proto.Services()
	distributions := debtcounsellingv1.File_meedoen_debtcounselling_v1_distribution_proto.Services()
	budgets := debtcounsellingv1.File_meedoen_debtcounselling_v1_budget_proto.Services()
	calculations := debtcounsellingv1.File_meedoen_debtcounselling_v1_calculation_proto.Services()
	measures := debtcounsellingv1.File_meedoen_debtcounselling_v1_measure_proto.Services()
	settlement := debtcounsellingv1.File_meedoen_debtcounselling_v1_settlement_proto.Services()
	ledger := debtcounsellingv1.File_meedoen_debtcounselling_v1_ledger_proto.Services()
	recheck := debtcounsellingv1.File_meedoen_debtcounselling_v1_recheck_proto.Services()
	earlySignal := debtcounsellingv1.File_meedoen_debtcounselling_v1_early_signal_proto.Services()
	earlySignalCase := debtcounsellingv1.File_meedoen_debtcounselling_v1_early_signal_case_proto.Services()
	earlySignalFigures := debtcounsellingv1.File_meedoen_debtcounselling_v1_early_signal_figures_proto.Services()
	caseFile := debtcounsellingv1.File_meedoen_debtcounselling_v1_case_file_proto.Services()
	auditLog := debtcounsellingv1.File_meedoen_debtcounselling_v1_audit_log_proto.Services()
	accessReport := debtcounsellingv1.File_meedoen_debtcounselling_v1_access_report_proto.Services()
	fundAgreement := debtcounsellingv1.File_meedoen_debtcounselling_v1_fund_agreement_proto.Services()
	livingArea := debtcounsellingv1.File_meedoen_debtcounselling_v1_living_area_proto.Services()
	fund := debtcounsellingv1.File_meedoen_debtcounselling_v1_fund_proto.Services()
	fundEntry := debtcounsellingv1.File_meedoen_debtcounselling_v1_fund_entry_proto.Services()
	legalHold := debtcounsellingv1.File_meedoen_debtcounselling_v1_legal_hold_proto.Services()
	retention := debtcounsellingv1.File_meedoen_debtcounselling_v1_retention_proto.Services()
	retentionRun := debtcounsellingv1.File_meedoen_debtcounselling_v1_retention_run_proto.Services()
	debtReferral := debtcounsellingv1.File_meedoen_debtcounselling_v1_debt_referral_proto.Services()
	return []restService{
		{
			clients.ByName("ClientService"),
			with(debtcounsellingv1.NewClientServiceClient, debtcounsellingrest.RegisterClientServiceHandlerClient),
		},
		{
			trajectories.ByName("TrajectoryService"),
			with(debtcounsellingv1.NewTrajectoryServiceClient, debtcounsellingrest.RegisterTrajectoryServiceHandlerClient),
		},
		{
			decisions.ByName("DecisionService"),
			with(debtcounsellingv1.NewDecisionServiceClient, debtcounsellingrest.RegisterDecisionServiceHandlerClient),
		},
		{
			terms.ByName("TermService"),
			with(debtcounsellingv1.NewTermServiceClient, debtcounsellingrest.RegisterTermServiceHandlerClient),
		},
		{
			caseAssignments.ByName("CaseAssignmentService"),
			with(debtcounsellingv1.NewCaseAssignmentServiceClient, debtcounsellingrest.RegisterCaseAssignmentServiceHandlerClient),
		},
		{
			processingLog.ByName("ProcessingLogService"),
			with(debtcounsellingv1.NewProcessingLogServiceClient, debtcounsellingrest.RegisterProcessingLogServiceHandlerClient),
		},
		{
			creditors.ByName("CreditorService"),
			with(debtcounsellingv1.NewCreditorServiceClient, debtcounsellingrest.RegisterCreditorServiceHandlerClient),
		},
		{
			claims.ByName("ClaimService"),
			with(debtcounsellingv1.NewClaimServiceClient, debtcounsellingrest.RegisterClaimServiceHandlerClient),
		},
		{
			requests.ByName("BalanceRequestService"),
			with(debtcounsellingv1.NewBalanceRequestServiceClient, debtcounsellingrest.RegisterBalanceRequestServiceHandlerClient),
		},
		{
			distributions.ByName("DistributionService"),
			with(debtcounsellingv1.NewDistributionServiceClient, debtcounsellingrest.RegisterDistributionServiceHandlerClient),
		},
		{
			budgets.ByName("BudgetService"),
			with(debtcounsellingv1.NewBudgetServiceClient, debtcounsellingrest.RegisterBudgetServiceHandlerClient),
		},
		{
			calculations.ByName("CalculationService"),
			with(debtcounsellingv1.NewCalculationServiceClient, debtcounsellingrest.RegisterCalculationServiceHandlerClient),
		},
		{
			measures.ByName("MeasureService"),
			with(debtcounsellingv1.NewMeasureServiceClient, debtcounsellingrest.RegisterMeasureServiceHandlerClient),
		},
		{
			settlement.ByName("SettlementService"),
			with(debtcounsellingv1.NewSettlementServiceClient, debtcounsellingrest.RegisterSettlementServiceHandlerClient),
		},
		{
			ledger.ByName("LedgerService"),
			with(debtcounsellingv1.NewLedgerServiceClient, debtcounsellingrest.RegisterLedgerServiceHandlerClient),
		},
		{
			recheck.ByName("RecheckService"),
			with(debtcounsellingv1.NewRecheckServiceClient, debtcounsellingrest.RegisterRecheckServiceHandlerClient),
		},
		{
			earlySignal.ByName("EarlySignalService"),
			with(debtcounsellingv1.NewEarlySignalServiceClient, debtcounsellingrest.RegisterEarlySignalServiceHandlerClient),
		},
		{
			earlySignalCase.ByName("EarlySignalCaseService"),
			with(debtcounsellingv1.NewEarlySignalCaseServiceClient, debtcounsellingrest.RegisterEarlySignalCaseServiceHandlerClient),
		},
		{
			earlySignalFigures.ByName("EarlySignalFigureService"),
			with(
				debtcounsellingv1.NewEarlySignalFigureServiceClient,
				debtcounsellingrest.RegisterEarlySignalFigureServiceHandlerClient,
			),
		},
		{
			caseFile.ByName("CaseFileService"),
			with(debtcounsellingv1.NewCaseFileServiceClient, debtcounsellingrest.RegisterCaseFileServiceHandlerClient),
		},
		{
			auditLog.ByName("AuditLogService"),
			with(debtcounsellingv1.NewAuditLogServiceClient, debtcounsellingrest.RegisterAuditLogServiceHandlerClient),
		},
		{
			accessReport.ByName("AccessReportService"),
			with(debtcounsellingv1.NewAccessReportServiceClient, debtcounsellingrest.RegisterAccessReportServiceHandlerClient),
		},
		{
			fundAgreement.ByName("FundAgreementService"),
			with(debtcounsellingv1.NewFundAgreementServiceClient, debtcounsellingrest.RegisterFundAgreementServiceHandlerClient),
		},
		{
			livingArea.ByName("LivingAreaService"),
			with(debtcounsellingv1.NewLivingAreaServiceClient, debtcounsellingrest.RegisterLivingAreaServiceHandlerClient),
		},
		{
			fund.ByName("FundService"),
			with(debtcounsellingv1.NewFundServiceClient, debtcounsellingrest.RegisterFundServiceHandlerClient),
		},
		{
			fundEntry.ByName("FundEntryService"),
			with(debtcounsellingv1.NewFundEntryServiceClient, debtcounsellingrest.RegisterFundEntryServiceHandlerClient),
		},
		{
			legalHold.ByName("LegalHoldService"),
			with(debtcounsellingv1.NewLegalHoldServiceClient, debtcounsellingrest.RegisterLegalHoldServiceHandlerClient),
		},
		{
			retention.ByName("RetentionService"),
			with(debtcounsellingv1.NewRetentionServiceClient, debtcounsellingrest.RegisterRetentionServiceHandlerClient),
		},
		{
			retentionRun.ByName("RetentionRunService"),
			with(debtcounsellingv1.NewRetentionRunServiceClient, debtcounsellingrest.RegisterRetentionRunServiceHandlerClient),
		},
		{
			debtReferral.ByName("DebtReferralService"),
			with(debtcounsellingv1.NewDebtReferralServiceClient, debtcounsellingrest.RegisterDebtReferralServiceHandlerClient),
		},
	}
}
