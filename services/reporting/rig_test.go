package reporting_test

import (
	"context"
	"database/sql"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/telemetry"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting"
)

// epoch is when the clocks of these tests stand still.
var epoch = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

// activities is the service that publishes, as far as these tests need it: a log of events and its relay.
const activities = "activities"

// rig is what stands around the service: a server of events and somebody who publishes.
type rig struct {
	t         *testing.T
	nats      *natsx.Conn
	publisher *sqldb.DB
	relay     *outbox.Relay
	issuer    *devissuer.Issuer
}

func newRig(t *testing.T, engine testkit.Engine) *rig {
	r := &rig{t: t, nats: testkit.NATS(t), publisher: engine.Open(t, nil)}
	var err error
	r.relay, err = outbox.New(outbox.Config{
		Service: activities, DB: r.publisher, NATS: r.nats, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	r.run(r.relay.Run)
	r.issuer, err = devissuer.Open(t.TempDir(), clock.System())
	require.NoError(t, err)
	return r
}

// run runs a task until the function it answers is called, or the test ends.
func (r *rig) run(task func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- task(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(r.t, <-done)
	})
	r.t.Cleanup(stop)
	return stop
}

// publish publishes events in one transaction.
func (r *rig) publish(list ...proto.Message) {
	r.t.Helper()
	events := make([]outbox.Event, len(list))
	for i, m := range list {
		nouns := map[string]string{
			"LocationSaved": "location.saved", "ProgrammeSaved": "programme.saved", "HeadCountSaved": "head-count.saved",
		}
		id := m.(interface{ GetId() string }).GetId()
		events[i] = outbox.Event{Noun: nouns[string(m.ProtoReflect().Descriptor().Name())], AggregateID: id, Data: m}
	}
	require.NoError(r.t, r.publisher.Write(r.t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return outbox.Append(ctx, tx, clock.System().Now(), activities, events...)
	}))
}

// service is the module while it runs.
type service struct {
	reportingv1.AccountServiceClient
	rig       *rig
	positions outbox.Positions
	stop      func()
}

// start starts the module as a process does: migrate, serve, run the tasks.
func (r *rig) start(cfg reporting.Config) *service {
	t := r.t
	t.Helper()
	s, tel := &service{rig: r}, silent(t)
	module, err := reporting.New(t.Context(), app.Deps{
		Clock: clock.System(), Telemetry: tel, NATS: r.nats, Positions: &s.positions,
	}, cfg)
	require.NoError(t, err)
	require.NoError(t, module.Migrate(t.Context()))
	require.NoError(t, module.Ready(t.Context()))

	hangUp := s.serve(module)
	var stops []func()
	for _, task := range module.Tasks {
		stops = append(stops, r.run(task.Run))
	}
	s.stop = sync.OnceFunc(func() {
		hangUp()
		for _, stop := range stops {
			stop()
		}
		require.NoError(t, module.Close())
	})
	t.Cleanup(s.stop)
	return s
}

// silent answers telemetry that nobody hears.
func silent(t *testing.T) *telemetry.Telemetry {
	t.Helper()
	tel, err := telemetry.New(t.Context(), telemetry.Options{Service: reporting.Name, LogWriter: io.Discard})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.Background())) })
	return tel
}

// serve serves what the module registers, and connects to it.
func (s *service) serve(module app.Module) (hangUp func()) {
	t := s.rig.t
	verifier, err := auth.NewVerifier(auth.Config{}, clock.System(), s.rig.issuer.Issuer())
	require.NoError(t, err)
	server := grpcx.NewServer(grpcx.ServerConfig{Verifier: verifier, Log: slog.New(slog.DiscardHandler)})
	module.Register(server)
	listener, served := grpcx.NewInMemory(), make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	server.SetServing()
	conn, err := listener.Connect(grpcx.ClientConfig{Timeout: 20 * time.Second})
	require.NoError(t, err)
	s.AccountServiceClient = reportingv1.NewAccountServiceClient(conn)
	return func() {
		require.NoError(t, conn.Close())
		require.NoError(t, server.Stop(context.Background()))
		require.NoError(t, <-served)
	}
}

// manager answers a context of the account's manager.
func (s *service) manager() context.Context {
	token, err := s.rig.issuer.Token(devissuer.Claims{Subject: "anna", Roles: []string{"account.manager"}})
	require.NoError(s.rig.t, err)
	return metadata.AppendToOutgoingContext(s.rig.t.Context(), "authorization", "Bearer "+token)
}

// account answers the account of 2022 once everything published so far is counted.
func (s *service) account() *reportingv1.Account {
	t := s.rig.t
	t.Helper()
	ctx, cancel := context.WithTimeout(s.manager(), 20*time.Second)
	defer cancel()
	position, err := s.rig.relay.Position(ctx)
	require.NoError(t, err)
	own, err := s.positions.GetPositions(ctx, nil)
	require.NoError(t, err)
	account, err := s.GetAccount(ctx, &reportingv1.GetAccountRequest{
		Year: 2022, WaitFor: append(own.GetPositions(), position), View: reportingv1.AccountView_ACCOUNT_VIEW_FULL,
	})
	require.NoError(t, err)
	return account
}

// publishAccount publishes the account of 2022.
func (s *service) publishAccount() {
	_, err := s.CreateAccountPublication(s.manager(), &reportingv1.CreateAccountPublicationRequest{Year: 2022})
	require.NoError(s.rig.t, err)
}

// figure answers a figure once everything published so far is counted.
func (s *service) figure(indicator string) *reportingv1.Figure {
	s.rig.t.Helper()
	for _, f := range s.account().GetFigures() {
		if f.GetIndicator() == indicator {
			return f
		}
	}
	require.Fail(s.rig.t, "no such figure", indicator)
	return nil
}

// value answers the value of a figure once everything published so far is counted, nil where it has none.
func (s *service) value(indicator string) *int32 {
	s.rig.t.Helper()
	return s.figure(indicator).Value
}

// countedAnew waits until a figure is not being counted, and answers it.
func (s *service) countedAnew(indicator string) (f *reportingv1.Figure) {
	s.rig.t.Helper()
	require.Eventually(s.rig.t, func() bool {
		f = s.figure(indicator)
		return !f.GetRecounting() && f.GetStatus() != reportingv1.FigureStatus_FIGURE_STATUS_BEING_COUNTED
	}, time.Minute, 10*time.Millisecond)
	return f
}

func at(url string) reporting.Config { return reporting.Config{Database: config.NewSecret(url)} }

func centre() *activitiesv1.LocationSaved {
	return &activitiesv1.LocationSaved{
		Id: "centre", Version: 1, Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, WijkCode: "WK003401",
		WijkYear: 2022, Stadsdeel: "haven", OpeningDate: "2010-01-01",
	}
}

func programme(code string) *activitiesv1.ProgrammeSaved {
	return &activitiesv1.ProgrammeSaved{
		Id: code, Version: 1, Code: code, Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2010-01-01",
	}
}

func count(id string, version int64, n int32) *activitiesv1.HeadCountSaved {
	return &activitiesv1.HeadCountSaved{
		Id: id, Version: version, LocationId: "centre", ProgrammeId: "buurtcentra", Date: "2022-03-15", Count: n,
		PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
	}
}
