package api_test

import (
	"context"
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
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/api"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/sepa"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
	"github.com/deschoor/meedoen/services/volunteers/limits"
	"github.com/deschoor/meedoen/services/volunteers/texts"
)

// now is when the tests play: a Wednesday, with more digits than a database keeps.
func now() time.Time { return time.Date(2022, 6, 15, 12, 0, 0, 123_456_789, time.UTC) }

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
	logged *servicetest.Said
	timers *schedule.Scheduler // it runs where a test says so

	log          volunteersv1.ProcessingLogServiceClient
	people       volunteersv1.PersonServiceClient
	logins       volunteersv1.PersonLoginServiceClient
	engagements  volunteersv1.EngagementServiceClient
	roles        volunteersv1.RoleServiceClient
	certificates volunteersv1.CertificateServiceClient
	hours        volunteersv1.HoursServiceClient
	claims       volunteersv1.ExpenseClaimServiceClient
	accounts     volunteersv1.BankAccountServiceClient
	payments     volunteersv1.PaymentBatchServiceClient
	assignments  volunteersv1.AssignmentServiceClient
	vacancies    volunteersv1.VacancyServiceClient
	referrals    volunteersv1.VolunteerReferralServiceClient
	agreements   volunteersv1.AgreementServiceClient
	statements   volunteersv1.HoursStatementServiceClient
	shifts       volunteersv1.ShiftServiceClient
	offers       volunteersv1.ShiftOfferServiceClient
	series       volunteersv1.ShiftSeriesServiceClient
	neighbour    *neighbour // the service activities
	feeds        volunteersv1.CalendarFeedServiceClient
}

// onBoth runs test on each engine, with a rig of its own.
func onBoth(t *testing.T, test func(t *testing.T, r *rig)) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) { test(t, newRig(t, engine)) })
}

func newRig(t testing.TB, engine testkit.Engine) *rig {
	r := &rig{db: engine.Open(t, store.Migrations()), clock: testkit.NewClock(now()), logged: &servicetest.Said{}}
	r.issuer = servicetest.NewIssuer(t, r.clock)
	server := r.server(t)
	r.wire(t)
	r.withNeighbour(t, r.server(t))
	volunteersv1.RegisterProcessingLogServiceServer(server, &api.ProcessingLog{Deps: r.deps})
	volunteersv1.RegisterPersonServiceServer(server, &api.People{Deps: r.deps})
	volunteersv1.RegisterPersonLoginServiceServer(server, &api.PersonLogins{Deps: r.deps})
	volunteersv1.RegisterEngagementServiceServer(server, &api.Engagements{Deps: r.deps})
	volunteersv1.RegisterRoleServiceServer(server, &api.Roles{Deps: r.deps})
	volunteersv1.RegisterCertificateServiceServer(server, &api.Certificates{Deps: r.deps})
	volunteersv1.RegisterHoursServiceServer(server, &api.Hours{Deps: r.deps})
	volunteersv1.RegisterExpenseClaimServiceServer(server, &api.ExpenseClaims{Deps: r.deps})
	volunteersv1.RegisterBankAccountServiceServer(server, &api.BankAccounts{Deps: r.deps})
	volunteersv1.RegisterPaymentBatchServiceServer(server, &api.PaymentBatches{Deps: r.deps})
	volunteersv1.RegisterAssignmentServiceServer(server, &api.Assignments{Deps: r.deps})
	volunteersv1.RegisterVolunteerReferralServiceServer(server, &api.VolunteerReferrals{Deps: r.deps})
	volunteersv1.RegisterVacancyServiceServer(server, &api.Vacancies{Deps: r.deps})
	volunteersv1.RegisterAgreementServiceServer(server, &api.Agreements{Deps: r.deps})
	volunteersv1.RegisterHoursStatementServiceServer(server, &api.HoursStatements{Deps: r.deps})
	volunteersv1.RegisterShiftServiceServer(server, &api.Shifts{Deps: r.deps})
	volunteersv1.RegisterShiftOfferServiceServer(server, &api.ShiftOffers{Deps: r.deps})
	volunteersv1.RegisterShiftSeriesServiceServer(server, &api.ShiftSeries{Deps: r.deps})
	volunteersv1.RegisterCalendarFeedServiceServer(server, &api.CalendarFeeds{Deps: r.deps})
	r.conn = servicetest.Serve(t, server, grpcx.ClientConfig{Timeout: patience})
	r.log = volunteersv1.NewProcessingLogServiceClient(r.conn)
	r.people = volunteersv1.NewPersonServiceClient(r.conn)
	r.logins = volunteersv1.NewPersonLoginServiceClient(r.conn)
	r.engagements = volunteersv1.NewEngagementServiceClient(r.conn)
	r.roles = volunteersv1.NewRoleServiceClient(r.conn)
	r.certificates = volunteersv1.NewCertificateServiceClient(r.conn)
	r.claims = volunteersv1.NewExpenseClaimServiceClient(r.conn)
	r.accounts = volunteersv1.NewBankAccountServiceClient(r.conn)
	r.payments = volunteersv1.NewPaymentBatchServiceClient(r.conn)
	r.hours = volunteersv1.NewHoursServiceClient(r.conn)
	r.assignments = volunteersv1.NewAssignmentServiceClient(r.conn)
	r.referrals = volunteersv1.NewVolunteerReferralServiceClient(r.conn)
	r.vacancies = volunteersv1.NewVacancyServiceClient(r.conn)
	r.agreements = volunteersv1.NewAgreementServiceClient(r.conn)
	r.statements = volunteersv1.NewHoursStatementServiceClient(r.conn)
	r.shifts = volunteersv1.NewShiftServiceClient(r.conn)
	r.offers = volunteersv1.NewShiftOfferServiceClient(r.conn)
	r.series = volunteersv1.NewShiftSeriesServiceClient(r.conn)
	r.feeds = volunteersv1.NewCalendarFeedServiceClient(r.conn)
	return r
}

// server answers a server with its interceptors, that serves nothing yet.
func (r *rig) server(t testing.TB) *grpcx.Server {
	return servicetest.NewServer(t, r.clock, r.issuer, r.logged.Log())
}

// wire makes what the methods of the service work with.
func (r *rig) wire(t testing.TB) {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	register, err := areas.Parse(areas.Almere)
	require.NoError(t, err)
	allowances, err := limits.Parse(limits.BuiltIn)
	require.NoError(t, err)
	wording, err := texts.Parse(texts.Agreement)
	require.NoError(t, err)
	r.timers = servicetest.NewTimers(t, r.db, r.clock)
	r.keys = testkit.SQLite().URL(t, privacy.Migrations())
	r.deps = api.Deps{
		DB: r.db, Clock: r.clock, Zone: zone, Areas: register, Privacy: servicetest.OpenKeys(t, r.keys, r.clock, "a"), Timers: r.timers,
		Certificates: domain.CertificatePolicy{VOGMonths: 36},
		Limits:       allowances, Debtor: sepa.Party{Name: "Welzijn Voorbeeld", IBAN: "NL91ABNA0417164300"},
		Organisation: api.Organisation{Name: "Welzijn Voorbeeld", Place: "Almere", Agreement: wording},
	}
	r.deps.Issuers = []string{devissuer.Name}
	r.timers.Handle(api.CertificateTimer, r.deps.ExpireCertificate)
}

// coordinatorSubject is who calls where a test does not say otherwise.
const coordinatorSubject = "anna.de.vries"

// coordinator answers the context of a caller who may do everything.
func (r *rig) coordinator(t testing.TB) context.Context {
	return r.as(t, devissuer.Claims{Subject: coordinatorSubject, Roles: []string{"volunteers.coordinator"}})
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
		"programme", "person", "person_login", "person_erasure", "engagement", "engagement_transition", "role", "certificate",
		"certificate_expiry", "vacancy", "vacancy_transition", "vacancy_reaction", "assignment", "assignment_transition",
		"assignment_year", "hours", "hours_decision", "expense_claim", "bank_account", "payment_batch", "agreement",
		"agreement_text", "session", "shift", "shift_change", "shift_series", "shift_offer", "shift_offer_response",
		"calendar_feed", "retention", "handover", "outbox", "request_id", "processing_log",
	)
}

func (r *rig) rows(t testing.TB, table string) []string { return servicetest.Rows(t, r.db, table) }
