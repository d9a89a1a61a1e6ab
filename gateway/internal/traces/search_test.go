package traces

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// found answers the last bytes of the ids of what q finds, in its order.
func found(s *Store, q Query) (numbers []byte, more bool) {
	if q.Limit == 0 {
		q.Limit = 100
	}
	list, more := s.Search(q)
	for _, sum := range list {
		numbers = append(numbers, sum.ID[15])
	}
	return numbers, more
}

func TestSearchAnswersTheNewestTracesThatAreAskedFor(t *testing.T) {
	s := NewStore(Limits{})
	slow, failed, named := span(2, 21, 0, 0, 100), span(3, 32, 31, 0, 1), span(4, 42, 41, 0, 1)
	failed.Failed = true
	named.Name, named.Service = "InsertHeadCount", "activities"
	// The whole of trace 5 takes 100 ms, although no span of it does.
	s.Add(span(1, 11, 0, 0, 1), slow, failed, named, span(5, 51, 0, 0, 1), span(4, 41, 0, 0, 1), span(5, 52, 51, 90, 10))
	for _, c := range []struct {
		query Query
		want  []byte
	}{
		{Query{}, []byte{5, 4, 3, 2, 1}},
		{Query{MinDuration: 100 * time.Millisecond}, []byte{5, 2}},
		{Query{Failed: true}, []byte{3}},
		{Query{Service: "activities"}, []byte{4}},
		{Query{Service: "nobody"}, nil},
		{Query{Name: "headcount"}, []byte{4}},
		{Query{Name: "work", Failed: true, MinDuration: time.Hour}, nil},
	} {
		got, more := found(s, c.query)
		require.Equal(t, c.want, got, "%+v", c.query)
		require.False(t, more)
	}
}

func TestPagesGoOnWhereTheLastEndedAlsoWhenMoreCame(t *testing.T) {
	s := NewStore(Limits{})
	for id := range 7 {
		s.Add(span(id+1, 1, 0, 0, 1))
	}
	first, more := s.Search(Query{Limit: 3})
	require.True(t, more)
	s.Add(span(8, 1, 0, 0, 1))
	got, more := found(s, Query{Limit: 3, Before: first[2].Sequence})
	require.Equal(t, []byte{4, 3, 2}, got)
	require.True(t, more)
	got, more = found(s, Query{Limit: 3, Before: first[2].Sequence - 3})
	require.Equal(t, []byte{1}, got)
	require.False(t, more, "exactly the last are no reason to look further")
}

func TestSummarySaysWhatATraceIsAtAGlance(t *testing.T) {
	s := NewStore(Limits{})
	root, child := span(1, 11, 0, 0, 30), span(1, 12, 11, 10, 5)
	root.Service, child.Failed = "gateway", true
	late := span(1, 13, 12, 100, 20) // after the root ended
	s.Add(child, late, root)
	list, _ := s.Search(Query{Limit: 1})
	require.Equal(t, Summary{
		ID: traceID(1), Sequence: 1, Top: root, Services: []string{"gateway", "shop"}, Start: now,
		Duration: 120 * time.Millisecond, Spans: 3, Failed: 1,
	}, list[0])
	require.True(t, list[0].Whole())
}

func TestTraceWithoutItsRootIsHeadedByItsFirstSpanWithoutAParent(t *testing.T) {
	s := NewStore(Limits{})
	s.Add(span(1, 13, 12, 1, 1), span(1, 12, 11, 2, 1)) // the child's clock is behind
	s.Add(span(2, 21, 22, 0, 1), span(2, 22, 21, 1, 1)) // parents of each other
	list, _ := s.Search(Query{Limit: 2})
	require.Equal(t, spanID(21), list[0].Top.ID)
	require.Equal(t, spanID(12), list[1].Top.ID)
	require.False(t, list[1].Whole())
}
