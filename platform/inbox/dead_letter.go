package inbox

import (
	"context"
	"database/sql"
	"fmt"
	"time"

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

// AskRetry asks the consumer to handle dead letters again, and answers how many of them are there. It does so within a
// second where one runs, and otherwise when one starts.
func AskRetry(ctx context.Context, db *sqldb.DB, now time.Time, keys ...Key) (int, error) {
	n, err := change(ctx, db, keys, fmt.Sprintf(`-- name: AskRetry :many
UPDATE dead_letter SET retry_asked_at = %d WHERE (source, id) IN (VALUES %%s) RETURNING id`, now.UnixMicro()))
	if err != nil {
		return 0, fmt.Errorf("ask for a retry: %w", err)
	}
	return n, nil
}

// DropDeadLetters deletes dead letters for good, and answers how many of them were there. The inbox still knows the
// events: they are not handled when they come again.
func DropDeadLetters(ctx context.Context, db *sqldb.DB, keys ...Key) (int, error) {
	n, err := change(ctx, db, keys, `-- name: DropDeadLetters :many
DELETE FROM dead_letter WHERE (source, id) IN (VALUES %s) RETURNING id`)
	if err != nil {
		return 0, fmt.Errorf("drop dead letters: %w", err)
	}
	return n, nil
}

// change runs a query for all keys in one transaction, and answers how many rows it returned.
func change(ctx context.Context, db *sqldb.DB, keys []Key, query string) (n int, err error) {
	rows := make(sqldb.Rows, len(keys))
	for i, k := range keys {
		rows[i] = []any{k.Source, k.ID}
	}
	err = db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		n = 0
		return rows.Each(ctx, tx, query, func(*sql.Rows) error { n++; return nil })
	})
	return n, err
}
