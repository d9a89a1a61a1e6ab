package traces

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

func ids(spans []*Span) (list []trace.SpanID) {
	for _, s := range spans {
		list = append(list, s.ID)
	}
	return list
}

func TestOldestSpansGoFirstAndATraceWithItsLast(t *testing.T) {
	s := NewStore(Limits{Spans: 4})
	s.Add(span(1, 11, 0, 0, 5), span(2, 21, 0, 1, 1), span(1, 12, 11, 2, 1), span(3, 31, 0, 3, 1))
	require.Equal(t, State{
		Spans: 4, Traces: 3, Limit: 4, Since: span(1, 11, 0, 0, 5).End(), Services: []string{"shop"},
	}, s.State())

	s.Add(span(4, 41, 0, 4, 1))
	require.Equal(t, []trace.SpanID{spanID(12)}, ids(s.Trace(traceID(1))), "without its root, and not lost")
	found, _ := s.Search(Query{Limit: 9})
	require.Len(t, found, 4)
	require.False(t, found[3].Whole())

	s.Add(span(5, 51, 0, 5, 1))
	require.Empty(t, s.Trace(traceID(2)))
	s.Add(span(6, 61, 0, 6, 1))
	require.Empty(t, s.Trace(traceID(1)))
	require.Equal(t, 4, s.State().Spans)
	require.Equal(t, 4, s.State().Traces)
}

func TestLargeSpansPushOutMoreThanOne(t *testing.T) {
	large := func(id int) *Span {
		s := span(id, id, 0, 0, 1)
		s.Attributes = []attribute.KeyValue{attribute.String("text", strings.Repeat("x", 1000))}
		return s
	}
	s := NewStore(Limits{Bytes: 4 * large(1).weigh()})
	for id := range 100 {
		s.Add(large(id + 1))
	}
	require.Equal(t, 4, s.State().Spans)
	small := 0
	for ; s.State().Spans >= small; small++ {
		s.Add(span(1000+small, 1, 0, 0, 1))
	}
	require.Greater(t, small, 10, "room for more that are smaller")
	require.LessOrEqual(t, s.bytes, s.limits.Bytes)
	s.Add(large(1))
	require.LessOrEqual(t, s.bytes, s.limits.Bytes)
}

func TestEmptiedStoreHoldsNothingBack(t *testing.T) {
	s := NewStore(Limits{Spans: 3})
	for id := range 10 {
		s.Add(span(id+1, 1, 0, 0, 1))
	}
	for s.count > 0 {
		s.drop()
	}
	require.Equal(t, State{Limit: 3}, s.State())
	require.Empty(t, s.traces)
	require.Nil(t, s.newest)
	require.Zero(t, s.bytes)
	s.Add(span(1, 1, 0, 0, 1))
	require.Equal(t, 1, s.State().Traces)
}

func TestSpanThatIsSentTwiceIsShownOnce(t *testing.T) {
	s := NewStore(Limits{})
	s.Add(span(1, 12, 11, 1, 1), span(1, 11, 0, 0, 5), span(1, 12, 11, 1, 1))
	require.Equal(t, []trace.SpanID{spanID(11), spanID(12)}, ids(s.Trace(traceID(1))), "by their start")
}

func TestStatementsThatBelongToNothingAreNotKept(t *testing.T) {
	statement := func(parent int, failed bool) *Span {
		s := span(1, 2, parent, 0, 1)
		s.Kind, s.Failed = trace.SpanKindClient, failed
		s.Attributes = []attribute.KeyValue{attribute.String("db.system.name", "sqlite")}
		return s
	}
	for _, c := range []struct {
		span *Span
		kept int
	}{
		{statement(0, false), 0}, {statement(1, false), 1}, {statement(0, true), 1}, {span(1, 2, 0, 0, 1), 1},
	} {
		s := NewStore(Limits{})
		s.Add(c.span)
		require.Equal(t, c.kept, s.State().Spans)
	}
}

func TestStoreIsForManyAtOnce(t *testing.T) {
	s := NewStore(Limits{Spans: 50})
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range 500 {
				s.Add(span(i%20+1, worker*1000+i+1, 0, i, 1))
				if i%50 == 0 {
					s.Trace(traceID(i%20 + 1))
					s.Search(Query{Limit: 10, Name: "work"})
					s.State()
				}
			}
		})
	}
	all.Wait()
	require.Equal(t, 50, s.State().Spans)
}
