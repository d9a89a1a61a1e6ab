package telemetry

import (
	"context"
	"log/slog"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// NewLog answers the log that New gives a module, for what has to speak before there is telemetry.
func NewLog(o Options) *slog.Logger {
	level := o.LogLevel
	if level == nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	var handler slog.Handler = slog.NewJSONHandler(o.LogWriter, options)
	if o.LogText {
		handler = slog.NewTextHandler(o.LogWriter, options)
	}
	return slog.New(traced{handler}).With("service", o.Service)
}

// traced adds the ids of the span in the context to each line, and the line to that span: so a trace has what was logged on its
// way, wherever it is looked at.
type traced struct{ slog.Handler }

func (t traced) Handle(ctx context.Context, r slog.Record) error {
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		r = r.Clone()
		r.AddAttrs(slog.String("trace_id", span.TraceID().String()), slog.String("span_id", span.SpanID().String()))
		note(trace.SpanFromContext(ctx), r)
	}
	return t.Handler.Handle(ctx, r)
}

// LogEvent is the name of the event that a line of the log is in its span. Its attributes LogSeverity and LogMessage hold the
// level and the text; the others are those of the line.
const (
	LogEvent    = "log"
	LogSeverity = "log.severity"
	LogMessage  = "log.message"
)

// note adds a line to a span. An error stays out, and a stack: they quote what a caller sent, and traces go further than the log.
func note(span trace.Span, r slog.Record) {
	if !span.IsRecording() {
		return
	}
	attributes := []attribute.KeyValue{attribute.String(LogSeverity, r.Level.String()), attribute.String(LogMessage, r.Message)}
	r.Attrs(func(a slog.Attr) bool {
		switch a.Value.Kind() {
		case slog.KindString, slog.KindInt64, slog.KindUint64, slog.KindFloat64, slog.KindBool, slog.KindDuration, slog.KindTime:
			if a.Key != "error" && a.Key != "stack" && a.Key != "trace_id" && a.Key != "span_id" {
				attributes = append(attributes, attribute.String("log."+a.Key, a.Value.String()))
			}
		}
		return true
	})
	span.AddEvent(LogEvent, trace.WithTimestamp(r.Time), trace.WithAttributes(attributes...))
}

func (t traced) WithAttrs(attrs []slog.Attr) slog.Handler { return traced{t.Handler.WithAttrs(attrs)} }

// WithGroup puts the ids into the group too, as every attribute that comes after it.
func (t traced) WithGroup(name string) slog.Handler { return traced{t.Handler.WithGroup(name)} }
