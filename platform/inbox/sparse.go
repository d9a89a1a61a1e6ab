package inbox

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// filters are the subjects that the server sends; none stands for all.
func (c *Consumer) filters() (subjects []string) {
	if !c.Sparse {
		return nil
	}
	for _, t := range c.Types {
		subjects = append(subjects, outbox.Filter(c.Service, t))
	}
	return subjects
}

// passLeftOut moves past the events that the server leaves out, to the end of the stream, where none that it would send is before
// that. Where the server does not answer, the next look tells.
func (c *Consumer) passLeftOut(ctx context.Context, stream jetstream.Stream) error {
	if !c.Sparse {
		return nil
	}
	end, err := c.endOfLeftOut(ctx, stream)
	switch {
	case err != nil:
		c.Log.DebugContext(ctx, "how far the stream goes is not known", "service", c.Service, "error", err)
	case end.sequence > c.reached.sequence:
		c.reached, c.since = end, time.Time{}
		return c.note(ctx)
	}
	return nil
}

// endOfLeftOut answers the end of the stream where all after what was handled is left out, and otherwise what was handled.
//
// The order of the questions makes the answer true of a stream that loses its end meanwhile: what was handled is found to be
// there after nothing was found beyond it, and the end was there before that, at the time which begin asks for.
func (c *Consumer) endOfLeftOut(ctx context.Context, stream jetstream.Stream) (end position, err error) {
	end = c.reached
	info, err := stream.Info(ctx)
	if err != nil || info.State.LastSeq <= end.sequence {
		return end, err
	}
	last, err := stream.GetMsg(ctx, info.State.LastSeq)
	if err != nil {
		return end, err
	}
	for _, subject := range c.filters() {
		newest, err := stream.GetLastMsgForSubject(ctx, subject)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue
		}
		if err != nil || !c.had(newest) {
			return end, err
		}
	}
	if c.since.IsZero() && end.sequence > 0 {
		same, err := stream.GetMsg(ctx, end.sequence)
		if err != nil || !sqldb.At(same.Time).Equal(end.stored.Time) {
			return end, err
		}
	}
	end.goOn(last.Sequence, sqldb.At(last.Time))
	return end, nil
}

// had says whether an event is before those that are to be handled.
func (c *Consumer) had(m *jetstream.RawStreamMsg) bool {
	if c.since.IsZero() {
		return m.Sequence <= c.reached.sequence
	}
	return m.Time.Before(c.since)
}
