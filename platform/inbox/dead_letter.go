package inbox

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Key is the identity of a dead letter: that of its event or, where it is no event, its place in the stream.
type Key struct{ Source, ID string }

// DeadLetter is a message that could not be handled and was set aside, without its data.
type DeadLetter struct {
	Key
	Type        string // of the event; empty where it is none
	AggregateID string
	Stream      string // the service that published it
	Sequence    int64  // its number in the stream of that time
	Size        int64  // of its data, in bytes
	Error       string // why it could not be handled the last time
	Attempts    int64  // how often it was tried, the first time included
	SetAsideAt  time.Time
	AttemptedAt time.Time
	// RetryAskedAt is since when a consumer is asked to handle it again; zero where none is.
	RetryAskedAt time.Time
}

const selectDeadLetters = `
SELECT source, id, type, aggregate_id, stream, sequence, LENGTH(data), error, attempts, created_at,
    CASE WHEN attempted_at = 0 THEN created_at ELSE attempted_at END, retry_asked_at
FROM dead_letter `

// DeadLetters answers the dead letters after a key, at most limit, in order of source and id.
func DeadLetters(ctx context.Context, db *sqldb.DB, after Key, limit int) ([]DeadLetter, error) {
	return readDeadLetters(ctx, db, `-- name: ListDeadLetters :many`+selectDeadLetters+
		`WHERE (source, id) > (CAST($1 AS TEXT), CAST($2 AS TEXT)) ORDER BY source, id LIMIT $3`,
		after.Source, after.ID, limit)
}

// FindDeadLetters answers the dead letters that name means: every one with that id, or the one that it is source, "/"
// and id of.
func FindDeadLetters(ctx context.Context, db *sqldb.DB, name string) ([]DeadLetter, error) {
	return readDeadLetters(ctx, db, `-- name: FindDeadLetters :many`+selectDeadLetters+
		`WHERE id = CAST($1 AS TEXT) OR source || '/' || id = CAST($1 AS TEXT) ORDER BY source, id`, name)
}

func readDeadLetters(ctx context.Context, db *sqldb.DB, query string, args ...any) ([]DeadLetter, error) {
	rows, err := db.Read().QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read dead letters: %w", err)
	}
	defer rows.Close()
	var list []DeadLetter
	for rows.Next() {
		var l DeadLetter
		var setAside, attempted, asked sqldb.Time
		err := rows.Scan(&l.Source, &l.ID, &l.Type, &l.AggregateID, &l.Stream, &l.Sequence, &l.Size, &l.Error,
			&l.Attempts, &setAside, &attempted, &asked)
		if err != nil {
			return nil, fmt.Errorf("read dead letters: %w", err)
		}
		l.SetAsideAt, l.AttemptedAt, l.RetryAskedAt = setAside.Time, attempted.Time, asked.Time
		list = append(list, l)
	}
	return list, rows.Err()
}

// Note writes down that keys were changed, in the transaction that changes them. Nil where nothing is written down.
type Note func(ctx context.Context, tx *sql.Tx, keys []Key) error

// AskRetry asks the consumer to handle dead letters again, and answers which of them are there. It does so within a second
// where one runs, and otherwise when one starts.
func AskRetry(ctx context.Context, db *sqldb.DB, now time.Time, note Note, keys ...Key) ([]Key, error) {
	there, err := change(ctx, db, note, keys, fmt.Sprintf(`-- name: AskRetry :many
UPDATE dead_letter SET retry_asked_at = %d WHERE (source, id) IN (VALUES %%s) RETURNING source, id`, now.UnixMicro()))
	if err != nil {
		return nil, fmt.Errorf("ask for a retry: %w", err)
	}
	return there, nil
}

// DropDeadLetters deletes dead letters for good, and answers which of them were there. The inbox still knows the
// events: they are not handled when they come again.
func DropDeadLetters(ctx context.Context, db *sqldb.DB, note Note, keys ...Key) ([]Key, error) {
	there, err := change(ctx, db, note, keys, `-- name: DropDeadLetters :many
DELETE FROM dead_letter WHERE (source, id) IN (VALUES %s) RETURNING source, id`)
	if err != nil {
		return nil, fmt.Errorf("drop dead letters: %w", err)
	}
	return there, nil
}

// change runs a query for all keys in one transaction, and answers those that it returned.
func change(ctx context.Context, db *sqldb.DB, note Note, keys []Key, query string) (there []Key, err error) {
	rows := make(sqldb.Rows, len(keys))
	for i, k := range keys {
		rows[i] = []any{k.Source, k.ID}
	}
	err = db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		there = nil
		err := rows.Each(ctx, tx, query, func(r *sql.Rows) error {
			var k Key
			err := r.Scan(&k.Source, &k.ID)
			there = append(there, k)
			return err
		})
		if err != nil || note == nil || len(there) == 0 {
			return err
		}
		return note(ctx, tx, there)
	})
	return there, err
}

// CountDeadLetters answers how many dead letters there are, of whatever stream.
func CountDeadLetters(ctx context.Context, db *sqldb.DB) (n int64, err error) {
	err = db.Read().QueryRowContext(ctx, "-- name: CountAllDeadLetters :one\nSELECT COUNT(*) FROM dead_letter").Scan(&n)
	return n, err
}

// DeadEvent answers the event of a dead letter, as this version reads it, or why it is none.
//
// Errors: sql.ErrNoRows where there is no such dead letter.
func DeadEvent(ctx context.Context, db *sqldb.DB, key Key) (event cloudevent.Event, broken, err error) {
	m, _, err := deadMessage(ctx, db, key)
	return m.event, m.broken, err
}

// DeadLetterOf answers the dead letter with a key.
//
// Errors: sql.ErrNoRows where there is none.
func DeadLetterOf(ctx context.Context, db *sqldb.DB, key Key) (DeadLetter, error) {
	list, err := readDeadLetters(ctx, db, `-- name: GetDeadLetter :one`+selectDeadLetters+
		`WHERE source = CAST($1 AS TEXT) AND id = CAST($2 AS TEXT)`, key.Source, key.ID)
	if err == nil && len(list) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		return DeadLetter{}, err
	}
	return list[0], nil
}
