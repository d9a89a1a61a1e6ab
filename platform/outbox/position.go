package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/natsx"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
)

// Positions answers PositionService for every relay of this process.
type Positions struct {
	eventsv1.UnimplementedPositionServiceServer
	relays []*Relay
}

// Add adds a relay. Call it before the server starts.
func (p *Positions) Add(r *Relay) { p.relays = append(p.relays, r) }

// GetPositions answers the positions of every stream this process publishes to.
func (p *Positions) GetPositions(
	ctx context.Context, _ *eventsv1.GetPositionsRequest,
) (*eventsv1.GetPositionsResponse, error) {
	answer := &eventsv1.GetPositionsResponse{}
	for _, r := range p.relays {
		position, err := r.Position(ctx)
		if err != nil {
			return nil, err
		}
		answer.Positions = append(answer.Positions, position)
	}
	return answer, nil
}

// settle is how often Position looks whether the events it waits for were sent.
const settle = 5 * time.Millisecond

// Position answers "<service>:<sequence>", a place in the stream at or after every event that was committed before the
// call. It waits for the relay, here or in another instance, to have sent them.
//
// Errors: UNAVAILABLE (EVENTS_NOT_PUBLISHED) when that does not happen before ctx ends.
func (r *Relay) Position(ctx context.Context) (string, error) {
	position, err := r.position(ctx)
	if err != nil {
		return "", fault.New(fault.Unavailable, "EVENTS_NOT_PUBLISHED",
			"The events have not reached their stream. Nothing is lost; try again later.").Because(err)
	}
	return position, nil
}

func (r *Relay) position(ctx context.Context) (string, error) {
	var last string
	err := r.DB.Read().QueryRowContext(ctx, `-- name: LastEvent :one
SELECT CAST(COALESCE(MAX(id), '') AS TEXT) FROM outbox`).Scan(&last)
	if err != nil {
		return "", err
	}
	for {
		committed := r.DB.NextCommit()
		sequence, settled, err := r.settled(ctx, last)
		if err != nil {
			return "", err
		}
		if settled {
			return fmt.Sprintf("%s:%d", r.Service, sequence), nil
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-committed:
		case <-time.After(settle):
		}
	}
}

// settled says whether every event up to last was sent, and answers the end of the stream. A stream that is not there, or
// that holds nothing although there are events, was lost: the relay is about to fill it again.
func (r *Relay) settled(ctx context.Context, last string) (sequence uint64, settled bool, err error) {
	if err := r.mark(ctx); err != nil {
		return 0, false, err
	}
	var waiting bool
	err = r.DB.Read().QueryRowContext(ctx, `-- name: StillUnsent :one
SELECT EXISTS (SELECT 1 FROM outbox WHERE sent_at = 0 AND id <= $1)`, last).Scan(&waiting)
	if err != nil || waiting {
		return 0, false, err
	}
	stream, err := r.NATS.JS.Stream(ctx, natsx.StreamName(r.Service))
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	sequence = stream.CachedInfo().State.LastSeq
	return sequence, sequence > 0 || last == "", nil
}
