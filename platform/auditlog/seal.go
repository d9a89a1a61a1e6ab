package auditlog

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/sqldb"
)

const (
	// DefaultEvery is how often lines are sealed where nothing else is said.
	DefaultEvery = 10 * time.Second
	// mostLines is how many lines a batch has at most.
	mostLines = 1000
)

// Sealer chains the lines of the audit log in batches. Several may run: of two that seal the same lines one comes too late, and
// does nothing.
type Sealer struct {
	DB    *sqldb.DB
	Clock clock.Clock
	Log   *slog.Logger
	Every time.Duration // how often it looks for new lines; DefaultEvery if zero
	Most  int           // how many lines a batch has at most; 1,000 if zero
}

// CheckEvery says what is wrong with Sealer.Every.
func CheckEvery(every time.Duration) error {
	if every != 0 && (every < time.Second || every > time.Hour) {
		return errors.New("is from a second to an hour, or 0 for the default")
	}
	return nil
}

// Run seals until ctx ends. A fault of the database is logged and tried again.
func (s Sealer) Run(ctx context.Context) error {
	if s.Every == 0 {
		s.Every = DefaultEvery
	}
	for ctx.Err() == nil {
		more, err := s.Seal(ctx)
		if err != nil && ctx.Err() == nil {
			s.Log.WarnContext(ctx, "the audit log waits to be sealed", "error", err)
		}
		if more && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(s.Every):
		}
	}
	return nil
}

// Seal seals the lines that are in no batch yet, the oldest first, in one batch. It says whether there may be more.
//
// A line that commits late comes into a later batch than lines with higher ids: a batch is made of the lines that are there, and
// names each of them. Its hash goes to the log of the process too, where nobody who can write to the database changes it.
func (s Sealer) Seal(ctx context.Context) (more bool, err error) {
	if s.Most == 0 {
		s.Most = mostLines
	}
	last, err := newest(ctx, s.DB.Read()) // before the lines: what another seals from here on makes this one too late
	if err != nil {
		return false, err
	}
	lines, err := s.unsealed(ctx)
	if err != nil || len(lines) == 0 {
		return false, err
	}
	b := made(last, lines, sqldb.At(s.Clock.Now()))
	first := false
	if err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		first, err = b.insert(ctx, tx)
		return err
	}); err != nil {
		return false, fmt.Errorf("seal the audit log: %w", err)
	}
	if first {
		s.Log.InfoContext(ctx, "the audit log was sealed", "batch", b.Batch, "lines", len(lines), "hash", hex.EncodeToString(b.Hash))
	}
	return !first || len(lines) == s.Most, nil
}

func (s Sealer) unsealed(ctx context.Context) (lines []line, err error) {
	rows, err := s.DB.Read().QueryContext(ctx, `-- name: ListUnsealedAuditLog :many
SELECT `+columns+` FROM audit_log WHERE batch = 0 ORDER BY id LIMIT $1`, s.Most)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var l line
		if err := l.scan(rows); err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, rows.Err()
}

// sealing is a batch that is made.
type sealing struct {
	Point
	previous Point
	sealed   sqldb.Time
	lines    []line
}

// made answers the batch after previous with lines, which are in the order of their ids.
func made(previous Point, lines []line, now sqldb.Time) sealing {
	w := begin(previous, now, int64(len(lines)))
	for i := range lines {
		lines[i].encode(w)
	}
	return sealing{Point{previous.Batch + 1, w.Sum(nil)}, previous, now, lines}
}

// insert adds the batch and marks its lines. It says whether it was first: another instance may have sealed meanwhile.
func (b sealing) insert(ctx context.Context, tx *sql.Tx) (first bool, err error) {
	result, err := tx.ExecContext(ctx, `-- name: InsertAuditBatch :execrows
INSERT INTO audit_batch (number, first_line, last_line, lines, previous_hash, hash, sealed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (number) DO NOTHING`,
		b.Batch, b.lines[0].id, b.lines[len(b.lines)-1].id, len(b.lines), b.previous.hashOf(), b.Hash, b.sealed)
	if err != nil {
		return false, err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	keys := make(sqldb.Rows, len(b.lines))
	for i, l := range b.lines {
		keys[i] = []any{l.id}
	}
	marked := 0
	err = keys.Each(ctx, tx, fmt.Sprintf(`-- name: MarkSealed :many
UPDATE audit_log SET batch = %d WHERE batch = 0 AND id IN (%%s) RETURNING id`, b.Batch), func(rows *sql.Rows) error {
		var id string
		marked++
		return rows.Scan(&id)
	})
	if err == nil && marked != len(b.lines) {
		err = fmt.Errorf("%d of %d lines went while they were sealed", len(b.lines)-marked, len(b.lines))
	}
	return true, err
}
