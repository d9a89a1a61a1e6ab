package auditlog

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/pages"
	auditv1 "github.com/deschoor/meedoen/proto/meedoen/audit/v1"
)

// Asked is a request for a page of lines; what is empty does not narrow.
type Asked interface {
	proto.Message
	GetStartTime() *timestamppb.Timestamp // the first instant
	GetEndTime() *timestamppb.Timestamp   // the first instant after
	GetActor() string
	GetObject() string
	GetResult() auditv1.AuditResult
	GetPageSize() int32
}

// Page answers the lines that are asked for, oldest first, and the token of the page after. What was written after the first page
// is not on the next ones: reading is written too, and would have no end. Error: INVALID_ARGUMENT (PAGE_TOKEN_INVALID).
func Page(ctx context.Context, db *sql.DB, req Asked) (list []*auditv1.AuditEntry, next string, err error) {
	m, err := markOf(req)
	if err != nil {
		return nil, "", err
	}
	size := pages.Size(req.GetPageSize())
	list, err = entries(ctx, db, `-- name: ListAuditLog :many
SELECT `+columns+`, batch FROM audit_log
WHERE id <= $1 AND (created_at, id) > ($2, CAST($3 AS TEXT)) AND created_at >= $4 AND created_at < $5
    AND (CAST($6 AS TEXT) = '' OR actor = CAST($6 AS TEXT)) AND (CAST($7 AS TEXT) = '' OR object = CAST($7 AS TEXT))
    AND (CAST($8 AS TEXT) = '' OR result = CAST($8 AS TEXT))
ORDER BY created_at, id LIMIT $9`, m.until, m.at, m.id, first(req.GetStartTime()), last(req.GetEndTime()), req.GetActor(),
		req.GetObject(), enums.Text(req.GetResult()), size+1)
	if err != nil {
		return nil, "", err
	}
	list, next = pages.Cut(req, list, size, m.after)
	return list, next, nil
}

// mark is where a page begins: after the line with id, written at an instant in microseconds. Until is the id after which nothing
// belongs to any page.
type mark struct {
	until string
	at    int64
	id    string
}

func markOf(req proto.Message) (mark, error) {
	key, err := pages.Key(req)
	if err != nil || key == "" {
		return mark{until: ids.New(), at: -1}, err
	}
	var m mark
	parts := strings.Fields(key)
	if len(parts) == 3 {
		m.until, m.id = parts[0], parts[2]
		m.at, err = strconv.ParseInt(parts[1], 10, 64)
	}
	if len(parts) != 3 || err != nil {
		return mark{}, fault.Violation("page_token", "PAGE_TOKEN_INVALID", "This page token does not belong to this query.")
	}
	return m, nil
}

// after answers the key of the page after a line.
func (m mark) after(e *auditv1.AuditEntry) string {
	return fmt.Sprint(m.until, " ", e.GetCreateTime().AsTime().UnixMicro(), " ", e.GetId())
}

func first(t *timestamppb.Timestamp) int64 {
	if t == nil {
		return 0
	}
	return t.AsTime().UnixMicro()
}

func last(t *timestamppb.Timestamp) int64 {
	if t == nil {
		return time.Unix(1<<38, 0).UnixMicro() // some thousand years from now
	}
	return t.AsTime().UnixMicro()
}

func entries(ctx context.Context, db *sql.DB, query string, args ...any) (list []*auditv1.AuditEntry, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var l line
		var batch int32
		if err := l.scan(rows, &batch); err != nil {
			return nil, err
		}
		list = append(list, l.entry(batch))
	}
	return list, rows.Err()
}

func (l line) entry(batch int32) *auditv1.AuditEntry {
	return &auditv1.AuditEntry{
		Id: l.id, TraceId: l.traceID, Actor: l.actor, Via: l.via, Roles: strings.Fields(l.roles), Method: l.action, Object: l.object,
		Result: enums.Value[auditv1.AuditResult](l.result), Reason: l.reason, CreateTime: timestamppb.New(l.created.Time),
		Batch: batch,
	}
}
