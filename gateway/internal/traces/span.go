// Package traces keeps the newest spans of the suite in memory, for the people who run it: those of this process as they
// end, and those of other processes over OTLP. It is a place to look at what happened a moment ago, not an archive.
package traces

import (
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// Span is one piece of work in a trace. It is shared with whoever asks for it: read it, never change it.
type Span struct {
	Trace trace.TraceID
	ID    trace.SpanID
	// Parent is the span of which this is a part; zero for the root of a trace.
	Parent trace.SpanID
	// Service is service.name of the process, or of the module where several run in one.
	Service string
	// Scope is the library that made the span.
	Scope string
	Name  string
	Kind  trace.SpanKind
	Start time.Time
	// Duration is never below zero.
	Duration time.Duration
	// Failed says that the work ended in an error, and Status why, where it is told.
	Failed     bool
	Status     string
	Attributes []attribute.KeyValue
	Events     []Event
	// Links are spans of other traces, or of this one, that have to do with it.
	Links []Link

	size int // roughly what it takes of the memory, in bytes
}

// Event is an instant in a span.
type Event struct {
	Time       time.Time
	Name       string
	Attributes []attribute.KeyValue
}

// Link points to another span.
type Link struct {
	Trace trace.TraceID
	ID    trace.SpanID
}

// End is when the work ended.
func (s *Span) End() time.Time { return s.Start.Add(s.Duration) }

// housekeeping says that s is a statement which belongs to no request and no event: a relay asks its database every
// second, and what is of no interest would drive out all that is. One that failed is of interest.
func (s *Span) housekeeping() bool {
	if s.Parent.IsValid() || s.Kind != trace.SpanKindClient || s.Failed {
		return false
	}
	for _, a := range s.Attributes {
		if a.Key == "db.system.name" || a.Key == "db.system" {
			return true
		}
	}
	return false
}
