package auditlog

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"hash"

	"github.com/deschoor/meedoen/platform/sqldb"
	auditv1 "github.com/deschoor/meedoen/proto/meedoen/audit/v1"
)

// Point is a place in the chain: a batch and its hash. The zero Point is before the first batch.
type Point struct {
	Batch int64  // the number of the batch, from 1
	Hash  []byte // 32 bytes
}

// hashOf answers the hash of the point as the next batch takes it up: zeros before the first.
func (p Point) hashOf() []byte {
	if p.Batch == 0 {
		return make([]byte, sha256.Size)
	}
	return p.Hash
}

// kind begins what is hashed, so that it is taken for nothing else, and says by which rules it is encoded.
const kind = "meedoen audit batch 1"

// begin answers the hash (SHA-256) of a batch before its lines: of the kind, the hash of the batch before it, its number, when it
// was sealed, and how many lines it has. Its lines come next, in the order of their ids.
func begin(previous Point, sealed sqldb.Time, lines int64) hash.Hash {
	w := sha256.New()
	_, _ = w.Write([]byte(kind))
	_, _ = w.Write(previous.hashOf())
	number(w, previous.Batch+1)
	number(w, sealed.UnixMicro())
	number(w, lines)
	return w
}

// batch is a batch as it is stored.
type batch struct {
	Point
	first, last string
	lines       int64
	previous    []byte
	sealed      sqldb.Time
	removed     sqldb.Time
}

// found are the lines that a batch has.
type found struct {
	lines       int64
	first, last string
}

// compare answers what is wrong with a batch, by the lines that were found and the hash they make. Kept says that an earlier
// batch has its lines: then this one must have them too.
func (b batch) compare(f found, sum []byte, kept bool) auditv1.AuditChainFault {
	removed := !b.removed.IsZero() && !kept
	switch {
	case removed && f.lines > 0, f.lines > b.lines:
		return auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_LINE_ADDED
	case removed:
		return 0
	case f.lines < b.lines:
		return auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_LINE_MISSING
	case !bytes.Equal(sum, b.Hash):
		return auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_LINE_CHANGED
	case f.first != b.first || f.last != b.last:
		return auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_BATCH_CHANGED
	}
	return 0
}

// newest answers the last batch of the chain.
func newest(ctx context.Context, db *sql.DB) (last Point, err error) {
	err = db.QueryRowContext(ctx, `-- name: NewestAuditBatch :one
SELECT number, hash FROM audit_batch ORDER BY number DESC LIMIT 1`).Scan(&last.Batch, &last.Hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return last, fmt.Errorf("read the chain of the audit log: %w", err)
	}
	return last, nil
}

func batchesFrom(ctx context.Context, tx *sql.Tx, number int64, most int) (list []batch, err error) {
	rows, err := tx.QueryContext(ctx, `-- name: ListAuditBatches :many
SELECT number, hash, first_line, last_line, lines, previous_hash, sealed_at, lines_removed_at
FROM audit_batch WHERE number >= $1 ORDER BY number LIMIT $2`, number, most)
	if err != nil {
		return nil, fmt.Errorf("read the chain of the audit log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var b batch
		if err := rows.Scan(&b.Batch, &b.Hash, &b.first, &b.last, &b.lines, &b.previous, &b.sealed, &b.removed); err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	return list, rows.Err()
}

// read adds the lines of a batch to its hash, one at a time.
func read(ctx context.Context, tx *sql.Tx, number int64, sum hash.Hash) (f found, err error) {
	rows, err := tx.QueryContext(ctx, `-- name: ListSealedAuditLog :many
SELECT `+columns+` FROM audit_log WHERE batch = $1 ORDER BY id`, number)
	if err != nil {
		return f, fmt.Errorf("read the audit log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var l line
		if err := l.scan(rows); err != nil {
			return f, err
		}
		l.encode(sum)
		if f.lines++; f.lines == 1 {
			f.first = l.id
		}
		f.last = l.id
	}
	return f, rows.Err()
}
