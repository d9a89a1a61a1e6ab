package traces

import (
	"encoding/binary"
	"time"

	"go.opentelemetry.io/otel/trace"
)

var now = time.Date(2022, 5, 1, 12, 0, 0, 0, time.UTC)

func traceID(n int) (id trace.TraceID) {
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	return id
}

func spanID(n int) (id trace.SpanID) {
	binary.BigEndian.PutUint64(id[:], uint64(n))
	return id
}

// span answers span id of trace, a child of parent (0: none), that starts some milliseconds after now and takes ms.
func span(trace, id, parent, after, ms int) *Span {
	return &Span{
		Trace: traceID(trace), ID: spanID(id), Parent: spanID(parent), Service: "shop", Name: "work",
		Start: now.Add(time.Duration(after) * time.Millisecond), Duration: time.Duration(ms) * time.Millisecond,
	}
}
