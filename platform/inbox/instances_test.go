package inbox_test

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/lease"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestInstancesThatBothBelieveToHoldTheLeaseLoseAndRepeatNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		// Time stands still for the one, who never asks for the lease again, and its term is over for the other.
		now := clock.System().Now()
		for _, c := range []clock.Clock{clock.At(now), clock.At(now.Add(time.Hour))} {
			handling := f.handling()
			f.run(f.newConsumer(func(cfg *inbox.Config) { cfg.Clock = c }).Run)
			f.publish("number.added", 1)
			handling()
		}
		for range 20 {
			f.publish("number.added", numbers(1, 40)...)
		}
		require.EqualValues(t, 2+20*40*41/2, f.settled())
		require.Zero(t, f.deadLetters())
	})
}

func TestConsumerThatIsStoppedHandlesItsBatchToTheEndAndNoMore(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		begun, goOn := make(chan struct{}, 10), make(chan struct{})
		hook := func() error {
			begun <- struct{}{}
			<-goOn
			return nil
		}
		f.hook.Store(&hook)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		consumer := f.newConsumer()
		go func() { done <- consumer.Run(ctx) }()
		f.publish("number.added", 1)
		<-begun
		f.publish("number.added", numbers(2, 10)...)
		f.position() // they are on their way to the consumer
		cancel()
		close(goOn)
		require.NoError(t, <-done)
		f.wait("numbers:1")
		positions, _, err := inbox.Positions(t.Context(), f.consumer, nil)
		require.NoError(t, err)
		require.Equal(t, []string{"numbers:1"}, positions)
		f.run(f.newConsumer().Run)
		require.EqualValues(t, 55, f.settled())
	})
}

// TestInstanceThatCannotHandleGivesWayToOneThatCan: an older version beside a newer one.
func TestInstanceThatCannotHandleGivesWayToOneThatCan(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		tried := make(chan struct{})
		once := sync.OnceFunc(func() { close(tried) })
		f.run(f.newConsumer(func(cfg *inbox.Config) {
			cfg.Handle = func(context.Context, *sql.Tx, []cloudevent.Event) error {
				once()
				return errors.New("it is counted by another version of this program")
			}
		}).Run)
		f.publish("number.added", numbers(1, 40)...)
		<-tried
		f.run(f.newConsumer().Run)
		require.EqualValues(t, 820, f.settled())
		require.Zero(t, f.deadLetters())
	})
}

func TestLeaseThatIsLostIsNoticedAndComesBack(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		c := testkit.NewClock(clock.System().Now())
		f.run(f.newConsumer(func(cfg *inbox.Config) { cfg.Clock = c }).Run)
		f.publish("number.added", 1)
		require.EqualValues(t, 1, f.settled())
		// Another instance, that never handles anything.
		other := lease.New(f.consumer, clock.At(c.Now().Add(time.Hour)), "consumer/"+service)
		held, err := other.Take(t.Context())
		require.NoError(t, err)
		require.True(t, held)
		asked := f.queries.After("LeaseHeldElsewhere")
		c.Advance(lease.Term)
		<-asked
		f.publish("number.added", 2)
		f.position()
		positions, _, err := inbox.Positions(t.Context(), f.consumer, nil)
		require.NoError(t, err)
		require.Equal(t, []string{"numbers:1"}, positions, "it leaves the stream to the other")
		require.NoError(t, other.Release(t.Context()))
		require.EqualValues(t, 3, f.settled())
	})
}
