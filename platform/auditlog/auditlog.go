// Package auditlog keeps who did what with which object, and who was refused it: for those who must answer for the use of a
// system. It names objects by their ids alone. What was done with whose personal data is another log (processinglog).
//
// Lines are appended in the transactions of many writers. A Sealer chains them afterwards in batches by hash, and Verify finds
// the first batch that is not as it was sealed.
package auditlog

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Entry is what was done, or refused, in a call.
type Entry struct {
	object, reason string
	action         string
	span           trace.SpanContext
	actor          auth.Identity
	roles          []string
}

// Done answers the entry of what the call of ctx does with an object: to be made with the caller's own ctx, also where others
// write it.
func Done(ctx context.Context, object string) Entry { return of(ctx, object, "") }

// Refused answers the entry of what the call of ctx was refused, and the reason that it was told.
func Refused(ctx context.Context, object, reason string) Entry { return of(ctx, object, reason) }

func of(ctx context.Context, object, reason string) Entry {
	e := Entry{object: object, reason: reason, span: trace.SpanContextFromContext(ctx), roles: auth.AdmittedBy(ctx)}
	e.action, _ = grpc.Method(ctx)
	if identity := auth.From(ctx); identity != nil {
		e.actor = *identity
	}
	return e
}

// Append writes entries in the transaction of what they tell.
func Append(ctx context.Context, tx *sql.Tx, now time.Time, entries ...Entry) error {
	rows := make(sqldb.Rows, len(entries))
	for i, e := range entries {
		result, traceID := "done", ""
		if e.reason != "" {
			result = "refused"
		}
		if e.span.IsValid() {
			traceID = e.span.TraceID().String()
		}
		rows[i] = []any{
			ids.New(), traceID, e.actor.Subject, e.actor.Actor, auth.RoleText(e.roles), e.action, e.object, result, e.reason,
			sqldb.At(now),
		}
	}
	if err := rows.Each(ctx, tx, `-- name: InsertAuditLog :exec
INSERT INTO audit_log (id, trace_id, actor, via, roles, action, object, result, reason, created_at) VALUES %s`, nil); err != nil {
		return fmt.Errorf("append to the audit log: %w", err)
	}
	return nil
}
