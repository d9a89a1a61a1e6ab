package auditlog

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	auditv1 "github.com/deschoor/meedoen/proto/meedoen/audit/v1"
)

// RefusedQuery narrows a list of what was refused.
type RefusedQuery struct {
	// Objects are those it is about, each with what stands below it: "case/7" is also "case/7/status".
	Objects      []string
	After, Until string // ids: of the last line that was read, and of the last one that may be
	// Since is the first instant, and Before the first one after; none if zero.
	Since, Before time.Time
	Size          int32
}

// Refusals answers what was refused, oldest first.
func Refusals(ctx context.Context, db *sql.DB, q RefusedQuery) ([]*auditv1.AuditEntry, error) {
	if len(q.Objects) == 0 {
		return nil, nil
	}
	args := []any{q.After, q.Until, q.Size, sqldb.At(q.Since), sqldb.At(q.Before)}
	var about []string
	for _, object := range q.Objects {
		// "0" comes after "/".
		n := len(args)
		about = append(about, fmt.Sprintf("object = $%d OR object > $%d AND object < $%d", n+1, n+2, n+3))
		args = append(args, object, object+"/", object+"0")
	}
	return entries(ctx, db, `-- name: ListRefusals :many
SELECT `+columns+`, batch FROM audit_log
WHERE result = 'refused' AND id > $1 AND id <= $2 AND created_at >= $4 AND (CAST($5 AS BIGINT) = 0 OR created_at < $5)
    AND (`+strings.Join(about, " OR ")+`) ORDER BY id LIMIT $3`, args...)
}
