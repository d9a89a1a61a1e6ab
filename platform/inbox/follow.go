package inbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// The most events that one transaction handles: a commit costs about as much as handling fifty. What can be made again from the
// stream is also read from its beginning, a million events behind; then larger batches change the same rows less often. There
// are never more than have arrived, so who keeps up handles few at a time.
const (
	maxBatch           = 500
	maxReplayableBatch = 5000
)

func (c *Consumer) maxBatch() int {
	if c.Replayable {
		return maxReplayableBatch
	}
	return maxBatch
}

// onItsWay is how long a batch waits for events that the server said to follow those that it has. Events that come one by one,
// each the last of its stream when it is sent, wait for nothing.
const onItsWay = time.Millisecond

// errRestart says that following must begin again from what the database says.
var errRestart = errors.New("restart")

// message is one message of the stream, decoded.
type message struct {
	sequence uint64
	stored   time.Time // when it came into the stream
	event    cloudevent.Event
	headers  nats.Header
	data     []byte
	broken   error  // why it is no event
	foreign  bool   // it is in the share of another: only its number is known
	pending  uint64 // how many followed it in the stream when it was sent
}

// follow handles the stream from where the database says it is, until the server, the database or the lease is lost.
func (c *Consumer) follow(ctx context.Context) error {
	over := c.NATS.Generation()
	if err := c.NATS.Ready(ctx); err != nil {
		return err // what is asked now is waited for in vain
	}
	stream, err := c.NATS.JS.Stream(ctx, natsx.StreamName(c.Service))
	if err != nil {
		return err
	}
	config, err := c.begin(ctx, stream)
	if err != nil {
		return err
	}
	config.FilterSubjects = c.filters()
	consumer, err := stream.OrderedConsumer(ctx, config)
	if err != nil {
		return fmt.Errorf("consume: %w", err)
	}
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	arrived := make(chan *message, c.maxBatch())
	consuming, err := consumer.Consume(func(m jetstream.Msg) {
		decoded, err := c.decode(m)
		if err != nil {
			end(err)
			return
		}
		select {
		case arrived <- decoded:
		case <-ctx.Done():
		}
	}, jetstream.PullMaxMessages(2*c.maxBatch()), jetstream.ConsumeErrHandler(func(_ jetstream.ConsumeContext, err error) {
		// The library would go on from the next number, in a stream that may be another by now.
		end(fmt.Errorf("consume: %w", err))
	}))
	if err != nil {
		return fmt.Errorf("consume: %w", err)
	}
	defer consuming.Stop()
	return c.drain(ctx, stream, arrived, over)
}

// begin answers where to begin: after the last event that was handled, or at the first. A server that lost events gives their
// numbers to those it is sent again. What stands at the number of the last event is then another, which came later, and those
// before it may never have been seen; they all came within minutes of it, so reading begins that long before.
func (c *Consumer) begin(ctx context.Context, stream jetstream.Stream) (jetstream.OrderedConsumerConfig, error) {
	info := stream.CachedInfo()
	of := position{stream: c.Service, shares: c.Shares, share: c.share}
	if err := c.position.load(ctx, c.DB, of, info.Created, info.State.LastSeq); err != nil {
		return jetstream.OrderedConsumerConfig{}, fmt.Errorf("read the position: %w", err)
	}
	c.reached, c.since = c.position, time.Time{}
	next := jetstream.OrderedConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: c.position.sequence + 1,
	}
	if c.position.sequence == 0 {
		return next, nil
	}
	last, err := stream.GetMsg(ctx, c.position.sequence)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return next, nil
	}
	if err != nil {
		return next, fmt.Errorf("read the last event: %w", err)
	}
	if sqldb.At(last.Time).Equal(c.position.stored.Time) {
		return next, nil
	}
	since := last.Time.Add(-outbox.ResendWindow)
	c.since = since
	return jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverByStartTimePolicy, OptStartTime: &since}, nil
}

// drain handles what arrives, in batches as large as what has arrived meanwhile, until ctx ends or the connection is
// another than generation over. What arrived after that is not handled: it may be of a stream that was cut short. Once a
// second it looks for dead letters to retry.
func (c *Consumer) drain(ctx context.Context, stream jetstream.Stream, arrived <-chan *message, over uint64) error {
	renew := time.NewTicker(time.Second)
	defer renew.Stop()
	var noting <-chan time.Time // nil while there is nothing to note
	for {
		var batch []*message
		select {
		case <-ctx.Done():
		case <-noting:
			if err := c.note(ctx); err != nil {
				return err
			}
			noting = nil
		case <-renew.C:
			if held, err := c.takeLease(ctx); err != nil || !held {
				return err
			}
			if err := c.retryAsked(ctx); err != nil {
				return err
			}
			if err := c.passLeftOut(ctx, stream); err != nil {
				return err
			}
		case first := <-arrived:
			batch = gather(first, arrived, c.maxBatch())
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if c.NATS.Generation() != over {
			return errRestart
		}
		if len(batch) == 0 {
			continue
		}
		if err := c.rewind(ctx, batch[0].sequence); err != nil {
			return err
		}
		c.since = time.Time{}
		if c.pass(ctx, batch) {
			if noting == nil {
				noting = time.After(noteAfter)
			}
			continue
		}
		noting = nil
		if err := c.handle(ctx, batch); err != nil {
			return err
		}
	}
}

// rewind goes back to just before sequence, where the stream is read again from there.
func (c *Consumer) rewind(ctx context.Context, sequence uint64) error {
	if sequence > c.reached.sequence {
		return nil
	}
	if err := c.position.rewind(ctx, c.DB, sequence); err != nil {
		return err
	}
	c.reached = c.position
	return nil
}

// gather answers first and what else has arrived or is about to, at most so many.
func gather(first *message, arrived <-chan *message, most int) []*message {
	batch := []*message{first}
	enough := time.NewTimer(onItsWay)
	defer enough.Stop()
	for len(batch) < most {
		select {
		case m := <-arrived:
			batch = append(batch, m)
			continue
		default:
		}
		if batch[len(batch)-1].pending == 0 {
			break
		}
		select {
		case m := <-arrived:
			batch = append(batch, m)
		case <-enough.C:
			return batch
		}
	}
	return batch
}

func (c *Consumer) decode(m jetstream.Msg) (*message, error) {
	meta, err := m.Metadata()
	if err != nil {
		return nil, fmt.Errorf("a message without a place in a stream: %w", err)
	}
	decoded := &message{sequence: meta.Sequence.Stream, stored: meta.Timestamp, pending: meta.NumPending}
	if natsx.PartitionOf(m.Subject())%c.Shares != c.share {
		decoded.foreign = true
		return decoded, nil
	}
	decoded.headers, decoded.data = m.Headers(), m.Data()
	decoded.event, decoded.broken = cloudevent.FromNATS(decoded.headers, decoded.data)
	return decoded, nil
}
