package inbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Status is how far a stream was handled.
type Status struct {
	Service  string // whose stream it is
	Position int64  // everything up to this number was handled; 0: nothing
	// EventAt is the newest registration time among the events handled; zero where there are none.
	EventAt time.Time
	// End is the number of the last event of the stream, and Known whether it could be asked.
	End   int64
	Known bool
	// WaitingSince is when the first event came into the stream that was not handled; zero where there is none, or nobody knows.
	WaitingSince time.Time
	// Shares is into how many the stream is parted, and Active how many of them are handled here.
	Shares, Active int
	DeadLetters    int64
}

// Status answers how far the stream was handled, by whichever instance. Where the server of the stream does not answer before ctx
// ends, only its end is not known.
func (c *Consumer) Status(ctx context.Context) (Status, error) {
	s, err := c.progress(ctx)
	if err != nil {
		return s, err
	}
	for _, l := range c.leases {
		if l.Held() {
			s.Active++
		}
	}
	if s.DeadLetters, err = c.countDeadLetters(ctx); err != nil {
		return s, fmt.Errorf("count dead letters: %w", err)
	}
	return s, nil
}

// progress answers how far the stream was handled, and how far it goes.
func (c *Consumer) progress(ctx context.Context) (Status, error) {
	s := Status{Service: c.Service, Shares: c.Shares}
	var event sqldb.Time
	err := c.DB.Read().QueryRowContext(ctx, `-- name: GetHandled :one`+handled+`
WHERE p.stream = $1 GROUP BY p.stream, p.sequence, p.event_at, p.shares`, c.Service).Scan(&s.Service, &s.Position, &event)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return s, fmt.Errorf("read the position: %w", err)
	}
	s.EventAt = event.Time
	s.askStream(ctx, c.NATS)
	return s, nil
}

// askStream completes s with what the server knows, as far as it answers.
func (s *Status) askStream(ctx context.Context, nats *natsx.Conn) {
	if nats.Ready(ctx) != nil {
		return // what is asked now is waited for in vain
	}
	stream, err := nats.JS.Stream(ctx, natsx.StreamName(s.Service))
	if err != nil {
		return
	}
	s.End, s.Known = int64(stream.CachedInfo().State.LastSeq), true
	if s.End <= s.Position {
		return
	}
	if first, err := stream.GetMsg(ctx, uint64(s.Position)+1); err == nil {
		s.WaitingSince = first.Time.UTC()
	}
}

// countDeadLetters answers how many dead letters of the stream wait for somebody to retry or drop them.
func (c *Consumer) countDeadLetters(ctx context.Context) (waiting int64, err error) {
	err = c.DB.Read().QueryRowContext(ctx, `-- name: CountDeadLetters :one
SELECT COUNT(*) FROM dead_letter WHERE stream = $1`, c.Service).Scan(&waiting)
	return waiting, err
}
