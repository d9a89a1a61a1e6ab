package outbox_test

import (
	"context"
	"database/sql"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

// handedRig is a rig whose relay runs, has looked at the log, and does not look again by itself.
func handedRig(t *testing.T, engine testkit.Engine) *rig {
	t.Helper()
	r := newRig(t, engine, testkit.NATS(t))
	relay, err := outbox.New(outbox.Config{
		Service: service, DB: r.db, NATS: r.nats, Clock: r.clock, Log: slog.New(slog.DiscardHandler), Poll: time.Hour,
	})
	require.NoError(t, err)
	r.relay = relay
	looked := r.After("ListUnsent")
	r.run(relay)
	<-looked
	r.add(1)
	r.sent()
	return r
}

func TestEventsAreSentWithoutReadingTheLog(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := handedRig(t, engine)
		looked := r.After("ListUnsent")
		for n := int64(2); n <= 40; n += 2 {
			r.add(n, n+1)
		}
		r.sent()
		require.Equal(t, upTo(41), r.numbers())
		select {
		case <-looked:
			require.Fail(t, "the log was read")
		default:
		}
	})
}

func TestMoreThanIsHandedOverIsReadFromTheLog(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := handedRig(t, engine)
		looked := r.After("ListUnsent")
		many := upTo(10_500)[1:] // in one transaction
		r.add(many...)
		<-looked
		r.sent()
		r.add(10_501)
		r.sent()
		require.ElementsMatch(t, upTo(10_501), r.numbers())
	})
}

func TestEventThatIsNotHandedOverIsFoundByLooking(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		r.run(r.relay)
		r.add(1)
		r.sent()
		r.write(func(_ context.Context, tx *sql.Tx) error {
			return outbox.Append(t.Context(), tx, r.clock.Now(), service, event(2)) // with a context of no command
		})
		r.sent()
		require.Equal(t, upTo(2), r.numbers())
	})
}

func TestWhatWasSentCountsAsSentBeforeItIsMarked(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := handedRig(t, engine)
		for n := int64(2); n < 20; n++ {
			r.add(n)
			for status := (outbox.Status{Unsent: 1}); status.Unsent > 0; { // as soon as the server has it
				var err error
				status, err = r.relay.Status(t.Context())
				require.NoError(t, err)
			}
			require.Zero(t, r.unsent(), "and its row says so from then on")
		}
	})
}
