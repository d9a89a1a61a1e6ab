package reporting_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/keyfile"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting"
)

// epoch is when the clocks of these tests stand still.
var epoch = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

// activities is the service that publishes.
const activities = "activities"

// rig is what stands around the service: a server of events and somebody who publishes.
type rig struct {
	t         *testing.T
	nats      *natsx.Conn
	publisher *servicetest.Publisher
	key       string // the path of the key that accounts are signed with
}

func newRig(t *testing.T, engine testkit.Engine) *rig {
	r := &rig{t: t, nats: testkit.NATS(t), key: filepath.Join(t.TempDir(), reporting.SigningKeyFile)}
	_, err := keyfile.OpenEd25519(filepath.Split(r.key))
	require.NoError(t, err)
	r.publisher = servicetest.NewPublisher(t, activities, engine, r.nats)
	return r
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
	r.publisher.Publish(r.t, events...)
}

// service is the module as a process runs it.
type service struct {
	reportingv1.AccountServiceClient
	catalogues reportingv1.CatalogueServiceClient
	rig        *rig
	positions  *outbox.Positions
	stop       func() // may be called twice
	as         func(t testing.TB, role string) context.Context
}

// start starts a process with the database at cfg, until stop or the end of the test.
func (r *rig) start(cfg reporting.Config) *service {
	r.t.Helper()
	cfg.SigningKey = r.key
	p := servicetest.Start(r.t, servicetest.Deps(r.t, reporting.Name, r.nats), cfg, reporting.New)
	require.NoError(r.t, p.Module.Ready(r.t.Context()))
	return &service{
		reportingv1.NewAccountServiceClient(p.Conn), reportingv1.NewCatalogueServiceClient(p.Conn), r, p.Positions, p.Stop, p.As,
	}
}

// manager answers a context of the account's manager, who waits 20 s at most.
func (s *service) manager() context.Context { return s.as(s.rig.t, "account.manager") }

// account answers the account of 2022 once everything published so far is counted.
func (s *service) account() *reportingv1.Account {
	t := s.rig.t
	t.Helper()
	ctx := s.manager()
	position, err := s.rig.publisher.Relay.Position(ctx)
	require.NoError(t, err)
	own, err := s.positions.GetPositions(ctx, nil)
	require.NoError(t, err)
	account, err := s.GetAccount(ctx, &reportingv1.GetAccountRequest{
		Year: 2022, WaitFor: append(own.GetPositions(), position), View: reportingv1.AccountView_ACCOUNT_VIEW_FULL,
	})
	require.NoError(t, err)
	return account
}

// publishAccount publishes the account of 2022 once everything published so far is counted.
func (s *service) publishAccount() {
	s.rig.t.Helper()
	position, err := s.rig.publisher.Relay.Position(s.manager())
	require.NoError(s.rig.t, err)
	_, err = s.CreateAccountPublication(s.manager(), &reportingv1.CreateAccountPublicationRequest{
		Year: 2022, WaitFor: []string{position},
	})
	require.NoError(s.rig.t, err)
}

// edition answers an edition of the account of 2022.
func (s *service) edition(number int32) *reportingv1.AccountEdition {
	s.rig.t.Helper()
	e, err := s.GetAccountEdition(s.manager(), &reportingv1.GetAccountEditionRequest{Year: 2022, Edition: number})
	require.NoError(s.rig.t, err)
	return e
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
