package limits

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// held is how many events there are to be fetched: those of some seconds.
const held = 200_000

// pulled is how many messages the server may have sent ahead, as the inbox has it when it reads a stream anew.
const pulled = 10_000

// Fetch is how many events a second can be taken from JetStream, from the first on, by an ordered consumer that does nothing with
// them: it neither decodes nor counts nor answers any. At the first turn it fills a stream of its own with events as the relay
// sends them; where a turn comes to the end of it, it begins anew.
func Fetch(natsURL string) Take { return fetching(natsURL, held) }

func fetching(natsURL string, events int) Take {
	return func(ctx context.Context, d time.Duration) (turn measure.Turn, err error) {
		conn, err := connect(natsURL)
		if err != nil {
			return turn, err
		}
		defer conn.Close()
		stream, err := filled(ctx, conn, events)
		if err != nil {
			return turn, err
		}
		began := clock.System().Now()
		for turn.Took < d {
			n, err := FetchAll(ctx, stream, events, began.Add(d))
			if err != nil {
				return turn, err
			}
			turn.Done += n
			turn.Took = clock.System().Now().Sub(began)
		}
		return turn, nil
	}
}

// filled answers the stream with at least so many events.
func filled(ctx context.Context, conn *natsx.Conn, events int) (jetstream.Stream, error) {
	if _, err := conn.DeclareStream(ctx, fetched); err != nil {
		return nil, err
	}
	stream, err := conn.JS.Stream(ctx, natsx.StreamName(fetched))
	for err == nil && int(stream.CachedInfo().State.Msgs) < events {
		if _, err = publish(ctx, 0, conn, fetched, min(events, made)); err == nil {
			_, err = stream.Info(ctx)
		}
	}
	return stream, err
}

// FetchAll takes so many events from the beginning of a stream, by an ordered consumer that does nothing with them, and answers
// how many there were: fewer where an instant passed by then. The zero instant: all of them, however long that takes.
func FetchAll(ctx context.Context, stream jetstream.Stream, events int, until time.Time) (int, error) {
	consumer, err := stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{})
	if err != nil {
		return 0, err
	}
	n, enough := 0, make(chan int, 1)
	failed := make(chan error, 1)
	consuming, err := consumer.Consume(func(jetstream.Msg) {
		n++
		// To look at the clock for each would be a part of what is measured.
		if n == events || n%1000 == 0 && !until.IsZero() && clock.System().Now().After(until) {
			say(enough, n)
		}
	}, jetstream.PullMaxMessages(pulled), jetstream.ConsumeErrHandler(func(_ jetstream.ConsumeContext, err error) {
		say(failed, err)
	}))
	if err != nil {
		return 0, err
	}
	defer consuming.Stop()
	select {
	case n := <-enough:
		return n, nil
	case err := <-failed:
		return 0, fmt.Errorf("consume: %w", err)
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// say says something that is heard once.
func say[T any](to chan<- T, what T) {
	select {
	case to <- what:
	default:
	}
}
