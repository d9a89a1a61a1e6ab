package admin

import (
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/gateway/internal/traces"
)

// step is a span with its place in the tree of its trace.
type step struct {
	*traces.Span
	parent *traces.Span // nil where it is not held, or there is none
	depth  int
}

// treeOf answers spans, each held once and by their start, as a tree from top to bottom. Where the parent of a span is
// not held the span stands at the top, and so does the first of those that are parents of each other.
func treeOf(spans []*traces.Span) []step {
	t := tree{byID: map[trace.SpanID]*traces.Span{}, parts: map[trace.SpanID][]*traces.Span{}, done: map[trace.SpanID]bool{}}
	for _, s := range spans {
		t.byID[s.ID] = s
		t.parts[s.Parent] = append(t.parts[s.Parent], s)
	}
	for _, s := range spans {
		if t.byID[s.Parent] == nil {
			t.add(s, 0)
		}
	}
	for _, s := range spans {
		t.add(s, 0)
	}
	return t.steps
}

type tree struct {
	byID  map[trace.SpanID]*traces.Span
	parts map[trace.SpanID][]*traces.Span
	done  map[trace.SpanID]bool
	steps []step
}

func (t *tree) add(s *traces.Span, depth int) {
	if t.done[s.ID] {
		return
	}
	t.done[s.ID] = true
	t.steps = append(t.steps, step{Span: s, parent: t.byID[s.Parent], depth: depth})
	for _, part := range t.parts[s.ID] {
		t.add(part, depth+1)
	}
}
