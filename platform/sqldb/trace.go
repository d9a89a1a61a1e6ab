package sqldb

import (
	"context"
	"database/sql"
	"strings"

	"github.com/XSAM/otelsql"
	"go.opentelemetry.io/otel/attribute"
)

// openTraced opens a pool whose statements become spans named after the query, never with its text or arguments.
func openTraced(driver, dsn string, system attribute.KeyValue, o Options) (*sql.DB, error) {
	return otelsql.Open(driver, dsn,
		otelsql.WithTracerProvider(o.Tracer),
		otelsql.WithMeterProvider(o.Meter),
		otelsql.WithAttributes(system),
		otelsql.WithSpanNameFormatter(spanName),
		otelsql.WithSpanOptions(otelsql.SpanOptions{
			DisableQuery: true, OmitConnResetSession: true, OmitConnPrepare: true, OmitRows: true, OmitConnectorConnect: true,
		}),
	)
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
