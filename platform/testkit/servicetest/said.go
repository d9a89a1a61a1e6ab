package servicetest

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Said is everything that a process says: its log, which is written to it, and its spans. The zero value is ready.
type Said struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write adds a line of the log.
func (s *Said) Write(line []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(line)
}

// String answers what was said up to now.
func (s *Said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// Log answers a log that says everything.
func (s *Said) Log() *slog.Logger {
	return slog.New(slog.NewTextHandler(s, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// OnStart hears nothing yet.
func (s *Said) OnStart(context.Context, sdktrace.ReadWriteSpan) {}

// OnEnd hears a span.
func (s *Said) OnEnd(span sdktrace.ReadOnlySpan) {
	_, _ = fmt.Fprintf(s, "span %s %v %v %v\n", span.Name(), span.Attributes(), span.Events(), span.Status())
}

// Shutdown has nothing to close.
func (s *Said) Shutdown(context.Context) error { return nil }

// ForceFlush has nothing to send.
func (s *Said) ForceFlush(context.Context) error { return nil }
