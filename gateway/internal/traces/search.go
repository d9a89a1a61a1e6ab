package traces

import (
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// Query says which traces are wanted; zero values ask for nothing.
type Query struct {
	// Service is one that took part.
	Service string
	// MinDuration is how long the trace took as a whole, from the first start to the last end.
	MinDuration time.Duration
	// Failed asks for traces in which something failed.
	Failed bool
	// Name is a part of the name of one of the spans, without regard to case.
	Name string
	// Before asks for traces that came before the one with this sequence.
	Before uint64
	// Limit is how many are wanted; above 0.
	Limit int
}

// Summary is a trace as it stands in a list.
type Summary struct {
	ID trace.TraceID
	// Sequence is higher for a trace that came later; 0 outside a list.
	Sequence uint64
	// Top is the root, or the first span whose parent is not held.
	Top *Span
	// Services are those that took part, in the order in which they began.
	Services []string
	// Start is the first start of a span, and Duration lasts from there to the last end.
	Start    time.Time
	Duration time.Duration
	Spans    int
	Failed   int // how many spans failed
}

// Whole says whether the root is held: it may still have to come, be forgotten, or be a span of somebody else.
func (s Summary) Whole() bool { return !s.Top.Parent.IsValid() }

// Search answers the newest traces that q asks for, newest first, and whether there are more of them.
func (s *Store) Search(q Query) (found []Summary, more bool) {
	for _, of := range s.before(q.Before) {
		summary := Summarise(of.spans)
		summary.Sequence = of.sequence
		if !q.wants(summary, of.spans) {
			continue
		}
		if len(found) == q.Limit {
			return found, true
		}
		found = append(found, summary)
	}
	return found, false
}

// before answers a copy of all that is held of the traces before sequence, the newest first, or of all if it is zero.
// The lock is held only for copying pointers: every span of the process waits for it.
func (s *Store) before(sequence uint64) []held {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]held, 0, len(s.traces))
	spans := make([]*Span, 0, s.count)
	for of := s.newest; of != nil; of = of.older {
		if sequence == 0 || of.sequence < sequence {
			from := len(spans)
			spans = append(spans, of.spans...)
			all = append(all, held{sequence: of.sequence, spans: spans[from:len(spans):len(spans)]})
		}
	}
	return all
}

// Summarise answers what spans, at least one, show of their trace, and sorts them by their start.
func Summarise(spans []*Span) Summary {
	slices.SortStableFunc(spans, func(a, b *Span) int { return a.Start.Compare(b.Start) })
	sum := Summary{ID: spans[0].Trace, Start: spans[0].Start, Spans: len(spans)}
	ids := make(map[trace.SpanID]bool, len(spans))
	for _, span := range spans {
		ids[span.ID] = true
		sum.Duration = max(sum.Duration, span.End().Sub(sum.Start))
		if span.Failed {
			sum.Failed++
		}
		if !slices.Contains(sum.Services, span.Service) {
			sum.Services = append(sum.Services, span.Service)
		}
	}
	sum.Top = topOf(spans, ids)
	return sum
}

// topOf answers the root, or the first span whose parent is not among spans, or the first of all: whoever sends a ring
// of parents gets one.
func topOf(spans []*Span, ids map[trace.SpanID]bool) *Span {
	if root := slices.IndexFunc(spans, func(s *Span) bool { return !s.Parent.IsValid() }); root >= 0 {
		return spans[root]
	}
	return spans[max(0, slices.IndexFunc(spans, func(s *Span) bool { return !ids[s.Parent] }))]
}

func (q Query) wants(sum Summary, spans []*Span) bool {
	return (q.Service == "" || slices.Contains(sum.Services, q.Service)) &&
		sum.Duration >= q.MinDuration &&
		(!q.Failed || sum.Failed > 0) &&
		(q.Name == "" || slices.ContainsFunc(spans, func(s *Span) bool {
			return strings.Contains(strings.ToLower(s.Name), strings.ToLower(q.Name))
		}))
}
