package api_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/feed"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/api"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
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

	log        supportv1.ProcessingLogServiceClient
	auditLog   supportv1.AuditLogServiceClient
	residents  supportv1.ResidentServiceClient
	questions  supportv1.QuestionServiceClient
	mediations supportv1.MediationServiceClient
	changes    supportv1.QuestionChangeServiceClient
	feed       *feed.Feed[*domain.QuestionChange]
	timers     *schedule.Scheduler // it runs where a test says so

	hooks hooks // webhooks, and whom they reach

	guidance supportv1.GuidanceTrajectoryServiceClient
	goals    supportv1.GuidanceGoalServiceClient
	contacts supportv1.GuidanceContactServiceClient
	measures supportv1.OutcomeMeasureServiceClient

	referrals supportv1.ReferralServiceClient
	receivers *receivers // those whom residents are referred to
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
	supportv1.RegisterProcessingLogServiceServer(server, &api.ProcessingLog{Deps: r.deps})
	supportv1.RegisterAuditLogServiceServer(server, &api.AuditLog{Deps: r.deps})
	supportv1.RegisterResidentServiceServer(server, &api.Residents{Deps: r.deps})
	supportv1.RegisterQuestionServiceServer(server, &api.Questions{Deps: r.deps})
	supportv1.RegisterMediationServiceServer(server, &api.Mediations{Deps: r.deps})
	supportv1.RegisterQuestionChangeServiceServer(server, &api.QuestionChanges{Deps: r.deps, Feed: r.feed})
	supportv1.RegisterGuidanceTrajectoryServiceServer(server, &api.GuidanceTrajectories{Deps: r.deps})
	supportv1.RegisterGuidanceGoalServiceServer(server, &api.GuidanceGoals{Deps: r.deps})
	supportv1.RegisterGuidanceContactServiceServer(server, &api.GuidanceContacts{Deps: r.deps})
	supportv1.RegisterOutcomeMeasureServiceServer(server, &api.OutcomeMeasures{Deps: r.deps})
	supportv1.RegisterReferralServiceServer(server, &api.Referrals{Deps: r.deps})
	r.hooks.wire(t)
	supportv1.RegisterWebhookServiceServer(server, &api.Webhooks{Deps: r.deps, Sender: r.hooks.sender})
	r.conn = serve(t, server)
	r.log = supportv1.NewProcessingLogServiceClient(r.conn)
	r.auditLog = supportv1.NewAuditLogServiceClient(r.conn)
	r.residents = supportv1.NewResidentServiceClient(r.conn)
	r.questions = supportv1.NewQuestionServiceClient(r.conn)
	r.mediations = supportv1.NewMediationServiceClient(r.conn)
	r.changes = supportv1.NewQuestionChangeServiceClient(r.conn)
	r.hooks.WebhookServiceClient = supportv1.NewWebhookServiceClient(r.conn)
	r.guidance = supportv1.NewGuidanceTrajectoryServiceClient(r.conn)
	r.goals = supportv1.NewGuidanceGoalServiceClient(r.conn)
	r.contacts = supportv1.NewGuidanceContactServiceClient(r.conn)
	r.measures = supportv1.NewOutcomeMeasureServiceClient(r.conn)
	r.referrals = supportv1.NewReferralServiceClient(r.conn)
	return r
}

// wire makes what the methods of the service work with.
func (r *rig) wire(t testing.TB) {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	register, err := areas.Parse(areas.Almere)
	require.NoError(t, err)
	r.keys = testkit.SQLite().URL(t, privacy.Migrations())
	r.timers = servicetest.NewTimers(t, r.db, r.clock)
	r.deps = api.Deps{
		DB: r.db, Clock: r.clock, Zone: zone, Areas: register, Privacy: servicetest.OpenKeys(t, r.keys, r.clock, "a"), Timers: r.timers,
		Log: slog.New(slog.DiscardHandler),
	}
	r.deps.Receivers = r.receive(t)
	r.timers.Handle(api.GuidanceYearsTimer, r.deps.TellNewYear)
	r.timers.HandleApart(api.ReferralTimer, r.deps.DeliverReferral)
	r.feed = newFeed(r.db, r.clock, 0)
	r.db.OnCommit(func([]any) { r.feed.Wake() })
}

// serve answers a connection to server; both end with the test.
func serve(t testing.TB, server *grpcx.Server) grpc.ClientConnInterface {
	return servicetest.Serve(t, server, grpcx.ClientConfig{Timeout: patience})
}

// workerSubject is who calls where a test does not say otherwise.
const workerSubject = "anna.de.vries"

// worker answers the context of a worker of the team of the tests.
func (r *rig) worker(t testing.TB) context.Context { return r.workerOf(t, workerSubject, "haven") }

// workerOf answers the context of a worker of teams.
func (r *rig) workerOf(t testing.TB, subject string, teams ...string) context.Context {
	return r.as(t, devissuer.Claims{Subject: subject, Roles: []string{"support.worker"}, Groups: teams})
}

// system answers the context of a system of a neighbourhood team.
func (r *rig) system(t testing.TB, name string) context.Context {
	return r.as(t, devissuer.Claims{Subject: name, Roles: []string{"wijkteam"}})
}

// importing answers the context of a caller who records what was.
func (r *rig) importing(t testing.TB) context.Context {
	return r.as(t, devissuer.Claims{Subject: "import", Roles: []string{"importer"}})
}

// as answers the context of a caller with a token that says claims.
func (r *rig) as(t testing.TB, claims devissuer.Claims) context.Context {
	return servicetest.As(t, r.issuer, claims)
}

// state is every row the service keeps, by table, to see what a call changed. What is refused is in the audit log, and is left
// out.
func (r *rig) state(t testing.TB) map[string][]string {
	t.Helper()
	state := servicetest.State(t, r.db,
		"resident", "resident_erasure", "question", "question_transition", "mediation", "mediation_party", "mediation_transition",
		"mediator_assignment", "referrer_feedback",
		"guidance_trajectory", "guidance_transition", "guidance_goal", "guidance_goal_outcome", "guidance_contact", "outcome_measure",
		"guidance_year", "referral", "referral_transition", "webhook", "webhook_secret", "question_change", "outbox", "request_id",
		"processing_log",
	)
	// Their numbers come afterwards, at any time.
	state["question_change"] = r.rows(t, "(SELECT id, question_id, version, state, worker, referral_id FROM question_change) AS c")
	state["timer"] = r.rows(t, "(SELECT key AS id, kind, due_at FROM timer) AS t")
	return state
}

func (r *rig) rows(t testing.TB, table string) []string { return servicetest.Rows(t, r.db, table) }

// refusals answers the objects that callers were refused, by the audit log, in order.
func (r *rig) refusals(t testing.TB) []string { return servicetest.Refusals(t, r.db, "_NOT_YOURS") }
