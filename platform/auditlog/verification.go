package auditlog

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"

	"github.com/deschoor/meedoen/platform/fault"
	auditv1 "github.com/deschoor/meedoen/proto/meedoen/audit/v1"
)

// mostAnswered is how many lines and batches one answer verifies: some seconds' work at most.
const mostAnswered = 100_000

// AskedVerification is a request to verify the chain from a point on.
type AskedVerification interface {
	GetBatch() int32 // 0: from its begin
	GetHash() string // of that batch, in hexadecimal digits
}

// Check verifies the chain as far as one answer goes. Error: INVALID_ARGUMENT (POINT_INCOMPLETE) for a batch without its hash, or
// a hash without its batch.
func Check(ctx context.Context, db *sql.DB, req AskedVerification) (*auditv1.AuditVerification, error) {
	hash, err := hex.DecodeString(req.GetHash())
	if err != nil || (req.GetBatch() > 0) != (len(hash) > 0) {
		return nil, fault.Violation("hash", "POINT_INCOMPLETE", "A verification begins at a batch and its hash, or at neither.")
	}
	v, err := Verify(ctx, db, Point{int64(req.GetBatch()), hash}, mostAnswered)
	if err != nil {
		return nil, err
	}
	answer := &auditv1.AuditVerification{
		Batch: int32(v.Through.Batch), Hash: hex.EncodeToString(v.Through.Hash), LineCount: int32(v.Lines),
		FaultyBatch: int32(v.Faulty), Fault: v.Fault, More: v.More,
	}
	err = db.QueryRowContext(ctx, `-- name: AuditChainStanding :one
SELECT (SELECT COALESCE(MAX(number), 0) FROM audit_batch WHERE lines_removed_at > 0),
    (SELECT COUNT(*) FROM audit_log WHERE batch = 0)`).
		Scan(&answer.RemovedBatch, &answer.UnsealedLineCount)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return answer, nil
}
