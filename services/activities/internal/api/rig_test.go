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
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/api"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// now is when the tests play: a Wednesday, with more digits than a database keeps.
func now() time.Time { return time.Date(2022, 6, 15, 12, 0, 0, 123_456_789, time.UTC) }

// most is the largest head count the rig believes.
const most = 500

// mostTogether is the largest group of a contact the rig believes.
const mostTogether = 40

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

	locations  activitiesv1.LocationServiceClient
	programmes activitiesv1.ProgrammeServiceClient
	counts     activitiesv1.HeadCountServiceClient

	contacts      activitiesv1.ContactServiceClient
	initiatives   activitiesv1.InitiativeServiceClient
	outputs       activitiesv1.OutputServiceClient
	activities    activitiesv1.ActivityServiceClient
	sessions      activitiesv1.SessionServiceClient
	rooms         activitiesv1.RoomServiceClient
	reservations  activitiesv1.ReservationServiceClient
	people        activitiesv1.ParticipantServiceClient
	log           activitiesv1.ProcessingLogServiceClient
	imports       activitiesv1.ImportServiceClient
	registrations activitiesv1.RegistrationServiceClient
	referrals     activitiesv1.ActivityReferralServiceClient
	attendances   activitiesv1.AttendanceServiceClient
	offers        activitiesv1.OfferServiceClient
	timers        *schedule.Scheduler // it runs where a test says so
}

// onBoth runs test on each engine, with a rig of its own.
func onBoth(t *testing.T, test func(t *testing.T, r *rig)) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) { test(t, newRig(t, engine)) })
}

func newRig(t *testing.T, engine testkit.Engine) *rig {
	r := &rig{db: engine.Open(t, store.Migrations()), clock: testkit.NewClock(now())}
	r.issuer = servicetest.NewIssuer(t, r.clock)
	server := servicetest.NewServer(t, r.clock, r.issuer, slog.New(slog.DiscardHandler))
	register(t, server, r)
	r.conn = servicetest.Serve(t, server, grpcx.ClientConfig{Timeout: patience})
	r.locations = activitiesv1.NewLocationServiceClient(r.conn)
	r.programmes = activitiesv1.NewProgrammeServiceClient(r.conn)
	r.counts = activitiesv1.NewHeadCountServiceClient(r.conn)
	r.contacts = activitiesv1.NewContactServiceClient(r.conn)
	r.initiatives = activitiesv1.NewInitiativeServiceClient(r.conn)
	r.outputs = activitiesv1.NewOutputServiceClient(r.conn)
	r.activities = activitiesv1.NewActivityServiceClient(r.conn)
	r.sessions = activitiesv1.NewSessionServiceClient(r.conn)
	r.rooms = activitiesv1.NewRoomServiceClient(r.conn)
	r.reservations = activitiesv1.NewReservationServiceClient(r.conn)
	r.people = activitiesv1.NewParticipantServiceClient(r.conn)
	r.log = activitiesv1.NewProcessingLogServiceClient(r.conn)
	r.imports = activitiesv1.NewImportServiceClient(r.conn)
	r.registrations = activitiesv1.NewRegistrationServiceClient(r.conn)
	r.referrals = activitiesv1.NewActivityReferralServiceClient(r.conn)
	r.attendances = activitiesv1.NewAttendanceServiceClient(r.conn)
	r.offers = activitiesv1.NewOfferServiceClient(r.conn)
	return r
}

func register(t *testing.T, server *grpcx.Server, r *rig) {
	r.wire(t)
	deps := r.deps
	activitiesv1.RegisterLocationServiceServer(server, &api.Locations{Deps: deps})
	activitiesv1.RegisterProgrammeServiceServer(server, &api.Programmes{Deps: deps})
	activitiesv1.RegisterHeadCountServiceServer(server, &api.HeadCounts{Deps: deps})
	activitiesv1.RegisterActivityServiceServer(server, &api.Activities{Deps: deps})
	activitiesv1.RegisterSessionServiceServer(server, &api.Sessions{Deps: deps})
	activitiesv1.RegisterRoomServiceServer(server, &api.Rooms{Deps: deps})
	activitiesv1.RegisterReservationServiceServer(server, &api.Reservations{Deps: deps})
	activitiesv1.RegisterImportServiceServer(server, api.NewImports(deps))
	activitiesv1.RegisterParticipantServiceServer(server, &api.Participants{Deps: deps})
	activitiesv1.RegisterRegistrationServiceServer(server, &api.Registrations{Deps: deps})
	activitiesv1.RegisterActivityReferralServiceServer(server, &api.ActivityReferrals{Deps: deps})
	activitiesv1.RegisterAttendanceServiceServer(server, &api.Attendances{Deps: deps})
	r.timers.Handle(api.OffersTimer, deps.ExpireOffers)
	activitiesv1.RegisterProcessingLogServiceServer(server, &api.ProcessingLog{Deps: deps})
	activitiesv1.RegisterContactServiceServer(server, &api.Contacts{Deps: deps})
	activitiesv1.RegisterInitiativeServiceServer(server, &api.Initiatives{Deps: deps})
	activitiesv1.RegisterOutputServiceServer(server, &api.Outputs{Deps: deps})
	activitiesv1.RegisterOfferServiceServer(server, &api.Offers{Deps: deps})
}

// offerWindow is how long the rig holds a place for who waited.
const offerWindow = 24 * time.Hour

// horizon is how many days ahead the rig plans sessions.
const horizon = 60

// wire makes what the methods of the service work with.
func (r *rig) wire(t *testing.T) {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	wijken, err := areas.Parse(areas.Almere)
	require.NoError(t, err)
	r.timers = servicetest.NewTimers(t, r.db, r.clock)
	r.keys = testkit.SQLite().URL(t, privacy.Migrations())
	r.deps = api.Deps{
		DB: r.db, Clock: r.clock, Zone: zone, Areas: wijken, MaxCount: most, MaxContactGroup: mostTogether, Horizon: horizon,
		Privacy: servicetest.OpenKeys(t, r.keys, r.clock, "a"),
		Timers:  r.timers, OfferWindow: offerWindow,
	}
}

// staffSubject is who calls where a test does not say otherwise.
const staffSubject = "anna.de.vries"

// staff answers the context of a caller who may do everything.
func (r *rig) staff(t testing.TB) context.Context {
	return r.as(t, devissuer.Claims{Subject: staffSubject, Roles: []string{"activities.staff"}})
}

// as answers the context of a caller with a token that says claims.
func (r *rig) as(t testing.TB, claims devissuer.Claims) context.Context {
	return servicetest.As(t, r.issuer, claims)
}

// together calls n callers at one moment and answers their errors when all have ended.
func together(n int, call func(i int) error) []error { return servicetest.Together(n, call) }

// state is every row the service keeps, by table, to see what a call changed.
func (r *rig) state(t testing.TB) map[string][]string {
	t.Helper()
	return servicetest.State(t, r.db,
		"location", "programme", "head_count", "head_count_correction", "activity", "session", "outbox", "request_id",
		"contact", "contact_correction", "initiative", "output", "output_correction",
		"room", "reservation", "reservation_series",
		"participant", "participant_merge", "participant_erasure", "processing_log",
		"registration", "attendance", "attendance_change", "handover",
	)
}

func (r *rig) rows(t testing.TB, table string) []string { return servicetest.Rows(t, r.db, table) }
