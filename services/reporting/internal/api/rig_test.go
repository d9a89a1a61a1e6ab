package api_test

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/api"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/signing"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// The roles that tests call as; nobody sends no token.
const (
	nobody  = ""
	manager = "account.manager"
	staff   = "activities.staff"
)

// rig is the service behind a real server, with a connection to it and the database below it.
type rig struct {
	reportingv1.AccountServiceClient
	reportingv1.CatalogueServiceClient
	steering   reportingv1.SteeringFigureServiceClient
	said       reportingv1.FigureExplanationServiceClient
	records    reportingv1.FigureRecordServiceClient
	clock      *testkit.Clock
	db         *sqldb.DB
	projection *events.Projection
	issuer     *devissuer.Issuer
	log        *servicetest.Said
	key        *signing.Key
	least      int // people that an edition shows at least
}

// onEngines runs test with the service on each engine.
func onEngines(t *testing.T, test func(t *testing.T, r *rig)) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) { test(t, newRig(t, engine)) })
}

func newRig(t *testing.T, engine testkit.Engine) *rig {
	t.Helper()
	return newRigOf(t, engine, catalogue.Account())
}

// newRigOf answers the service with a catalogue.
func newRigOf(t *testing.T, engine testkit.Engine, account []byte) *rig {
	t.Helper()
	held, err := catalogues.New(catalogues.BuiltIn, account, areas.Register{})
	require.NoError(t, err)
	r := &rig{
		clock: testkit.NewClock(time.Date(2023, 4, 1, 9, 0, 0, 123456789, time.UTC)), db: engine.Open(t, store.Migrations()),
		projection: &events.Projection{Catalogues: held}, log: &servicetest.Said{},
	}
	require.NoError(t, r.projection.Prepare(t.Context(), r.db, r.clock))
	r.issuer = servicetest.NewIssuer(t, r.clock)
	r.least = 10
	r.key, err = signing.New(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	require.NoError(t, err)
	r.serve(t, time.Minute)
	return r
}

// serve starts a server, connects to it and calls it from then on; no call takes it longer than maxDeadline.
func (r *rig) serve(t *testing.T, maxDeadline time.Duration) {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	verifier, err := auth.NewVerifier(auth.Config{}, r.clock, r.issuer.Issuer())
	require.NoError(t, err)
	server := grpcx.NewServer(grpcx.ServerConfig{
		Verifier: verifier, Log: slog.New(slog.NewTextHandler(r.log, nil)), MaxDeadline: maxDeadline,
	})
	reportingv1.RegisterAccountServiceServer(server, &api.Accounts{
		DB: r.db, Clock: r.clock, Catalogues: r.projection.Catalogues,
		Counts: events.Counted(), Follows: append(events.Counted(), events.Service),
		Zone: zone, LeastPeople: r.least, Key: r.key,
		Position: func(context.Context) (string, error) { return events.Service + ":0", nil },
	})
	reportingv1.RegisterFigureExplanationServiceServer(server, &api.FigureExplanations{
		DB: r.db, Clock: r.clock, Catalogues: r.projection.Catalogues,
	})
	reportingv1.RegisterFigureRecordServiceServer(server, &api.FigureRecords{DB: r.db, Catalogues: r.projection.Catalogues})
	reportingv1.RegisterSteeringFigureServiceServer(server, &api.SteeringFigures{
		DB: r.db, Catalogues: r.projection.Catalogues, Counts: events.Counted(),
	})
	reportingv1.RegisterCatalogueServiceServer(server, &api.Catalogues{
		DB: r.db, Clock: r.clock, Projection: r.projection,
	})
	conn := servicetest.Serve(t, server, grpcx.ClientConfig{})
	r.AccountServiceClient = reportingv1.NewAccountServiceClient(conn)
	r.said = reportingv1.NewFigureExplanationServiceClient(conn)
	r.records = reportingv1.NewFigureRecordServiceClient(conn)
	r.CatalogueServiceClient = reportingv1.NewCatalogueServiceClient(conn)
	r.steering = reportingv1.NewSteeringFigureServiceClient(conn)
}

// as answers a context of a caller with a role.
func (r *rig) as(t *testing.T, role string) context.Context {
	t.Helper()
	if role == nobody {
		return t.Context()
	}
	return servicetest.As(t, r.issuer, devissuer.Claims{Subject: "anna", Roles: []string{role}})
}

// account answers the account of 2022 as its manager sees it.
func (r *rig) account(t *testing.T, view reportingv1.AccountView) *reportingv1.Account {
	t.Helper()
	account, err := r.GetAccount(r.as(t, manager), &reportingv1.GetAccountRequest{Year: 2022, View: view})
	require.NoError(t, err)
	return account
}

// figure answers the figure of an indicator in 2022.
func (r *rig) figure(t *testing.T, view reportingv1.AccountView, indicator string) *reportingv1.Figure {
	t.Helper()
	for _, f := range r.account(t, view).GetFigures() {
		if f.GetIndicator() == indicator {
			return f
		}
	}
	require.Fail(t, "no such figure", indicator)
	return nil
}

// publish publishes the account of 2022.
func (r *rig) publish(t *testing.T) {
	t.Helper()
	_, err := r.CreateAccountPublication(r.as(t, manager), &reportingv1.CreateAccountPublicationRequest{Year: 2022})
	require.NoError(t, err)
}

// told has events counted that were registered at the present time, and moves the position to sequence.
func (r *rig) told(sequence int64, list ...proto.Message) error {
	batch := make([]cloudevent.Event, len(list))
	for i, m := range list {
		data, err := proto.Marshal(m)
		if err != nil {
			return err
		}
		batch[i] = cloudevent.Event{Type: typeOf(m), Data: data}
	}
	return r.db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		if err := r.projection.Handle(ctx, tx, batch); err != nil {
			return err
		}
		return r.move(ctx, tx, events.Activities, sequence)
	})
}

// move moves the position of a stream, as the inbox does, past an event that was registered at the present time.
func (r *rig) move(ctx context.Context, tx *sql.Tx, stream string, sequence int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO stream_position (stream, stream_created_at, sequence, event_at)
VALUES ($1, 1, $2, $3) ON CONFLICT (stream) DO UPDATE SET sequence = excluded.sequence, event_at = excluded.event_at`,
		stream, sequence, sqldb.At(r.clock.Now()))
	return err
}

func typeOf(m proto.Message) string {
	switch m.(type) {
	case *activitiesv1.LocationSaved:
		return outbox.Type(events.Activities, "location.saved")
	case *activitiesv1.AttendanceSaved:
		return outbox.Type(events.Activities, "attendance.saved")
	case *activitiesv1.ProgrammeSaved:
		return outbox.Type(events.Activities, "programme.saved")
	case *volunteersv1.HoursSaved:
		return outbox.Type(events.Volunteers, "hours.saved")
	case *volunteersv1.VolunteerRetentionSaved:
		return outbox.Type(events.Volunteers, "volunteer-retention.saved")
	}
	return outbox.Type(events.Activities, "head-count.saved")
}

// requireFault holds err to be a fault with code and reason, and answers its text.
func requireFault(t *testing.T, err error, code codes.Code, reason string) string {
	t.Helper()
	s := status.Convert(err)
	require.Equal(t, code, s.Code(), "%v", err)
	reasons := []string{}
	for _, detail := range s.Details() {
		switch d := detail.(type) {
		case *errdetails.ErrorInfo:
			reasons = append(reasons, d.GetReason())
		case *errdetails.BadRequest:
			for _, v := range d.GetFieldViolations() {
				reasons = append(reasons, v.GetField()+": "+v.GetReason())
			}
		}
	}
	require.Contains(t, reasons, reason)
	return s.Message()
}
