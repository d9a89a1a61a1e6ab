package api_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/feed"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/api"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// now is when the tests play: a Thursday, with more digits than a database keeps.
func now() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 123_456_789, time.UTC) }

// patience is how long a call may take: the tests ask what is recorded, not how busy the machine is.
const patience = 2 * time.Minute

// rig is the service on a database of its own, behind a real connection with its interceptors.
type rig struct {
	db     *sqldb.DB
	clock  *testkit.Clock
	issuer *devissuer.Issuer
	conn   *grpc.ClientConn
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

	guidance supportv1.GuidanceTrajectoryServiceClient
	goals    supportv1.GuidanceGoalServiceClient
	contacts supportv1.GuidanceContactServiceClient
	measures supportv1.OutcomeMeasureServiceClient
}

// onBoth runs test on each engine, with a rig of its own.
func onBoth(t *testing.T, test func(t *testing.T, r *rig)) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) { test(t, newRig(t, engine)) })
}

func newRig(t testing.TB, engine testkit.Engine) *rig {
	r := &rig{db: engine.Open(t, store.Migrations()), clock: testkit.NewClock(now())}
	var err error
	r.issuer, err = devissuer.Open(t.TempDir(), r.clock)
	require.NoError(t, err)
	verifier, err := auth.NewVerifier(auth.Config{}, r.clock, r.issuer.Issuer())
	require.NoError(t, err)
	server := grpcx.NewServer(grpcx.ServerConfig{Verifier: verifier, Log: slog.New(slog.DiscardHandler), MaxDeadline: patience})
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
	r.conn = serve(t, server)
	r.log = supportv1.NewProcessingLogServiceClient(r.conn)
	r.auditLog = supportv1.NewAuditLogServiceClient(r.conn)
	r.residents = supportv1.NewResidentServiceClient(r.conn)
	r.questions = supportv1.NewQuestionServiceClient(r.conn)
	r.mediations = supportv1.NewMediationServiceClient(r.conn)
	r.changes = supportv1.NewQuestionChangeServiceClient(r.conn)
	r.guidance = supportv1.NewGuidanceTrajectoryServiceClient(r.conn)
	r.goals = supportv1.NewGuidanceGoalServiceClient(r.conn)
	r.contacts = supportv1.NewGuidanceContactServiceClient(r.conn)
	r.measures = supportv1.NewOutcomeMeasureServiceClient(r.conn)
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
	r.timers, err = schedule.New(schedule.Config{
		DB: r.db, Clock: r.clock, Log: slog.New(slog.DiscardHandler), Poll: time.Millisecond,
	})
	require.NoError(t, err)
	r.deps = api.Deps{
		DB: r.db, Clock: r.clock, Zone: zone, Areas: register, Privacy: openKeys(t, r.keys, r.clock), Timers: r.timers,
	}
	r.timers.Handle(api.GuidanceYearsTimer, r.deps.TellNewYear)
	r.feed = newFeed(r.db, r.clock, 0)
	r.db.OnCommit(r.feed.Wake)
}

// openKeys answers what keeps people, with keys of the tests.
func openKeys(t testing.TB, database string, clk clock.Clock) *privacy.Privacy {
	secret := func(letter string) config.Secret {
		return config.NewSecret(base64.StdEncoding.EncodeToString([]byte(strings.Repeat(letter, 32))))
	}
	p, err := privacy.Open(t.Context(), privacy.Config{
		Key: secret("a"), CountingKey: secret("c"), Database: config.NewSecret(database),
	}, clk, sqldb.Options{})
	require.NoError(t, err)
	require.NoError(t, p.Migrate(t.Context()))
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

// serve answers a connection to server; both end with the test.
func serve(t testing.TB, server *grpcx.Server) *grpc.ClientConn {
	listener := grpcx.NewInMemory()
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	server.SetServing()
	conn, err := listener.Connect(grpcx.ClientConfig{Timeout: patience})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, conn.Close())
		require.NoError(t, server.Stop(context.WithoutCancel(t.Context())))
		require.NoError(t, <-served)
	})
	return conn
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
	t.Helper()
	token, err := r.issuer.Token(claims)
	require.NoError(t, err)
	return metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+token)
}

// state is every row the service keeps, by table, to see what a call changed. What is refused is in the audit log, and is left
// out.
func (r *rig) state(t testing.TB) map[string][]string {
	t.Helper()
	state := map[string][]string{}
	for _, table := range []string{
		"resident", "resident_erasure", "question", "question_transition", "mediation", "mediation_party", "mediation_transition",
		"mediator_assignment", "referrer_feedback",
		"guidance_trajectory", "guidance_transition", "guidance_goal", "guidance_goal_outcome", "guidance_contact", "outcome_measure",
		"guidance_year", "question_change", "outbox", "request_id", "processing_log",
	} {
		state[table] = r.rows(t, table)
	}
	// Their numbers come afterwards, at any time.
	state["question_change"] = r.rows(t, "(SELECT id, question_id, version, state, worker FROM question_change) AS c")
	return state
}

func (r *rig) rows(t testing.TB, table string) (list []string) {
	t.Helper()
	rows, err := r.db.Read().QueryContext(t.Context(), "SELECT * FROM "+table+" ORDER BY id")
	require.NoError(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	require.NoError(t, err)
	for rows.Next() {
		values := make([]any, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		require.NoError(t, rows.Scan(targets...))
		list = append(list, fmt.Sprintf("%q", values))
	}
	require.NoError(t, rows.Err())
	return list
}

// refusals answers the objects that callers were refused, by the audit log, in order.
func (r *rig) refusals(t testing.TB) (objects []string) {
	t.Helper()
	rows, err := r.db.Read().QueryContext(t.Context(),
		"SELECT actor, action, object FROM audit_log WHERE result = 'refused' AND reason LIKE '%_NOT_YOURS' ORDER BY id")
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var actor, action, object string
		require.NoError(t, rows.Scan(&actor, &action, &object))
		objects = append(objects, actor+" "+action[strings.LastIndex(action, "/")+1:]+" "+object)
	}
	require.NoError(t, rows.Err())
	return objects
}
