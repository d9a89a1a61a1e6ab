package test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
)

func TestOneTraceRunsFromTheCallToTheFigure(t *testing.T) {
	for _, w := range []way{oneProcess, apart} {
		t.Run(w.name, func(t *testing.T) {
			c := collect(t)
			requireOneTrace(t, c, w.deploy(t, c.env()...).recordCount())
		})
	}
}

// countOf answers a head count at a new place.
func (s *suite) countOf(staff string) map[string]any {
	location := create(s.t, s, staff, "/v1/locations", map[string]any{
		"displayName": "Centrum", "kind": "LOCATION_KIND_COMMUNITY_CENTRE", "wijkCode": "WK003401", "wijkYear": 2022,
		"openingDate": "2010-01-01",
	})
	return map[string]any{
		"locationId": location["id"], "programmeId": s.programmeOf("buurtcentra", "THEME_MEETING"), "date": "2022-05-12", "count": 10,
		"partOfDay": "PART_OF_DAY_MORNING", "method": "COUNT_METHOD_TALLY",
	}
}

// recordCount records a head count over REST, in a trace of the caller's whose id it answers.
func (s *suite) recordCount() (traceID []byte) {
	staff := s.token("activities.staff")
	body, err := json.Marshal(s.countOf(staff))
	require.NoError(s.t, err)
	s.figures() // what came before is counted: events that arrive together share the statements of the first one's trace
	traceID = make([]byte, 16)
	_, err = rand.Read(traceID)
	require.NoError(s.t, err)
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, "http://"+s.http+"/v1/head-counts",
		bytes.NewReader(body))
	require.NoError(s.t, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+staff)
	request.Header.Set("Traceparent", fmt.Sprintf("00-%x-%016x-01", traceID, 1))
	response, err := http.DefaultClient.Do(request)
	require.NoError(s.t, err)
	require.NoError(s.t, response.Body.Close())
	require.Equal(s.t, http.StatusCreated, response.StatusCode)
	return traceID
}

// stage is a part of the way of a head count, under the one before it.
type stage struct {
	service string
	kind    tracepb.Span_SpanKind
	name    string
}

// journey is that of a head count from the call to the figure, however many processes there are.
func journey() []stage {
	const call, event = "meedoen.activities.v1.HeadCountService/CreateHeadCount", "nl.welzijn.activities.head-count-saved.v1"
	return []stage{
		{"gateway", tracepb.Span_SPAN_KIND_SERVER, "POST /v1/head-counts"},
		{"gateway", tracepb.Span_SPAN_KIND_CLIENT, call},
		{"activities", tracepb.Span_SPAN_KIND_SERVER, call},
		{"activities", tracepb.Span_SPAN_KIND_PRODUCER, "publish " + event},
		{"reporting", tracepb.Span_SPAN_KIND_CONSUMER, "process " + event},
	}
}

// requireOneTrace waits until c has the whole way of a head count in one trace, with the statements of both databases.
func requireOneTrace(t *testing.T, c *collector, traceID []byte) {
	t.Helper()
	require.EventuallyWithT(t, func(now *assert.CollectT) {
		assert.Empty(now, missingOn(c.trace(traceID)))
	}, patience, 50*time.Millisecond, "trace %x", traceID)
}

// missingOn answers what spans lack of the journey.
func missingOn(spans []span) (missing []string) {
	byID := map[string]span{}
	for _, s := range spans {
		byID[hex.EncodeToString(s.GetSpanId())] = s
	}
	// under says whether s stands somewhere under the span with id: a transaction may have a span of its own.
	under := func(s span, id []byte) bool {
		for range spans {
			if slices.Equal(s.GetParentSpanId(), id) {
				return true
			}
			s = byID[hex.EncodeToString(s.GetParentSpanId())]
		}
		return false
	}
	parent := []byte{0, 0, 0, 0, 0, 0, 0, 1} // the caller's
	for _, at := range journey() {
		found := slices.IndexFunc(spans, func(s span) bool {
			return s.service == at.service && s.GetKind() == at.kind && s.GetName() == at.name && under(s, parent)
		})
		if found < 0 {
			return append(missing, fmt.Sprintf("%s: %s", at.service, at.name))
		}
		parent = spans[found].GetSpanId()
		// The services in which something is stored.
		if at.kind == tracepb.Span_SPAN_KIND_CONSUMER || (at.kind == tracepb.Span_SPAN_KIND_SERVER && at.service != "gateway") {
			if !slices.ContainsFunc(spans, func(s span) bool {
				return s.service == at.service && isStatement(s) && under(s, parent)
			}) {
				missing = append(missing, "statements under "+at.name)
			}
		}
	}
	return missing
}

func isStatement(s span) bool {
	for _, a := range s.GetAttributes() {
		if strings.HasPrefix(a.GetKey(), "db.system") {
			return true
		}
	}
	return false
}
