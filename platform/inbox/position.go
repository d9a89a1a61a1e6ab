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

// position is how far a stream was handled: every event up to sequence, of those in the share where there are several.
type position struct {
	stream   string
	shares   int // into how many the stream is parted
	share    int
	created  sqldb.Time // of the stream: one that was made anew counts from 1 again
	sequence uint64
	stored   sqldb.Time // when the stream took in the event with that sequence; zero: not known
	event    sqldb.Time // the newest registration time among the events handled
}

// errMoved says that another instance handled events of the stream.
var errMoved = fmt.Errorf("another instance handles the stream: %w", errRestart)

// load reads the position of a stream or share, or makes it. Where the stream is another than before, or shorter than what was
// handled, it is set to what the stream still vouches for.
func (p *position) load(ctx context.Context, db *sqldb.DB, of position, created time.Time, last uint64) error {
	return db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		*p = of
		if err := sqldb.HoldAlone(ctx, tx, p.gate()); err != nil {
			return err
		}
		if err := p.loadStream(ctx, tx, created, last); err != nil || p.shares == 1 {
			return err
		}
		return p.loadShare(ctx, tx, last)
	})
}

// loadStream reads how far the stream was handled as a whole, and keeps it with the number of shares that holds from now on.
func (p *position) loadStream(ctx context.Context, tx *sql.Tx, created time.Time, last uint64) error {
	shares := p.shares
	err := tx.QueryRowContext(ctx, `-- name: GetPosition :one
SELECT stream_created_at, sequence, stored_at, event_at, shares FROM stream_position WHERE stream = $1`, p.stream).
		Scan(&p.created, &p.sequence, &p.stored, &p.event, &shares)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	another := !p.created.Equal(sqldb.At(created).Time)
	if another {
		p.created, p.sequence, p.stored = sqldb.At(created), 0, sqldb.Time{}
	}
	if another || shares != p.shares {
		if err := p.gather(ctx, tx, shares); err != nil {
			return err
		}
	}
	p.cut(last)
	_, err = tx.ExecContext(ctx, `-- name: PutPosition :exec
INSERT INTO stream_position (stream, stream_created_at, sequence, stored_at, event_at, shares) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (stream) DO UPDATE SET stream_created_at = excluded.stream_created_at, sequence = excluded.sequence,
    stored_at = excluded.stored_at, event_at = excluded.event_at, shares = excluded.shares`,
		p.stream, p.created, int64(p.sequence), p.stored, p.event, int64(p.shares))
	return err
}

// goOn moves the position on to sequence, whose event came into the stream at an instant, where it is not that far yet.
func (p *position) goOn(sequence uint64, stored sqldb.Time) {
	if sequence > p.sequence {
		p.sequence, p.stored = sequence, stored
	}
}

// cut sets the position back to the last event of the stream, where it is further.
func (p *position) cut(last uint64) {
	if p.sequence > last {
		p.sequence, p.stored = last, sqldb.Time{}
	}
}

// after answers the position after batch.
func (p position) after(batch []*message) position {
	for _, m := range batch {
		p.goOn(m.sequence, sqldb.At(m.stored))
		if m.event.Time.After(p.event.Time) {
			p.event = sqldb.At(m.event.Time)
		}
	}
	return p
}

// move moves the position from p to next, unless another instance moved it since p was read, or parted the stream otherwise.
func (p position) move(ctx context.Context, tx *sql.Tx, next position) error {
	if p.shares > 1 {
		return p.moveShare(ctx, tx, next)
	}
	result, err := tx.ExecContext(ctx, `-- name: MovePosition :execrows
UPDATE stream_position SET sequence = $1, stored_at = $2, event_at = $3
WHERE stream = $4 AND stream_created_at = $5 AND sequence = $6 AND shares = 1`,
		int64(next.sequence), next.stored, next.event, p.stream, p.created, int64(p.sequence))
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
	back.sequence, back.stored = sequence-1, sqldb.Time{}
	err := db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := p.promiseLess(ctx, tx, back.sequence); err != nil {
			return err
		}
		return p.move(ctx, tx, back)
	})
	if err != nil {
		return err
	}
	*p = back
	return nil
}

// handled is how far each stream was handled: what the row of the stream promises, or more where each of its shares has come
// further.
const handled = `
SELECT p.stream, CASE WHEN COUNT(s.share) = p.shares AND MIN(s.sequence) > p.sequence THEN MIN(s.sequence) ELSE p.sequence END,
    CASE WHEN MAX(s.event_at) > p.event_at THEN MAX(s.event_at) ELSE p.event_at END
FROM stream_position AS p
LEFT JOIN stream_share AS s ON s.stream = p.stream AND s.shares = p.shares AND s.stream_created_at = p.stream_created_at`

// Positions answers how far each stream was handled, each as "<service>:<sequence>", and the newest registration time
// among the events of services that were handled (zero where there were none).
func Positions(ctx context.Context, db *sqldb.DB, services []string) (positions []string, asOf time.Time, err error) {
	rows, err := db.Read().QueryContext(ctx, `-- name: ListPositions :many`+handled+`
GROUP BY p.stream, p.sequence, p.event_at, p.shares ORDER BY p.stream`)
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

// settle is how often Wait looks how far the streams were handled by others than this process, whose commits wake it.
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
		committed := db.NextCommit()
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
		case <-committed:
		case <-time.After(settle):
		}
	}
}

func reached(ctx context.Context, db *sqldb.DB, want map[string]int64) (bool, error) {
	for stream, sequence := range want {
		have, err := sequenceOf(ctx, db, stream)
		if err != nil || have < sequence {
			return false, err
		}
	}
	return true, nil
}

// sequenceOf answers how far a stream was handled, 0 where it never was.
func sequenceOf(ctx context.Context, db *sqldb.DB, stream string) (sequence int64, err error) {
	var event sqldb.Time
	err = db.Read().QueryRowContext(ctx, `-- name: GetSequence :one`+handled+`
WHERE p.stream = $1 GROUP BY p.stream, p.sequence, p.event_at, p.shares`, stream).Scan(&stream, &sequence, &event)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("read position: %w", err)
	}
	return sequence, nil
}
