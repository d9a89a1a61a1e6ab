package outbox_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestEventOfAnotherInstanceIsSentWithoutBeingLookedFor(t *testing.T) {
	conn := testkit.NATS(t)
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := &rig{t: t, nats: conn, clock: testkit.NewClock(start)}
		url := engine.URL(t, nil)
		instance := func(db *sqldb.DB) *outbox.Relay {
			relay, err := outbox.New(outbox.Config{
				Service: service + engine.Name, DB: db, NATS: conn, Clock: r.clock, Log: slog.New(slog.DiscardHandler),
				Poll: time.Hour, // so that nobody finds an event by looking
			})
			require.NoError(t, err)
			return relay
		}
		r.db = r.Open(t, url)
		r.relay = instance(r.db)
		r.run(r.relay)
		r.add(1)
		r.sent() // so it holds the lease

		r.db = testkit.OpenDB(t, url)
		r.run(instance(r.db))
		for n := range int64(20) {
			r.add(n)
			r.sent()
		}
	})
}
