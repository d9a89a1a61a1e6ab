package processinglog

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/sqldb"
	processingv1 "github.com/deschoor/meedoen/proto/meedoen/processing/v1"
)

// Query narrows a list of lines; what is empty does not narrow.
type Query struct {
	Subject, Activity, TraceID string
	After                      string // the id of the last line that was read
	Until                      string // the id of the last line that may be answered
	Since, Before              time.Time
	Size                       int32
}

// List answers lines, oldest first, as a service tells them.
func List(ctx context.Context, db *sql.DB, q Query) ([]*processingv1.ProcessingLine, error) {
	rows, err := db.QueryContext(ctx, `-- name: ListProcessingLog :many
SELECT id, trace_id, span_id, parent_span_id, name, activity, subject, subject_type, fields, actor, via, roles, result,
    created_at
FROM processing_log
WHERE id > $1 AND (CAST($2 AS TEXT) = '' OR subject = CAST($2 AS TEXT))
    AND (CAST($3 AS TEXT) = '' OR activity = CAST($3 AS TEXT)) AND (CAST($4 AS TEXT) = '' OR trace_id = CAST($4 AS TEXT))
    AND (CAST($5 AS TEXT) = '' OR id <= CAST($5 AS TEXT)) AND created_at >= $6 AND (CAST($7 AS BIGINT) = 0 OR created_at < $7)
ORDER BY id LIMIT $8`, q.After, q.Subject, q.Activity, q.TraceID, q.Until, sqldb.At(q.Since), sqldb.At(q.Before), q.Size)
	if err != nil {
		return nil, fmt.Errorf("read the processing log: %w", err)
	}
	defer rows.Close()
	var list []*processingv1.ProcessingLine
	for rows.Next() {
		var l processingv1.ProcessingLine
		var at sqldb.Time
		var roles string
		if err := rows.Scan(&l.Id, &l.TraceId, &l.SpanId, &l.ParentSpanId, &l.Method, &l.Activity, &l.Subject, &l.SubjectType,
			&l.Fields, &l.Actor, &l.Via, &roles, &l.Result, &at); err != nil {
			return nil, err
		}
		l.Roles, l.CreateTime = strings.Fields(roles), timestamppb.New(at.Time)
		list = append(list, &l)
	}
	return list, rows.Err()
}

// About answers all lines about a data subject, oldest first and without who acted: that is not the person's own data.
func About(ctx context.Context, db *sql.DB, subject string) (all []*processingv1.ProcessingLine, err error) {
	q := Query{Subject: subject, Size: 1000}
	for {
		lines, err := List(ctx, db, q)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			l.Actor, l.Via, l.Roles = "", "", nil
		}
		all = append(all, lines...)
		if len(lines) < int(q.Size) {
			return all, nil
		}
		q.After = lines[len(lines)-1].GetId()
	}
}

// Asked is a request for a page of lines.
type Asked interface {
	proto.Message
	GetSubject() string
	GetActivity() string
	GetTraceId() string
	GetPageSize() int32
}

// Page answers the lines that are asked for, oldest first, and the token of the page after. Error: INVALID_ARGUMENT
// (PAGE_TOKEN_INVALID).
func Page(ctx context.Context, db *sql.DB, req Asked) (lines []*processingv1.ProcessingLine, next string, err error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, "", err
	}
	size := pages.Size(req.GetPageSize())
	lines, err = List(ctx, db, Query{
		Subject: req.GetSubject(), Activity: req.GetActivity(), TraceID: req.GetTraceId(), After: after, Size: size + 1,
	})
	if err != nil {
		return nil, "", err
	}
	lines, next = pages.Cut(req, lines, size, (*processingv1.ProcessingLine).GetId)
	return lines, next, nil
}
