package servicetest

import (
	"context"
	"database/sql"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// Publisher is another service that publishes, as far as tests need it: a log of events and its relay.
type Publisher struct {
	Relay   *outbox.Relay
	service string
	db      *sqldb.DB
}

// NewPublisher answers a service whose relay runs until the test ends.
func NewPublisher(t testing.TB, service string, engine testkit.Engine, nats *natsx.Conn) *Publisher {
	t.Helper()
	p := &Publisher{service: service, db: engine.Open(t, nil)}
	var err error
	p.Relay, err = outbox.New(outbox.Config{
		Service: service, DB: p.db, NATS: nats, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Relay.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	return p
}

// Publish publishes events in one transaction.
func (p *Publisher) Publish(t testing.TB, events ...outbox.Event) {
	t.Helper()
	require.NoError(t, p.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return outbox.Append(ctx, tx, clock.System().Now(), p.service, events...)
	}))
}
