package admin

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/traces"
)

// view answers the page of spans of trace 1.
func view(spans ...*traces.Span) traceView {
	store := traces.NewStore(traces.Limits{})
	store.Add(spans...)
	return viewTrace(store.Trace(traceID(1)), colours(store.State().Services))
}

func TestWaterfallShowsEveryStepUnderTheOneItIsPartOf(t *testing.T) {
	v := view(headCount()...)
	require.Equal(t, "POST /v1/head-counts", v.Name)
	require.Equal(t, "13,1 ms", v.Duration)
	require.Equal(t, []string{"0 µs", "3,3 ms", "6,5 ms", "9,8 ms"}, v.Marks)
	require.Equal(t, []chip{{"gateway", 2}, {"activities", 1}, {"reporting", 3}}, v.Services)
	require.True(t, v.Whole)
	var depths []int
	for _, r := range v.Rows {
		depths = append(depths, r.Depth)
	}
	require.Equal(t, []int{0, 1, 2, 3, 3, 3, 3, 3, 3, 4, 5, 5, 5, 5, 5}, depths)

	root, process := v.Rows[0], v.Rows[9]
	require.Zero(t, root.X)
	require.Equal(t, 488.5, root.Width)
	require.Equal(t, 641.2, process.X)
	require.Equal(t, 358.8, process.Width)
	require.Equal(t, "8,4 ms", process.After)
	require.Equal(t, "4,7 ms", process.Duration)
	require.Equal(t, "consument: verwerkt een bericht", process.Kind)
	require.Equal(t, chip{"reporting", 3}, process.Service)
}

func TestWhatGoesOnAfterTheAnswerIsMarkedWhereItBegins(t *testing.T) {
	v := view(headCount()...)
	require.Equal(t, 488.5, v.Answered, "where the first step ended")
	for _, r := range v.Rows {
		require.Equal(t, r.Name == "publish nl.welzijn.activities.head-count-saved.v1", r.Late, r.Name)
	}
	require.Zero(t, view(headCount()[:8]...).Answered, "nothing went on")
}

func TestStepThatBeginsBeforeItsParentIsDrawnWhereItIs(t *testing.T) {
	v := view(span(1, 0, "gateway", "call", 0, 100), span(2, 1, "shop", "answer", -50, 100))
	require.True(t, v.Rows[1].Skewed)
	require.Zero(t, v.Rows[1].X)
	require.Equal(t, 333.3, v.Rows[0].X)
	require.False(t, v.Rows[0].Skewed)
	require.Equal(t, "call", v.Name)
}

func TestStepWithoutItsParentStandsAtTheTop(t *testing.T) {
	v := view(span(1, 0, "gateway", "call", 0, 100), span(3, 2, "shop", "lost", 10, 10))
	require.True(t, v.Whole)
	require.Equal(t, 0, v.Rows[1].Depth)
	require.True(t, v.Rows[1].Orphan)
	require.False(t, v.Rows[0].Orphan)
	require.False(t, view(span(3, 2, "shop", "lost", 10, 10)).Whole)
}

func TestShortStepsCanBeSeenAndNoneSticksOut(t *testing.T) {
	v := view(span(1, 0, "gateway", "call", 0, 1_000_000), span(2, 1, "shop", "end", 1_000_000, 0))
	require.EqualValues(t, thinnest, v.Rows[1].Width)
	require.EqualValues(t, plotWidth-thinnest, v.Rows[1].X)
	v = view(span(1, 0, "gateway", "instant", 0, 0))
	require.EqualValues(t, thinnest, v.Rows[0].Width)
	require.Equal(t, "0 µs", v.Duration)
}

// Whatever is sent, each span stands on the page once.
func TestEverySpanIsShownOnceWhateverItsParents(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var spans []*traces.Span
		n := 1 + random.IntN(12)
		for id := range n {
			spans = append(spans, span(id+1, random.IntN(n+3), "shop", "work", random.IntN(50), random.IntN(50)))
		}
		v := view(spans...)
		seen := map[string]bool{}
		for _, r := range v.Rows {
			require.False(t, seen[r.ID])
			seen[r.ID] = true
			require.GreaterOrEqual(t, r.X, 0.0)
			require.LessOrEqual(t, r.X+r.Width, plotWidth+0.1)
		}
		require.Len(t, v.Rows, n)
	}
}

func TestDeepAndLargeTracesStayReadable(t *testing.T) {
	var spans []*traces.Span
	for id := range maxRows + 500 {
		spans = append(spans, span(id+1, id, "shop", "work", id, 1))
	}
	v := view(spans...)
	require.Len(t, v.Rows, maxRows)
	require.Equal(t, 500, v.Hidden)
	require.Equal(t, maxDepth, v.Rows[maxRows-1].Depth)
}

func TestPageOfATraceShowsWhatItsStepsSay(t *testing.T) {
	d := read(t, filled(), "/admin/traces/"+traceID(2).String())
	require.Equal(t, "GET /v1/locations/{location_id}", d.First("h1").Text())
	steps := d.With("class", "steps").All("li")
	require.Len(t, steps, 2)
	require.Contains(t, steps[1].First("summary").Text(), "fout")
	require.Contains(t, steps[1].Text(), "Mislukt: NOT_FOUND")
	require.Contains(t, steps[1].Text(), "exception na 0 µs exception.type*fault.Error")
	require.NotContains(t, steps[0].Text(), "Mislukt")

	d = read(t, filled(), "/admin/traces/"+traceID(4).String())
	require.Contains(t, d.First("main").Text(), "Het begin van deze trace is er niet")
	require.Equal(t, "trace "+traceID(1).String(), d.With("class", "steps").With("href", "/admin/traces/"+traceID(1).String()).Text())

	w := visit(t, filled(), "/admin/traces/"+traceID(99).String(), Role)
	require.Equal(t, 404, w.Code)
	require.Contains(t, w.Body.String(), "Alleen de nieuwste stappen worden bewaard")
}

func TestColoursStartAgainAfterTheLast(t *testing.T) {
	var names []string
	for i := range 7 {
		names = append(names, strconv.Itoa(i))
	}
	require.Equal(t, map[string]int{"0": 1, "1": 2, "2": 3, "3": 4, "4": 5, "5": 6, "6": 1}, colours(names))
}

func TestNamesBreakAfterAPointOrASlash(t *testing.T) {
	for name, parts := range map[string][]string{
		"": {""}, "work": {"work"}, "a.b/C": {"a.", "b/", "C"}, "GET /v1/": {"GET /", "v1/"},
	} {
		require.Equal(t, parts, breakable(name))
	}
}
