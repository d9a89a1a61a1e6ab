package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"

	"github.com/XSAM/otelsql"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// openTraced answers a pool of what connector connects to, whose statements become spans named after the query, never with its
// text or arguments.
func openTraced(connector driver.Connector, system attribute.KeyValue, o Options) *sql.DB {
	return otelsql.OpenDB(connector,
		otelsql.WithTracerProvider(o.Tracer),
		otelsql.WithMeterProvider(o.Meter),
		otelsql.WithAttributes(system),
		otelsql.WithSpanNameFormatter(spanName),
		otelsql.WithSpanOptions(otelsql.SpanOptions{
			DisableQuery: true, OmitConnResetSession: true, OmitConnPrepare: true, OmitRows: true, OmitConnectorConnect: true,
			SpanFilter: mayBeSeen,
		}),
	)
}

// mayBeSeen says whether a span of a statement is made. In a call that is not sampled nobody would see it, and to find that out
// took the SDK as long as a small statement.
func mayBeSeen(ctx context.Context, _ otelsql.Method, _ string, _ []driver.NamedValue) bool {
	call := trace.SpanContextFromContext(ctx)
	return !call.IsValid() || call.IsSampled()
}

// spanName is the name that sqlc and we write above every query ("-- name: InsertHeadCount :exec"), or else what the
// driver is doing.
func spanName(_ context.Context, method otelsql.Method, query string) string {
	rest, named := strings.CutPrefix(query, "-- name: ")
	if !named {
		return string(method)
	}
	name, _, _ := strings.Cut(rest, " ")
	return strings.TrimSpace(name)
}
