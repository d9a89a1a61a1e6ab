package limits

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// pulled is how many messages the server may have sent ahead, as the inbox has it when it reads a stream anew.
const pulled = 10_000

// FetchAll takes so many events from the beginning of a stream, by an ordered consumer that does nothing with them: it neither
// decodes nor counts nor answers any.
func FetchAll(ctx context.Context, stream jetstream.Stream, events int) error {
	consumer, err := stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{})
	if err != nil {
		return err
	}
	n, all := 0, make(chan struct{})
	failed := make(chan error, 1)
	consuming, err := consumer.Consume(func(jetstream.Msg) {
		if n++; n == events {
			close(all)
		}
	}, jetstream.PullMaxMessages(pulled), jetstream.ConsumeErrHandler(func(_ jetstream.ConsumeContext, err error) {
		select {
		case failed <- err:
		default: // the first is enough
		}
	}))
	if err != nil {
		return err
	}
	defer consuming.Stop()
	select {
	case <-all:
		return nil
	case err := <-failed:
		return fmt.Errorf("consume: %w", err)
	case <-ctx.Done():
		return ctx.Err()
	}
}
