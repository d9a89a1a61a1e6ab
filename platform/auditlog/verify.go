package auditlog

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"

	"github.com/deschoor/meedoen/platform/sqldb"
	auditv1 "github.com/deschoor/meedoen/proto/meedoen/audit/v1"
)

// Verification is how far the chain was read and fits.
type Verification struct {
	Through Point // the last batch up to which it fits
	Lines   int64 // how many lines were read for it
	// Faulty is the number of the first batch that does not fit, 0 where all that were read do.
	Faulty int64
	Fault  auditv1.AuditChainFault // why it does not
	More   bool                    // there are batches that were not read
}

// mostRead bounds the batches of one snapshot, which holds up the database's own housekeeping while it is read.
const mostRead = 100

// Verify walks the chain from a point where it was seen before (the zero Point: from its begin) and answers how far it fits. It
// reads some more than most lines and batches together, or all of them if that is 0.
//
// It finds what was changed, removed or added since it was sealed, but for two things: whoever can write to the database can
// take off the end of the chain, or make all of it anew. Both show to somebody who kept a Point elsewhere, and starts from there.
func Verify(ctx context.Context, db *sql.DB, from Point, most int64) (v Verification, err error) {
	w := &walk{Verification: Verification{Through: from}}
	for end := false; err == nil && !end && w.Faulty == 0; {
		if w.More = most > 0 && w.work >= most; w.More {
			return w.Verification, nil
		}
		err = sqldb.Snapshot(ctx, db, func(tx *sql.Tx) (err error) {
			end, err = w.on(ctx, tx)
			return err
		})
	}
	return w.Verification, err
}

// walk is how far a verification has come.
type walk struct {
	Verification
	met  bool // the batch it begins at was looked up
	kept bool // a batch that has its lines was met, so that all after it have theirs
	work int64
}

// on reads some batches, and says whether they were the last.
func (w *walk) on(ctx context.Context, tx *sql.Tx) (end bool, err error) {
	if !w.met {
		if err := w.meet(ctx, tx); err != nil || w.Faulty > 0 {
			return true, err
		}
	}
	list, err := batchesFrom(ctx, tx, w.Through.Batch+1, mostRead)
	if err != nil {
		return true, err
	}
	for _, b := range list {
		if err := w.step(ctx, tx, b); err != nil || w.Faulty > 0 {
			return true, err
		}
	}
	if len(list) == mostRead {
		return false, nil
	}
	return true, w.strays(ctx, tx)
}

// meet looks up the batch that the walk begins at.
func (w *walk) meet(ctx context.Context, tx *sql.Tx) error {
	w.met = true
	if w.Through.Batch == 0 {
		return nil
	}
	list, err := batchesFrom(ctx, tx, w.Through.Batch, 1)
	switch {
	case err != nil:
		return err
	case len(list) == 0 || list[0].Batch != w.Through.Batch:
		w.fault(w.Through.Batch, auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_BATCH_MISSING)
	case !bytes.Equal(list[0].Hash, w.Through.Hash):
		w.fault(w.Through.Batch, auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_BATCH_CHANGED)
	default:
		w.kept = list[0].removed.IsZero()
	}
	if w.Faulty > 0 {
		w.Through = Point{}
	}
	return nil
}

func (w *walk) fault(number int64, fault auditv1.AuditChainFault) { w.Faulty, w.Fault = number, fault }

// step holds a batch against the one before it and against its own lines.
func (w *walk) step(ctx context.Context, tx *sql.Tx, b batch) error {
	expected := w.Through.Batch + 1
	switch {
	case b.Batch != expected:
		w.fault(expected, auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_BATCH_MISSING)
		return nil
	case !bytes.Equal(b.previous, w.Through.hashOf()):
		w.fault(expected, auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_BATCH_CHANGED)
		return nil
	}
	sum := begin(w.Through, b.sealed, b.lines)
	found, err := read(ctx, tx, b.Batch, sum)
	if err != nil {
		return err
	}
	if fault := b.compare(found, sum.Sum(nil), w.kept); fault != 0 {
		w.fault(b.Batch, fault)
		return nil
	}
	w.kept = w.kept || b.removed.IsZero()
	w.Through, w.Lines, w.work = b.Point, w.Lines+found.lines, w.work+found.lines+1
	return nil
}

// strays finds lines that say they are in a batch after the last.
func (w *walk) strays(ctx context.Context, tx *sql.Tx) error {
	var number int64
	err := tx.QueryRowContext(ctx, `-- name: FirstStrayAuditBatch :one
SELECT COALESCE(MIN(batch), 0) FROM audit_log WHERE batch > $1`, w.Through.Batch).Scan(&number)
	if err != nil {
		return fmt.Errorf("read the audit log: %w", err)
	}
	if number > 0 {
		w.fault(w.Through.Batch+1, auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_BATCH_MISSING)
	}
	return nil
}
