package operation_test

import (
	"context"
	"database/sql"
	"log/slog"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/operation"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// rig is a process with one service, shop, that follows the stream letters. Nothing of it runs until it is run.
type rig struct {
	t        *testing.T
	db       *sqldb.DB
	server   *testkit.NATSServer
	nats     *natsx.Conn
	relay    *outbox.Relay
	consumer *inbox.Consumer
	timers   *schedule.Scheduler
	client   operationsv1.OperationServiceClient
	issuer   *devissuer.Issuer
	ready    error // of the part called cellar
}

func newRig(t *testing.T, engine testkit.Engine) *rig {
	t.Parallel()
	r := &rig{t: t, db: engine.Open(t, nil), server: testkit.NewNATSServer(t, server.Options{})}
	r.nats = r.server.Connect()
	clk, log := clock.System(), slog.New(slog.DiscardHandler)
	var err error
	r.relay, err = outbox.New(outbox.Config{Service: "shop", DB: r.db, NATS: r.nats, Clock: clk, Log: log})
	require.NoError(t, err)
	r.consumer, err = inbox.New(inbox.Config{
		Service: "letters", Types: []string{outbox.Type("letters", "letter.sent")}, DB: r.db, NATS: r.nats, Clock: clk, Log: log,
		Handle: func(context.Context, *sql.Tx, []cloudevent.Event) error { return nil },
	})
	require.NoError(t, err)
	r.timers, err = schedule.New(schedule.Config{DB: r.db, Clock: clk, Log: log})
	require.NoError(t, err)
	s := operation.New(operation.Process{Name: "mall", Version: "7", Host: "here", Start: time.Unix(1000, 0)}, clk)
	s.Over(r.nats)
	s.Add(operation.Service{
		Name: "shop", DB: r.db, Relay: r.relay, Timers: r.timers, Consumers: []*inbox.Consumer{r.consumer},
	})
	s.AddPart("cellar", func(context.Context) error { return r.ready })
	r.issuer = servicetest.NewIssuer(t, clk)
	server := servicetest.NewServer(t, clk, r.issuer, log)
	s.Register(server)
	r.client = operationsv1.NewOperationServiceClient(servicetest.Serve(t, server, grpcx.ClientConfig{}))
	return r
}

// as answers the context of a call by somebody with a role.
func (r *rig) as(role string) context.Context {
	return servicetest.As(r.t, r.issuer, devissuer.Claims{Subject: "ann", Roles: []string{role}})
}

// run runs a task until the end of the test.
func (r *rig) run(task func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- task(ctx) }()
	r.t.Cleanup(func() { cancel(); require.NoError(r.t, <-done) })
}

// status answers how the process is, and the one service in it.
func (r *rig) status() (*operationsv1.ProcessStatus, *operationsv1.ServiceStatus) {
	r.t.Helper()
	answer, err := r.client.GetProcessStatus(r.as("admin"), &operationsv1.GetProcessStatusRequest{})
	require.NoError(r.t, err)
	require.Len(r.t, answer.GetServices(), 1)
	return answer, answer.GetServices()[0]
}

// append appends an event of shop that was registered some time ago.
func (r *rig) append(ago time.Duration, data proto.Message) {
	r.t.Helper()
	r.write(func(ctx context.Context, tx *sql.Tx) error {
		return outbox.Append(ctx, tx, clock.System().Now().Add(-ago), "shop", outbox.Event{Noun: "item.sold", AggregateID: "x", Data: data})
	})
}

func (r *rig) write(command func(context.Context, *sql.Tx) error) {
	r.t.Helper()
	require.NoError(r.t, r.db.Write(context.Background(), command))
}

// letter is an event as another service may publish it.
func letter(id, schema string, data []byte) cloudevent.Event {
	return cloudevent.Event{
		ID: id, Source: "urn:x", Type: outbox.Type("letters", "letter.sent"), Subject: "seven", Time: time.Unix(2000, 0),
		DataContentType: cloudevent.ProtobufType, DataSchema: schema, Data: data,
		TraceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
	}
}

// bury sets events aside, as the consumer does with what it cannot handle.
func (r *rig) bury(events ...cloudevent.Event) {
	r.t.Helper()
	_, err := r.nats.DeclareStream(r.t.Context(), "letters")
	require.NoError(r.t, err)
	refusing, err := inbox.New(inbox.Config{
		Service: "letters", Types: []string{outbox.Type("letters", "letter.sent")}, DB: r.db, NATS: r.nats, Clock: clock.System(),
		Log: slog.New(slog.DiscardHandler), Handle: func(context.Context, *sql.Tx, []cloudevent.Event) error { return inbox.Poison(errShape) },
	})
	require.NoError(r.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- refusing.Run(ctx) }()
	for _, e := range events {
		_, err := r.nats.JS.PublishMsg(r.t.Context(), cloudevent.ToNATS(natsx.Subject("letters", "letter", "sent", "x"), e))
		require.NoError(r.t, err)
	}
	require.Eventually(r.t, func() bool {
		n, err := inbox.CountDeadLetters(r.t.Context(), r.db)
		return err == nil && n == int64(len(events))
	}, 20*time.Second, 5*time.Millisecond)
	cancel()
	require.NoError(r.t, <-done)
}
