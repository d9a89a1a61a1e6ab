package volunteers_test

import (
	"context"
	"testing"

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/volunteers"
)

// process is the module as a process runs it.
type process struct {
	positions *outbox.Positions
	module    app.Module
	conn      grpc.ClientConnInterface
	stop      func() // may be called twice
	as        func(t testing.TB, role string) context.Context
}

func at(database string) volunteers.Config {
	cfg := volunteers.Defaults()
	cfg.Database = config.NewSecret(database)
	return cfg
}

func deps(t *testing.T, nats *natsx.Conn) app.Deps {
	return servicetest.Deps(t, volunteers.Name, nats)
}

// start starts a process with the database at cfg, until stop or the end of the test.
func start(t *testing.T, nats *natsx.Conn, cfg volunteers.Config) *process {
	p := servicetest.Start(t, deps(t, nats), cfg, volunteers.New)
	return &process{positions: p.Positions, module: p.Module, conn: p.Conn, stop: p.Stop, as: p.As}
}

// activities is the service that publishes programmes.
type activities struct{ *servicetest.Publisher }

func newActivities(t *testing.T, engine testkit.Engine, nats *natsx.Conn) *activities {
	return &activities{servicetest.NewPublisher(t, "activities", engine, nats)}
}

// publish publishes programmes in one transaction.
func (a *activities) publish(t *testing.T, programmes ...*activitiesv1.ProgrammeSaved) {
	t.Helper()
	var events []outbox.Event
	for _, p := range programmes {
		events = append(events, outbox.Event{Noun: "programme.saved", AggregateID: p.GetId(), Data: p})
	}
	a.Publish(t, events...)
}
