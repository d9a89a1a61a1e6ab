// Package processinglog keeps what was done with the data of whom: a line for each action and data subject, as the standard
// Logboek Dataverwerkingen 1.0 has it. A line is written in the transaction of what it tells, and never sampled. Reading is
// an action too: its lines are on disk before the answer leaves.
package processinglog

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Action is what was done with the data of some people.
type Action struct {
	// Fields is the class of data that was touched, such as "identity".
	Fields string
	// SubjectType says of what kind the pseudonyms are, such as "participant".
	SubjectType string
	// Subjects are the data subjects, each a pseudonym. Nobody is no line, as where a search finds nobody.
	Subjects []string
}

// Entry is an action and the call that it was done in.
type Entry struct {
	Action
	call  *Call
	span  trace.SpanContext
	actor auth.Identity
	roles []string
}

// Of answers the entry of an action in the call of ctx: to be made with the caller's own ctx, also where others write it.
func Of(ctx context.Context, a Action) Entry {
	e := Entry{Action: a, call: callIn(ctx), span: trace.SpanContextFromContext(ctx), roles: auth.AdmittedBy(ctx)}
	if identity := auth.From(ctx); identity != nil {
		e.actor = *identity
	}
	return e
}

// Append writes the lines of entries in the transaction of what they tell. An entry of a call that declares no processing is
// an error.
func Append(ctx context.Context, tx *sql.Tx, now time.Time, entries ...Entry) error {
	var rows sqldb.Rows
	for _, e := range entries {
		if e.call == nil {
			return errors.New("append to the processing log: the method does not declare which processing it is")
		}
		rows = append(rows, e.rows(now)...)
	}
	err := rows.Each(ctx, tx, `-- name: InsertProcessingLog :exec
INSERT INTO processing_log (id, trace_id, span_id, parent_span_id, name, activity, subject, subject_type, fields, actor, via,
    roles, result, created_at) VALUES %s`, nil)
	if err != nil {
		return fmt.Errorf("append to the processing log: %w", err)
	}
	for _, e := range entries {
		e.call.logged.Store(true)
	}
	return nil
}

// rows answers a line for each data subject, each an action of its own below the call. A line stands only where its action
// was done, so its result is "ok"; the other results of the standard are for actions that are logged apart from their work.
func (e Entry) rows(now time.Time) (rows sqldb.Rows) {
	traceID, parent := random(16), ""
	if e.span.IsValid() {
		traceID, parent = e.span.TraceID().String(), e.span.SpanID().String()
	}
	for _, subject := range e.Subjects {
		rows = append(rows, []any{
			ids.New(), traceID, random(8), parent, e.call.method, e.call.activity, subject, e.SubjectType, e.Fields,
			e.actor.Subject, e.actor.Actor, auth.RoleText(e.roles), "ok", sqldb.At(now),
		})
	}
	return rows
}

func random(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
