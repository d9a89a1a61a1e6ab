package rules

import (
	"fmt"
	"net/http"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/clock"
)

// scope names who makes the spans and metrics of requests.
const scope = "github.com/deschoor/meedoen/gateway/internal/rules"

// Trace gives every request a span, named after its route, that goes on the caller's trace (W3C Trace Context), and
// counts it in the HTTP server metrics: what otelhttp does, by the same names. That also describes requests whose spans nobody
// keeps, and puts together the attributes of each measurement anew. Here such a span gets nothing but its ids, and the attributes
// stand ready.
func Trace(tracer trace.TracerProvider, meter metric.MeterProvider) Rule {
	t := &tracing{
		tracer: tracer.Tracer(scope), measures: newMeasures(meter),
		options: []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindServer)},
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { t.serve(w, r, next) })
	}
}

type tracing struct {
	tracer   trace.Tracer
	options  []trace.SpanStartOption
	measures *measures
}

func (t *tracing) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	began := clock.System().Now()
	ctx := r.Context()
	if r.Header["Traceparent"] != nil {
		ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(r.Header))
	}
	name := spanName(r)
	ctx, span := t.tracer.Start(ctx, name, t.options...)
	defer span.End()
	seen, r := watch(ctx, w, r)
	if span.IsRecording() {
		span.SetAttributes(asked(r)...)
	}
	next.ServeHTTP(&seen.answer, r)
	if span.IsRecording() {
		if now := spanName(r); now != name { // pages have their pattern from who serves them
			span.SetName(now)
		}
		span.SetStatus(outcome(seen.answer.status), "")
		span.SetAttributes(answered(seen)...)
	}
	t.measures.record(ctx, r, seen, clock.System().Now().Sub(began))
}

// isMethod says whether telemetry has a name for a method; a caller may make up others.
func isMethod(method string) bool {
	switch method {
	case http.MethodConnect, http.MethodDelete, http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPatch,
		http.MethodPost, http.MethodPut, http.MethodTrace:
		return true
	}
	return false
}

// routeOf answers the path of the route of a request, empty where none is known. Patterns of net/http may have a method and a
// host before it.
func routeOf(r *http.Request) string {
	if i := strings.IndexByte(r.Pattern, '/'); i >= 0 {
		return r.Pattern[i:]
	}
	return ""
}

func spanName(r *http.Request) string {
	method := r.Method
	if !isMethod(method) {
		method = "HTTP"
	}
	if route := routeOf(r); route != "" {
		return method + " " + route
	}
	return method
}

// asked is what a span says of a request. Whoever asks is not in it: CallerHeaders took that away.
func asked(r *http.Request) []attribute.KeyValue {
	attributes := append(common(r), semconv.URLPath(r.URL.Path))
	if !isMethod(r.Method) {
		attributes = append(attributes, semconv.HTTPRequestMethodOriginal(r.Method))
	}
	if route := routeOf(r); route != "" {
		attributes = append(attributes, semconv.HTTPRoute(route))
	}
	return attributes
}

// common is what spans and metrics say of a request. The server has no address there: callers say which they mean.
func common(r *http.Request) []attribute.KeyValue {
	method, scheme := semconv.HTTPRequestMethodOther, "http"
	if isMethod(r.Method) {
		method = semconv.HTTPRequestMethodKey.String(r.Method)
	}
	if r.TLS != nil {
		scheme = "https"
	}
	return []attribute.KeyValue{
		method, semconv.URLScheme(scheme), semconv.ServerAddress(""),
		semconv.NetworkProtocolVersion(fmt.Sprintf("%d.%d", r.ProtoMajor, r.ProtoMinor)),
	}
}

// answered is what a span says of an answer.
func answered(seen *exchange) []attribute.KeyValue {
	attributes := []attribute.KeyValue{semconv.HTTPResponseStatusCode(seen.answer.status)}
	if seen.body.size > 0 {
		attributes = append(attributes, semconv.HTTPRequestBodySize(int(seen.body.size)))
	}
	if seen.answer.size > 0 {
		attributes = append(attributes, semconv.HTTPResponseBodySize(int(seen.answer.size)))
	}
	return attributes
}

// outcome says whether a request failed by our fault: what a caller did wrong is no error of the span.
func outcome(status int) codes.Code {
	if status >= http.StatusInternalServerError {
		return codes.Error
	}
	return codes.Unset
}
