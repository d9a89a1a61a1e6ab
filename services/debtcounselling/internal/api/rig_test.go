package api_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/activities"
	"github.com/deschoor/meedoen/services/debtcounselling/early"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/api"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/workday"
	"github.com/deschoor/meedoen/services/debtcounselling/limits"
	"github.com/deschoor/meedoen/services/debtcounselling/norms"
	"github.com/deschoor/meedoen/services/debtcounselling/retention"
	"github.com/deschoor/meedoen/services/debtcounselling/terms"
)

// now is when the tests play: a Thursday, with more digits than a database keeps.
func now() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 123_456_789, time.UTC) }

// patience is how long a call may take.
const patience = servicetest.Patience

// rig is the service on a database of its own, behind a real connection with its interceptors.
type rig struct {
	db     *sqldb.DB
	clock  *testkit.Clock
	issuer *devissuer.Issuer
	conn   grpc.ClientConnInterface
	keys   string // the address of the database of keys
	deps   api.Deps
	timers *schedule.Scheduler // it runs where a test says so

	log          debtcounsellingv1.ProcessingLogServiceClient
	clients      debtcounsellingv1.ClientServiceClient
	trajectories debtcounsellingv1.TrajectoryServiceClient
	decisions    debtcounsellingv1.DecisionServiceClient
	terms        debtcounsellingv1.TermServiceClient
	assignments  debtcounsellingv1.CaseAssignmentServiceClient
	creditors    debtcounsellingv1.CreditorServiceClient
	claims       debtcounsellingv1.ClaimServiceClient
	requests     debtcounsellingv1.BalanceRequestServiceClient

	distributions debtcounsellingv1.DistributionServiceClient
	budgets       debtcounsellingv1.BudgetServiceClient
	calculations  debtcounsellingv1.CalculationServiceClient
	measures      debtcounsellingv1.MeasureServiceClient
	ledgers       debtcounsellingv1.LedgerServiceClient
	rechecks      debtcounsellingv1.RecheckServiceClient
	deliveries    debtcounsellingv1.DeliveryServiceClient
	settlements   debtcounsellingv1.SettlementServiceClient
	agreements    debtcounsellingv1.FundAgreementServiceClient
	livingAreas   debtcounsellingv1.LivingAreaServiceClient
	funds         debtcounsellingv1.FundServiceClient
	fundEntries   debtcounsellingv1.FundEntryServiceClient
	deliverer     *api.Deliveries

	signals     debtcounsellingv1.EarlySignalServiceClient
	signalCases debtcounsellingv1.EarlySignalCaseServiceClient
	figures     debtcounsellingv1.EarlySignalFigureServiceClient
	caseFiles   debtcounsellingv1.CaseFileServiceClient
	caseFiler   *api.CaseFiles
	auditLog    debtcounsellingv1.AuditLogServiceClient
	reports     debtcounsellingv1.AccessReportServiceClient
	reporter    *api.AccessReports
	holds       debtcounsellingv1.LegalHoldServiceClient
	retention   debtcounsellingv1.RetentionServiceClient
	runs        debtcounsellingv1.RetentionRunServiceClient
	referrals   debtcounsellingv1.DebtReferralServiceClient
}

// onBoth runs test on each engine, with a rig of its own.
func onBoth(t *testing.T, test func(t *testing.T, r *rig)) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) { test(t, newRig(t, engine)) })
}

func newRig(t testing.TB, engine testkit.Engine) *rig {
	r := &rig{db: engine.Open(t, store.Migrations()), clock: testkit.NewClock(now())}
	r.issuer = servicetest.NewIssuer(t, r.clock)
	server := servicetest.NewServer(t, r.clock, r.issuer, slog.New(slog.DiscardHandler))
	r.wire(t)
	debtcounsellingv1.RegisterProcessingLogServiceServer(server, &api.ProcessingLog{Deps: r.deps})
	debtcounsellingv1.RegisterClientServiceServer(server, &api.Clients{Deps: r.deps})
	debtcounsellingv1.RegisterTrajectoryServiceServer(server, &api.Trajectories{Deps: r.deps})
	debtcounsellingv1.RegisterDecisionServiceServer(server, &api.Decisions{Deps: r.deps})
	debtcounsellingv1.RegisterTermServiceServer(server, &api.Terms{Deps: r.deps})
	debtcounsellingv1.RegisterCaseAssignmentServiceServer(server, &api.CaseAssignments{Deps: r.deps})
	debtcounsellingv1.RegisterCreditorServiceServer(server, &api.Creditors{Deps: r.deps})
	debtcounsellingv1.RegisterClaimServiceServer(server, &api.Claims{Deps: r.deps})
	debtcounsellingv1.RegisterBalanceRequestServiceServer(server, &api.BalanceRequests{Deps: r.deps})
	debtcounsellingv1.RegisterDistributionServiceServer(server, &api.Distributions{Deps: r.deps})
	debtcounsellingv1.RegisterBudgetServiceServer(server, &api.Budgets{Deps: r.deps})
	debtcounsellingv1.RegisterCalculationServiceServer(server, &api.Calculations{Deps: r.deps})
	debtcounsellingv1.RegisterMeasureServiceServer(server, &api.Measures{Deps: r.deps})
	debtcounsellingv1.RegisterSettlementServiceServer(server, &api.Settlements{Deps: r.deps})
	debtcounsellingv1.RegisterLedgerServiceServer(server, &api.Ledgers{Deps: r.deps})
	debtcounsellingv1.RegisterRecheckServiceServer(server, &api.Rechecks{Deps: r.deps})
	r.deliverer = &api.Deliveries{Deps: r.deps, Deliverer: deliverer()}
	debtcounsellingv1.RegisterDeliveryServiceServer(server, r.deliverer)
	debtcounsellingv1.RegisterEarlySignalServiceServer(server, &api.EarlySignals{Deps: r.deps})
	debtcounsellingv1.RegisterEarlySignalCaseServiceServer(server, &api.EarlySignalCases{Deps: r.deps})
	debtcounsellingv1.RegisterEarlySignalFigureServiceServer(server, &api.EarlySignalFigures{Deps: r.deps})
	debtcounsellingv1.RegisterAuditLogServiceServer(server, &api.AuditLog{Deps: r.deps})
	r.reporter = &api.AccessReports{Deps: r.deps, Sender: sender()}
	debtcounsellingv1.RegisterAccessReportServiceServer(server, r.reporter)
	r.caseFiler = &api.CaseFiles{Deps: r.deps, Sender: sender()}
	debtcounsellingv1.RegisterCaseFileServiceServer(server, r.caseFiler)
	debtcounsellingv1.RegisterFundAgreementServiceServer(server, &api.FundAgreements{Deps: r.deps})
	debtcounsellingv1.RegisterLivingAreaServiceServer(server, &api.LivingAreas{Deps: r.deps})
	debtcounsellingv1.RegisterFundServiceServer(server, &api.Funds{Deps: r.deps})
	debtcounsellingv1.RegisterFundEntryServiceServer(server, &api.FundEntries{Deps: r.deps})
	debtcounsellingv1.RegisterLegalHoldServiceServer(server, &api.LegalHolds{Deps: r.deps})
	debtcounsellingv1.RegisterRetentionServiceServer(server, &api.Retention{Deps: r.deps})
	debtcounsellingv1.RegisterRetentionRunServiceServer(server, &api.RetentionRuns{Deps: r.deps})
	debtcounsellingv1.RegisterDebtReferralServiceServer(server, &api.DebtReferrals{Deps: r.deps})
	r.conn = servicetest.Serve(t, server, grpcx.ClientConfig{Timeout: patience})
	r.log = debtcounsellingv1.NewProcessingLogServiceClient(r.conn)
	r.clients = debtcounsellingv1.NewClientServiceClient(r.conn)
	r.trajectories = debtcounsellingv1.NewTrajectoryServiceClient(r.conn)
	r.decisions = debtcounsellingv1.NewDecisionServiceClient(r.conn)
	r.terms = debtcounsellingv1.NewTermServiceClient(r.conn)
	r.assignments = debtcounsellingv1.NewCaseAssignmentServiceClient(r.conn)
	r.creditors = debtcounsellingv1.NewCreditorServiceClient(r.conn)
	r.claims = debtcounsellingv1.NewClaimServiceClient(r.conn)
	r.requests = debtcounsellingv1.NewBalanceRequestServiceClient(r.conn)
	r.distributions = debtcounsellingv1.NewDistributionServiceClient(r.conn)
	r.budgets = debtcounsellingv1.NewBudgetServiceClient(r.conn)
	r.calculations = debtcounsellingv1.NewCalculationServiceClient(r.conn)
	r.measures = debtcounsellingv1.NewMeasureServiceClient(r.conn)
	r.settlements = debtcounsellingv1.NewSettlementServiceClient(r.conn)
	r.ledgers = debtcounsellingv1.NewLedgerServiceClient(r.conn)
	r.rechecks = debtcounsellingv1.NewRecheckServiceClient(r.conn)
	r.deliveries = debtcounsellingv1.NewDeliveryServiceClient(r.conn)
	r.signals = debtcounsellingv1.NewEarlySignalServiceClient(r.conn)
	r.signalCases = debtcounsellingv1.NewEarlySignalCaseServiceClient(r.conn)
	r.figures = debtcounsellingv1.NewEarlySignalFigureServiceClient(r.conn)
	r.auditLog = debtcounsellingv1.NewAuditLogServiceClient(r.conn)
	r.reports = debtcounsellingv1.NewAccessReportServiceClient(r.conn)
	r.caseFiles = debtcounsellingv1.NewCaseFileServiceClient(r.conn)
	r.agreements = debtcounsellingv1.NewFundAgreementServiceClient(r.conn)
	r.livingAreas = debtcounsellingv1.NewLivingAreaServiceClient(r.conn)
	r.funds = debtcounsellingv1.NewFundServiceClient(r.conn)
	r.fundEntries = debtcounsellingv1.NewFundEntryServiceClient(r.conn)
	r.holds = debtcounsellingv1.NewLegalHoldServiceClient(r.conn)
	r.retention = debtcounsellingv1.NewRetentionServiceClient(r.conn)
	r.runs = debtcounsellingv1.NewRetentionRunServiceClient(r.conn)
	r.referrals = debtcounsellingv1.NewDebtReferralServiceClient(r.conn)
	return r
}

// wire makes what the methods of the service work with.
func (r *rig) wire(t testing.TB) {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	register, err := areas.Parse(areas.Almere)
	require.NoError(t, err)
	rules, err := terms.Parse(terms.BuiltIn)
	require.NoError(t, err)
	amounts, err := limits.Parse(limits.BuiltIn)
	require.NoError(t, err)
	protected, err := norms.Parse(norms.BuiltIn)
	require.NoError(t, err)
	signalRules, err := early.Parse(early.BuiltIn)
	require.NoError(t, err)
	purposes, err := activities.Parse(activities.BuiltIn)
	require.NoError(t, err)
	r.timers = servicetest.NewTimers(t, r.db, r.clock)
	policy, err := retention.Parse(retention.BuiltIn)
	require.NoError(t, err)
	r.keys = testkit.SQLite().URL(t, privacy.Migrations())
	r.deps = api.Deps{
		DB: r.db, Clock: r.clock, Zone: zone, Areas: register, Privacy: servicetest.OpenKeys(t, r.keys, r.clock, "a"), Timers: r.timers,
		Days: workday.New(), Terms: rules, Municipality: "GM0034", Refusals: []string{"recidivism", "fraud"}, BSN: true, DueBefore: 7,
		Limits: amounts, Norms: slices.Concat(protected, rules.Norms(), amounts.Norms()), Early: signalRules,
		Activities: purposes,
		Breach:     domain.BreachWaiverUndone,
		Retention:  policy,
	}
	r.timers.Handle(api.TermTimer, r.deps.TellTermDue)
	r.timers.Handle(api.YearsTimer, r.deps.TellNewYear)
	r.timers.Handle(api.RetentionTimer, r.deps.RemoveDue)
	r.timers.Handle(api.DailyRetentionTimer, r.deps.BeginDailyRetention)
	r.timers.Handle(api.KeyTimer, r.deps.DestroyKey)
}

// counsellorSubject is who calls where a test does not say otherwise.
const counsellorSubject = "anna.de.vries"

// counsellor answers the context of the counsellor of the cases of a test.
func (r *rig) counsellor(t testing.TB) context.Context {
	return r.caller(t, counsellorSubject, "debt.counsellor")
}

// supervisor answers the context of who sees every case.
func (r *rig) supervisor(t testing.TB) context.Context {
	return r.caller(t, "sofie.bakker", "debt.supervisor")
}

// importing answers the context of a caller who records what was.
func (r *rig) importing(t testing.TB) context.Context { return r.caller(t, "import", "importer") }

// caller answers the context of somebody with a role.
func (r *rig) caller(t testing.TB, subject, role string) context.Context {
	return r.as(t, devissuer.Claims{Subject: subject, Roles: []string{role}})
}

// as answers the context of a caller with a token that says claims.
func (r *rig) as(t testing.TB, claims devissuer.Claims) context.Context {
	return servicetest.As(t, r.issuer, claims)
}

// state is every row the service keeps, by table, to see what a call changed. What is refused is in the audit log, and is left
// out.
func (r *rig) state(t testing.TB) map[string][]string {
	t.Helper()
	return servicetest.State(t, r.db,
		"client", "client_erasure", "trajectory", "trajectory_transition", "decision", "term", "case_assignment", "trajectory_year",
		"outbox", "request_id", "processing_log", "creditor", "claim", "claim_balance", "balance_request", "budget_plan", "calculation",
		"measure", "settlement", "settlement_answer", "settlement_transition",
		"ledger_book", "ledger_entry", "recheck",
		"measure", "early_signal", "early_signal_case", "early_signal_contact",
		"fund_agreement", "fund_agreement_transition", "fund_return", "living_area_moment",
		"legal_hold", "retention_run", "handover",
	)
}

func (r *rig) rows(t testing.TB, table string) []string { return servicetest.Rows(t, r.db, table) }

// refusals answers the objects that callers were refused, by the audit log, in order.
func (r *rig) refusals(t testing.TB) []string { return servicetest.Refusals(t, r.db, "CASE_NOT_YOURS") }
