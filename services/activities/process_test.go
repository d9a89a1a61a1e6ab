package activities_test

import (
	"context"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	"github.com/deschoor/meedoen/services/activities"
)

// process is the module as a process runs it.
type process struct {
	nats      *natsx.Conn
	positions *outbox.Positions
	module    app.Module
	conn      grpc.ClientConnInterface
	stop      func() // may be called twice
	as        func(t testing.TB, role string) context.Context
}

func at(database string) activities.Config {
	cfg := activities.Defaults()
	cfg.Database = config.NewSecret(database)
	return cfg
}

func deps(t *testing.T, nats *natsx.Conn) app.Deps {
	return servicetest.Deps(t, activities.Name, nats)
}

// start starts a process with the database at cfg, until stop or the end of the test.
func start(t *testing.T, nats *natsx.Conn, cfg activities.Config) *process {
	return startWith(t, deps(t, nats), cfg)
}

func startWith(t *testing.T, d app.Deps, cfg activities.Config) *process {
	p := servicetest.Start(t, d, cfg, activities.New)
	return &process{nats: d.NATS, positions: p.Positions, module: p.Module, conn: p.Conn, stop: p.Stop, as: p.As}
}

// published is an event as it stands in the stream.
type published struct {
	cloudevent.Event
	subject string
	header  nats.Header
}

// stream answers every event in the stream, once all that were recorded are there.
func (p *process) stream(t *testing.T) (list []published) {
	ctx := p.as(t, "activities.staff")
	_, err := p.positions.GetPositions(ctx, &eventsv1.GetPositionsRequest{})
	require.NoError(t, err)
	stream, err := p.nats.JS.Stream(ctx, natsx.StreamName(activities.Name))
	require.NoError(t, err)
	for sequence := uint64(1); sequence <= stream.CachedInfo().State.LastSeq; sequence++ {
		message, err := stream.GetMsg(ctx, sequence)
		require.NoError(t, err)
		event, err := cloudevent.FromNATS(message.Header, message.Data)
		require.NoError(t, err)
		list = append(list, published{event, message.Subject, message.Header})
	}
	return list
}
