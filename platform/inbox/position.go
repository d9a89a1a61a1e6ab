package inbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// position is how far a stream was handled: every event up to sequence.
type position struct {
	stream   string
	created  sqldb.Time // of the stream: one that was made anew counts from 1 again
	sequence uint64
	event    sqldb.Time // the newest registration time among the events handled
}

// errMoved says that another instance handled events of the stream.
var errMoved = fmt.Errorf("another instance handles the stream: %w", errRestart)

// load reads the position, or makes it. Where the stream is another than before, or shorter than what was handled, it is
// set to what the stream still vouches for.
func (p *position) load(ctx context.Context, db *sqldb.DB, stream string, created time.Time, last uint64) error {
	return db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		*p = position{stream: stream}
		err := tx.QueryRowContext(ctx, `-- name: GetPosition :one
SELECT stream_created_at, sequence, event_at FROM stream_position WHERE stream = $1`, stream).
			Scan(&p.created, &p.sequence, &p.event)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if !p.created.Equal(sqldb.At(created).Time) {
			p.created, p.sequence = sqldb.At(created), 0
		}
		p.sequence = min(p.sequence, last)
		_, err = tx.ExecContext(ctx, `-- name: PutPosition :exec
INSERT INTO stream_position (stream, stream_created_at, sequence, event_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (stream) DO UPDATE SET stream_created_at = excluded.stream_created_at, sequence = excluded.sequence`,
			p.stream, p.created, int64(p.sequence), p.event)
		return err
	})
}

// after answers the position after batch.
func (p position) after(batch []message) position {
	for _, m := range batch {
		p.sequence = max(p.sequence, m.sequence)
		if m.event.Time.After(p.event.Time) {
			p.event = sqldb.At(m.event.Time)
		}
	}
	return p
}

// move moves the position from p to next, unless another instance moved it since p was read.
func (p position) move(ctx context.Context, tx *sql.Tx, next position) error {
	result, err := tx.ExecContext(ctx, `-- name: MovePosition :execrows
UPDATE stream_position SET sequence = $1, event_at = $2 WHERE stream = $3 AND stream_created_at = $4 AND sequence = $5`,
		int64(next.sequence), next.event, p.stream, p.created, int64(p.sequence))
	if err != nil {
		return err
	}
	if changed, err := result.RowsAffected(); err != nil || changed == 0 {
		return errors.Join(err, errMoved)
	}
	return nil
}

// rewind sets the position back to just before sequence, where the stream is read again from there: until those events
// have passed, what the position promises would not be true.
func (p *position) rewind(ctx context.Context, db *sqldb.DB, sequence uint64) error {
	if sequence > p.sequence {
		return nil
	}
	back := *p
	back.sequence = sequence - 1
	if err := db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return p.move(ctx, tx, back) }); err != nil {
		return err
	}
	*p = back
	return nil
}

// Positions answers how far each stream was handled, each as "<service>:<sequence>", and the newest registration time
// among the events of services that were handled (zero where there were none).
func Positions(ctx context.Context, db *sqldb.DB, services []string) (positions []string, asOf time.Time, err error) {
	rows, err := db.Read().QueryContext(ctx, `-- name: ListPositions :many
SELECT stream, sequence, event_at FROM stream_position ORDER BY stream`)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("read positions: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var stream string
		var sequence int64
		var event sqldb.Time
		if err := rows.Scan(&stream, &sequence, &event); err != nil {
			return nil, time.Time{}, fmt.Errorf("read positions: %w", err)
		}
		positions = append(positions, fmt.Sprintf("%s:%d", stream, sequence))
		if slices.Contains(services, stream) && event.After(asOf) {
			asOf = event.Time
		}
	}
	return positions, asOf, rows.Err()
}

// settle is how often Wait looks how far the streams were handled.
const settle = 5 * time.Millisecond

// Wait waits until the streams were handled up to positions, as outbox.Position answers them. Streams this database does
// not follow are none of its business and not waited for: services are those it follows.
//
// Errors: INVALID_ARGUMENT (POSITION_INVALID) for what is no position; DEADLINE_EXCEEDED (POSITION_NOT_REACHED) when ctx
// ends first.
func Wait(ctx context.Context, db *sqldb.DB, services, positions []string) error {
	want := map[string]int64{}
	for i, p := range positions {
		stream, text, _ := strings.Cut(p, ":")
		sequence, err := strconv.ParseInt(text, 10, 64)
		if err != nil || stream == "" || sequence < 0 {
			return fault.Violation(fmt.Sprintf("wait_for[%d]", i), "POSITION_INVALID", `A position is written "<service>:<number>".`)
		}
		if slices.Contains(services, stream) {
			want[stream] = max(want[stream], sequence)
		}
	}
	for {
		reached, err := reached(ctx, db, want)
		if err == nil && reached {
			return nil
		}
		if err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return fault.New(fault.DeadlineExceeded, "POSITION_NOT_REACHED",
				"The events waited for were not counted in time. Try again later.").Because(ctx.Err())
		case <-time.After(settle):
		}
	}
}

func reached(ctx context.Context, db *sqldb.DB, want map[string]int64) (bool, error) {
	for stream, sequence := range want {
		var have int64
		err := db.Read().QueryRowContext(ctx, `-- name: GetSequence :one
SELECT sequence FROM stream_position WHERE stream = $1`, stream).Scan(&have)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return false, fmt.Errorf("read position: %w", err)
		}
		if have < sequence {
			return false, nil
		}
	}
	return true, nil
}
