package inbox_test

import (
	"context"
	"database/sql"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/testkit"
)

func in(shares int) func(*inbox.Config) { return func(c *inbox.Config) { c.Shares = shares } }

func (f *flow) positions() []string {
	f.t.Helper()
	positions, _, err := inbox.Positions(f.t.Context(), f.consumer, nil)
	require.NoError(f.t, err)
	return positions
}

func TestSharesHandleEveryEventOnceAndHaveOnePosition(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.run(f.newConsumer(in(4)).Run)
		f.publish("number.added", numbers(1, 500)...)
		require.EqualValues(t, 500*501/2, f.settled())
		require.Equal(t, []string{"numbers:500"}, f.positions())
		// Of one event three of the shares have nothing, and it can be waited for all the same.
		f.publish("number.added", 7)
		require.EqualValues(t, 500*501/2+7, f.settled())
		require.Equal(t, []string{"numbers:501"}, f.positions())
	})
}

// The handler meets the events of an aggregate one batch after another, whichever instance has its share.
func TestInstancesShareTheWorkAndTakeOverWhatIsLeft(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		var busy [natsx.Partitions]atomic.Bool
		instance := func() (stop func(), handled *atomic.Int64) {
			handled = new(atomic.Int64)
			return f.run(f.newConsumer(in(4), func(c *inbox.Config) {
				c.Handle = func(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
					mine := map[int]bool{}
					for _, e := range events {
						mine[natsx.Partition(e.Subject)] = true
					}
					for p := range mine {
						if !busy[p].CompareAndSwap(false, true) {
							t.Errorf("partition %d is handled twice at once", p)
						}
						defer busy[p].Store(false)
					}
					handled.Add(int64(len(events)))
					return f.add(ctx, tx, events)
				}
			}).Run), handled
		}
		stopFirst, first := instance()
		var sum int64
		publish := func() {
			f.publish("number.added", numbers(1, 100)...)
			sum += 100 * 101 / 2
			require.Equal(t, sum, f.settled())
		}
		publish()
		_, second := instance()
		require.Eventually(t, func() bool {
			publish()
			return second.Load() > 0
		}, 20*time.Second, time.Millisecond, "the second gets a part")
		// When the shares have come to rest each instance has two of them.
		require.Eventually(t, func() bool {
			a, b := first.Load(), second.Load()
			publish()
			return first.Load() > a && second.Load() > b
		}, 20*time.Second, time.Millisecond, "the first keeps a part")
		stopFirst()
		publish()
		require.Zero(t, f.deadLetters())
	})
}

func TestInstanceThatIsStoppedInTheMiddleOfABatchLosesNothingOfItsShares(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		for range 3 {
			handling := f.handling()
			stop := f.run(f.newConsumer(in(2)).Run)
			f.publish("number.added", numbers(1, 200)...)
			handling()
			stop()
		}
		f.run(f.newConsumer(in(2)).Run)
		require.EqualValues(t, 3*200*201/2, f.settled())
	})
}

func TestStreamIsPartedAnewWithoutLosingOrRepeatingAnything(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		var sum int64
		for _, shares := range []int{1, 4, 2, 64, 1, 0, 8} {
			stop := f.run(f.newConsumer(in(shares)).Run)
			f.publish("number.added", numbers(1, 50)...)
			sum += 50 * 51 / 2
			require.Equal(t, sum, f.settled(), "%d shares", shares)
			stop()
		}
	})
}

// During a roll-out instances part the stream in different ways: they take it from each other, and nothing is lost or repeated.
func TestInstancesThatPartTheStreamDifferentlyLoseAndRepeatNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		var sum int64
		var stops []func()
		for _, shares := range []int{1, 4, 2} {
			stops = append(stops, f.run(f.newConsumer(in(shares)).Run))
			f.publish("number.added", numbers(1, 100)...)
			sum += 100 * 101 / 2
		}
		stops[0]()
		stops[2]()
		require.Equal(t, sum, f.settled())
		require.Zero(t, f.deadLetters())
	})
}

// A version that knows of no shares counts on from the row of the stream. What that promises was handled by all shares.
func TestShareThatIsBehindKeepsThePromiseOfTheStreamBack(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		stop := f.run(f.newConsumer(in(2)).Run)
		f.publish("number.added", numbers(1, 20)...)
		f.settled()
		stop()
		f.exec("UPDATE stream_share SET sequence = 7 WHERE share = 1")
		require.Equal(t, []string{"numbers:7"}, f.positions())
		f.exec("DELETE FROM stream_share WHERE share = 1")
		require.Equal(t, []string{"numbers:0"}, f.positions(), "a share that nobody has begun")
		f.exec("UPDATE stream_position SET sequence = 20")
		require.Equal(t, []string{"numbers:20"}, f.positions(), "whoever follows all of it is as good")
	})
}

func TestSharesNoticeAStreamThatWasMadeAnew(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		s := testkit.NewNATSServer(t, server.Options{})
		f := newFlowOver(t, engine, s.Connect())
		f.run(f.relay.Run)
		f.run(f.newConsumer(in(4)).Run)
		f.publish("number.added", numbers(1, 100)...)
		require.EqualValues(t, 5050, f.settled())
		s.Stop()
		s.Clear()
		s.Start()
		f.publish("number.added", numbers(101, 120)...)
		require.EqualValues(t, 120*121/2, f.settled())
	})
}

func TestDeadLetterIsHandledAgainByWhoHasItsShare(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		refuse := func() error { return inbox.Poison(context.Canceled) }
		f.hook.Store(&refuse)
		f.run(f.newConsumer(in(4)).Run)
		f.publish("number.added", numbers(1, 8)...)
		f.settled()
		require.Equal(t, 8, f.deadLetters())
		f.hook.Store(nil)
		letters, err := inbox.DeadLetters(t.Context(), f.consumer, inbox.Key{}, 10)
		require.NoError(t, err)
		for _, l := range letters {
			_, err := inbox.AskRetry(t.Context(), f.consumer, time.UnixMicro(1), nil, l.Key)
			require.NoError(t, err)
		}
		require.Eventually(t, func() bool { return f.deadLetters() == 0 }, 20*time.Second, 5*time.Millisecond)
		require.EqualValues(t, 36, f.settled())
	})
}

func TestSharesThatCannotBeEvenAreRefused(t *testing.T) {
	for _, shares := range []int{3, 5, 65, 128} {
		_, err := inbox.New(inbox.Config{Service: service, Shares: shares})
		require.ErrorContains(t, err, "shares", shares)
	}
}
