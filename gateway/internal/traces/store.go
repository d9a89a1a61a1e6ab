package traces

import (
	"maps"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// Limits bound a store.
type Limits struct {
	// Spans is how many spans are kept; 20,000 if zero.
	Spans int
	// Bytes is roughly how much memory they may take; 32 MiB if zero.
	Bytes int
}

// Store is a ring of spans: the newest that came push out those that came first. It is for many goroutines.
type Store struct {
	limits Limits

	mu       sync.Mutex
	ring     []place // of limits.Spans; those in use are count from first on
	first    int
	count    int
	bytes    int
	traces   map[trace.TraceID]*held
	newest   *held
	sequence uint64
	services map[string]int // how many spans each has
	refused  int
}

// place is a span in the ring, with the trace it belongs to.
type place struct {
	span *Span
	of   *held
}

// held is what is kept of a trace. Traces stand in the order in which their first span came.
type held struct {
	id           trace.TraceID
	sequence     uint64
	spans        []*Span // in the order in which they came
	older, newer *held
}

// NewStore answers an empty store.
func NewStore(limits Limits) *Store {
	if limits.Spans == 0 {
		limits.Spans = 20_000
	}
	if limits.Bytes == 0 {
		limits.Bytes = 32 << 20
	}
	return &Store{
		limits: limits, ring: make([]place, limits.Spans),
		traces: map[trace.TraceID]*held{}, services: map[string]int{},
	}
}

// Add keeps spans that ended.
func (s *Store) Add(spans ...*Span) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, span := range spans {
		if span.size = span.weigh(); !span.housekeeping() {
			s.add(span)
		}
	}
}

func (s *Store) add(span *Span) {
	for s.count == len(s.ring) || (s.count > 0 && s.bytes+span.size > s.limits.Bytes) {
		s.drop()
	}
	of := s.traces[span.Trace]
	if of == nil {
		of = s.begin(span.Trace)
	}
	of.spans = append(of.spans, span)
	s.ring[(s.first+s.count)%len(s.ring)] = place{span, of}
	s.count++
	s.bytes += span.size
	s.services[span.Service]++
}

// begin puts a trace before all others.
func (s *Store) begin(id trace.TraceID) *held {
	s.sequence++
	of := &held{id: id, sequence: s.sequence, older: s.newest}
	if s.newest != nil {
		s.newest.newer = of
	}
	s.newest = of
	s.traces[id] = of
	return of
}

// drop forgets the span that came first. It is the first of its trace too.
func (s *Store) drop() {
	oldest := s.ring[s.first]
	s.ring[s.first] = place{}
	s.first = (s.first + 1) % len(s.ring)
	s.count--
	s.bytes -= oldest.span.size
	if s.services[oldest.span.Service]--; s.services[oldest.span.Service] == 0 {
		delete(s.services, oldest.span.Service)
	}
	oldest.of.spans[0] = nil
	if oldest.of.spans = oldest.of.spans[1:]; len(oldest.of.spans) == 0 {
		s.end(oldest.of)
	}
}

// end takes a trace of which nothing is left out of the list and the index.
func (s *Store) end(of *held) {
	if of.older != nil {
		of.older.newer = of.newer
	}
	if of.newer != nil {
		of.newer.older = of.older
	} else {
		s.newest = of.older
	}
	delete(s.traces, of.id)
}

// refuse notes that spans came that could not be kept.
func (s *Store) refuse(spans int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused += spans
}

// State is what a store holds.
type State struct {
	Spans, Traces int
	// Limit is how many spans it can hold.
	Limit int
	// Since is when the oldest span ended; zero where there is none.
	Since time.Time
	// Services are the names of those whose spans are held, in alphabetical order.
	Services []string
	// Refused is how many spans were sent that could not be kept, since the start.
	Refused int
}

// State answers what s holds.
func (s *Store) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := State{
		Spans: s.count, Traces: len(s.traces), Limit: s.limits.Spans, Refused: s.refused,
		Services: slices.Sorted(maps.Keys(s.services)),
	}
	if s.count > 0 {
		state.Since = s.ring[s.first].span.End()
	}
	return state
}

// Trace answers the spans that are held of a trace, each once, by their start; none where the trace is not known. A
// sender that got no answer sends a span again.
func (s *Store) Trace(id trace.TraceID) []*Span {
	s.mu.Lock()
	var spans []*Span
	if of := s.traces[id]; of != nil {
		spans = slices.Clone(of.spans)
	}
	s.mu.Unlock()
	seen := map[trace.SpanID]bool{}
	spans = slices.DeleteFunc(spans, func(span *Span) bool {
		twice := seen[span.ID]
		seen[span.ID] = true
		return twice
	})
	slices.SortStableFunc(spans, func(a, b *Span) int { return a.Start.Compare(b.Start) })
	return spans
}
