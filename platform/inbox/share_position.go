package inbox

import (
	"context"
	"database/sql"
	"errors"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// The row of a stream promises that everything up to its number was handled, whoever did it. The row of a share promises that for
// the events of the share, and is never behind the first. So whoever parts the stream otherwise, or knows of no shares, begins at
// the row of the stream and loses nothing; what it meets again changes nothing.

// gate is what is held while events of the stream are handled: shared by the shares, alone by who changes what they are.
func (p position) gate() string { return "stream/" + p.stream }

// gather moves the position on to what all of so many shares have handled, and forgets the shares.
func (p *position) gather(ctx context.Context, tx *sql.Tx, shares int) error {
	var least, present sql.NullInt64
	var event sqldb.Time
	err := tx.QueryRowContext(ctx, `-- name: LeastShare :one
SELECT MIN(sequence), COUNT(*), COALESCE(MAX(event_at), 0) FROM stream_share
WHERE stream = $1 AND shares = $2 AND stream_created_at = $3`, p.stream, int64(shares), p.created).
		Scan(&least, &present, &event)
	if err != nil {
		return err
	}
	if shares > 1 && present.Int64 == int64(shares) {
		p.goOn(uint64(least.Int64), sqldb.Time{})
	}
	if event.After(p.event.Time) {
		p.event = event
	}
	_, err = tx.ExecContext(ctx, "-- name: DeleteShares :exec\nDELETE FROM stream_share WHERE stream = $1", p.stream)
	return err
}

// loadShare reads how far the share was handled; p is how far the stream was.
func (p *position) loadShare(ctx context.Context, tx *sql.Tx, last uint64) error {
	own := *p
	own.sequence, own.stored = 0, sqldb.Time{}
	err := tx.QueryRowContext(ctx, `-- name: GetShare :one
SELECT sequence, stored_at, event_at FROM stream_share WHERE stream = $1 AND shares = $2 AND share = $3`,
		p.stream, int64(p.shares), int64(p.share)).Scan(&own.sequence, &own.stored, &own.event)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	own.cut(last)
	own.goOn(p.sequence, p.stored)
	_, err = tx.ExecContext(ctx, `-- name: PutShare :exec
INSERT INTO stream_share (stream, shares, share, stream_created_at, sequence, stored_at, event_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (stream, shares, share) DO UPDATE SET stream_created_at = excluded.stream_created_at, sequence = excluded.sequence,
    stored_at = excluded.stored_at`,
		p.stream, int64(p.shares), int64(p.share), p.created, int64(own.sequence), own.stored, own.event)
	*p = own
	return err
}

// moveShare moves the position of a share. The row of the stream is read so that nobody parts it otherwise meanwhile: a version
// that knows of no shares changes that row before it handles anything.
func (p position) moveShare(ctx context.Context, tx *sql.Tx, next position) error {
	if err := sqldb.HoldShared(ctx, tx, p.gate()); err != nil {
		return err
	}
	var shares int64
	err := tx.QueryRowContext(ctx, `-- name: ShareStream :one
SELECT shares FROM stream_position WHERE stream = $1 AND stream_created_at = $2`+sqldb.ForShare(ctx), p.stream, p.created).
		Scan(&shares)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if shares != int64(p.shares) {
		return errMoved
	}
	result, err := tx.ExecContext(ctx, `-- name: MoveShare :execrows
UPDATE stream_share SET sequence = $1, stored_at = $2, event_at = $3
WHERE stream = $4 AND shares = $5 AND share = $6 AND stream_created_at = $7 AND sequence = $8`,
		int64(next.sequence), next.stored, next.event, p.stream, int64(p.shares), int64(p.share), p.created, int64(p.sequence))
	if err != nil {
		return err
	}
	if changed, err := result.RowsAffected(); err != nil || changed == 0 {
		return errors.Join(err, errMoved)
	}
	return nil
}

// promiseLess has the row of the stream promise no more than sequence, where a share is read again from there.
func (p position) promiseLess(ctx context.Context, tx *sql.Tx, sequence uint64) error {
	if p.shares == 1 {
		return nil // it is the same row
	}
	if err := sqldb.HoldAlone(ctx, tx, p.gate()); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `-- name: PromiseLess :exec
UPDATE stream_position SET sequence = $1 WHERE stream = $2 AND stream_created_at = $3 AND shares = $4 AND sequence > $1`,
		int64(sequence), p.stream, p.created, int64(p.shares))
	return err
}
