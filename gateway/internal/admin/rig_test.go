package admin

import (
	"encoding/binary"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/gateway/internal/traces"
	"github.com/deschoor/meedoen/gateway/internal/web/webtest"
	"github.com/deschoor/meedoen/platform/auth"
)

var noon = time.Date(2022, 5, 1, 10, 0, 0, 0, time.UTC)

func traceID(n int) (id trace.TraceID) {
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	return id
}

func spanID(n int) (id trace.SpanID) {
	binary.BigEndian.PutUint64(id[:], uint64(n))
	return id
}

// span answers span id of trace 1, a part of parent (0: none), that starts some µs after noon and takes others.
func span(id, parent int, service, name string, after, took int) *traces.Span {
	return &traces.Span{
		Trace: traceID(1), ID: spanID(id), Parent: spanID(parent), Service: service, Name: name, Kind: trace.SpanKindInternal,
		Start: noon.Add(time.Duration(after) * time.Microsecond), Duration: time.Duration(took) * time.Microsecond,
	}
}

func kind(k trace.SpanKind, s *traces.Span, attributes ...attribute.KeyValue) *traces.Span {
	s.Kind, s.Attributes = k, attributes
	return s
}

// headCount is the way of a head count from the call to the figure, as the suite leaves it.
func headCount() []*traces.Span {
	const event = "nl.welzijn.activities.head-count-saved.v1"
	method := attribute.String("rpc.method", "meedoen.activities.v1.HeadCountService/CreateHeadCount")
	sqlite := attribute.String("db.system.name", "sqlite")
	message := attribute.String("messaging.message.id", "01843e7c-0000-7000-8000-000000000000")
	return []*traces.Span{
		kind(trace.SpanKindServer, span(1, 0, "gateway", "POST /v1/head-counts", 0, 6400),
			attribute.String("http.request.method", "POST"), attribute.String("http.route", "/v1/head-counts"),
			attribute.Int("http.response.status_code", 201)),
		kind(trace.SpanKindClient,
			span(2, 1, "gateway", "meedoen.activities.v1.HeadCountService/CreateHeadCount", 350, 5700), method),
		kind(trace.SpanKindServer,
			span(3, 2, "activities", "meedoen.activities.v1.HeadCountService/CreateHeadCount", 700, 5100), method),
		kind(trace.SpanKindClient, span(4, 3, "activities", "GetLocation", 900, 300), sqlite),
		kind(trace.SpanKindClient, span(5, 3, "activities", "GetProgramme", 1300, 260), sqlite),
		kind(trace.SpanKindClient, span(6, 3, "activities", "InsertHeadCount", 1700, 420), sqlite),
		kind(trace.SpanKindClient, span(7, 3, "activities", "InsertOutbox", 2200, 380), sqlite),
		kind(trace.SpanKindClient, span(8, 3, "activities", "sql.tx.commit", 2700, 2900), sqlite),
		kind(trace.SpanKindProducer, span(9, 3, "activities", "publish "+event, 6700, 1500), message),
		kind(trace.SpanKindConsumer, span(10, 9, "reporting", "process "+event, 8400, 4700), message),
		kind(trace.SpanKindClient, span(11, 10, "reporting", "MovePosition", 8500, 300), sqlite),
		kind(trace.SpanKindClient, span(12, 10, "reporting", "InsertInbox", 8900, 240), sqlite),
		kind(trace.SpanKindClient, span(13, 10, "reporting", "UpsertFacts", 9200, 420), sqlite),
		kind(trace.SpanKindClient, span(14, 10, "reporting", "AddToCells", 9700, 360), sqlite),
		kind(trace.SpanKindClient, span(15, 10, "reporting", "sql.tx.commit", 10100, 2900), sqlite),
	}
}

// of moves spans to another trace that begins later.
func of(id int, later time.Duration, spans ...*traces.Span) []*traces.Span {
	for _, s := range spans {
		s.Trace, s.Start = traceID(id), s.Start.Add(later)
		for i := range s.Events {
			s.Events[i].Time = s.Events[i].Time.Add(later)
		}
	}
	return spans
}

// filled answers a store with traces of several kinds.
func filled() *traces.Store {
	s := traces.NewStore(traces.Limits{})
	s.Add(headCount()...)
	refused := span(2, 1, "gateway", "meedoen.activities.v1.LocationService/GetLocation", 200, 900)
	refused.Failed, refused.Status = true, "NOT_FOUND"
	refused.Events = []traces.Event{{Time: refused.Start, Name: "exception", Attributes: []attribute.KeyValue{
		attribute.String("exception.type", "*fault.Error"),
	}}}
	s.Add(of(2, time.Second, span(1, 0, "gateway", "GET /v1/locations/{location_id}", 0, 1400), refused)...)
	s.Add(of(3, 2*time.Second, span(1, 0, "gateway", "GET /verantwoording/{year}", 0, 48_000),
		span(2, 1, "reporting", "meedoen.reporting.v1.AccountService/GetAccount", 500, 46_000))...)
	orphan := span(5, 4, "reporting", "process nl.welzijn.activities.location-saved.v1", 0, 2100)
	orphan.Links = []traces.Link{{Trace: traceID(1), ID: spanID(3)}}
	s.Add(of(4, 3*time.Second, orphan, span(6, 5, "reporting", "UpsertLocation", -300, 900))...)
	return s
}

// visit answers what a visitor with roles gets; nil roles are those of nobody.
func visit(t *testing.T, store *traces.Store, path string, roles ...string) *httptest.ResponseRecorder {
	t.Helper()
	handler, err := New(store, slog.New(slog.DiscardHandler), Options{Notice: "Voorbeeldgegevens: fictief."})
	require.NoError(t, err)
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if roles != nil {
		r = r.WithContext(auth.With(r.Context(), &auth.Identity{Subject: "x", Roles: roles}))
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

// read answers a page as an admin sees it.
func read(t *testing.T, store *traces.Store, path string) webtest.Document {
	t.Helper()
	w := visit(t, store, path, Role)
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	return webtest.Parse(t, w.Body)
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }
