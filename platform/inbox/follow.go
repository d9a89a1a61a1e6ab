package inbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
)

// maxBatch is how many events one transaction handles at most; a commit costs about as much as handling fifty.
const maxBatch = 500

// errRestart says that following must begin again from what the database says.
var errRestart = errors.New("restart")

// message is one message of the stream, decoded.
type message struct {
	sequence uint64
	event    cloudevent.Event
	data     []byte
	broken   error // why it is no event
}

// follow handles the stream from where the database says it is, until the server, the database or the lease is lost.
func (c *Consumer) follow(ctx context.Context) error {
	stream, err := c.NATS.JS.Stream(ctx, natsx.StreamName(c.Service))
	if err != nil {
		return err
	}
	config, err := c.begin(ctx, stream)
	if err != nil {
		return err
	}
	consumer, err := stream.OrderedConsumer(ctx, config)
	if err != nil {
		return fmt.Errorf("consume: %w", err)
	}
	arrived := make(chan message, maxBatch)
	stopped := make(chan struct{})
	defer close(stopped)
	consuming, err := consumer.Consume(func(m jetstream.Msg) {
		select {
		case arrived <- decode(m):
		case <-stopped:
		}
	}, jetstream.PullMaxMessages(2*maxBatch))
	if err != nil {
		return fmt.Errorf("consume: %w", err)
	}
	defer consuming.Stop()
	return c.drain(ctx, arrived, consuming.Closed())
}

// begin answers where to begin: after the last event that was handled, and a little before where the server may have
// lost events and been sent them again since.
func (c *Consumer) begin(ctx context.Context, stream jetstream.Stream) (jetstream.OrderedConsumerConfig, error) {
	info := stream.CachedInfo()
	if err := c.position.load(ctx, c.DB, c.Service, info.Created, info.State.LastSeq); err != nil {
		return jetstream.OrderedConsumerConfig{}, fmt.Errorf("read the position: %w", err)
	}
	since := c.Clock.Now().Add(-outbox.ResendWindow)
	if c.position.sequence > 0 {
		last, err := stream.GetMsg(ctx, c.position.sequence)
		if err == nil && last.Time.After(since) {
			return jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverByStartTimePolicy, OptStartTime: &since}, nil
		}
		if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
			return jetstream.OrderedConsumerConfig{}, fmt.Errorf("read the last event: %w", err)
		}
	}
	return jetstream.OrderedConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: c.position.sequence + 1,
	}, nil
}

// drain handles what arrives, in batches as large as what has arrived meanwhile.
func (c *Consumer) drain(ctx context.Context, arrived <-chan message, closed <-chan struct{}) error {
	renew := time.NewTicker(time.Second)
	defer renew.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-closed:
			return errors.New("the server closed the consumer")
		case <-c.restart:
			return errRestart
		case <-renew.C:
			if held, err := c.lease.Take(ctx); err != nil || !held {
				return err
			}
		case first := <-arrived:
			if err := c.position.rewind(ctx, c.DB, first.sequence); err != nil {
				return err
			}
			if err := c.handle(ctx, gather(first, arrived)); err != nil {
				return err
			}
		}
	}
}

// gather answers first and what else has arrived.
func gather(first message, arrived <-chan message) []message {
	batch := []message{first}
	for len(batch) < maxBatch {
		select {
		case m := <-arrived:
			batch = append(batch, m)
		default:
			return batch
		}
	}
	return batch
}

func decode(m jetstream.Msg) message {
	decoded := message{data: m.Data()}
	meta, err := m.Metadata()
	if err != nil {
		decoded.broken = fmt.Errorf("no place in a stream: %w", err)
		return decoded
	}
	decoded.sequence = meta.Sequence.Stream
	decoded.event, decoded.broken = cloudevent.FromNATS(m.Headers(), m.Data())
	return decoded
}
