package traces

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
	commonv1 "go.opentelemetry.io/proto/otlp/common/v1"
	tracev1 "go.opentelemetry.io/proto/otlp/trace/v1"
)

// maxSkew is how far from now a span may be. Clocks of machines differ by less, and a sender holds nothing back so long.
const maxSkew = 24 * time.Hour

// fromOTLP answers the spans that can be kept, and for each of the others why it cannot.
func fromOTLP(resources []*tracev1.ResourceSpans, now time.Time) (spans []*Span, refused []error) {
	for _, resource := range resources {
		service := serviceOf(resource.GetResource().GetAttributes())
		for _, scope := range resource.GetScopeSpans() {
			name := cut(scope.GetScope().GetName(), maxName)
			for _, sent := range scope.GetSpans() {
				span, err := fromProto(sent, now)
				if err != nil {
					refused = append(refused, err)
					continue
				}
				span.Service, span.Scope = service, name
				spans = append(spans, span)
			}
		}
	}
	return spans, refused
}

// serviceOf answers service.name, or the name that the specification gives to who does not say.
func serviceOf(resource []*commonv1.KeyValue) string {
	for _, a := range resource {
		if name := a.GetValue().GetStringValue(); a.GetKey() == "service.name" && name != "" {
			return cut(name, maxName)
		}
	}
	return "unknown_service"
}

func fromProto(sent *tracev1.Span, now time.Time) (*Span, error) {
	s := &Span{
		Name: cut(sent.GetName(), maxName), Kind: trace.ValidateSpanKind(trace.SpanKind(sent.GetKind())),
		Failed: sent.GetStatus().GetCode() == tracev1.Status_STATUS_CODE_ERROR,
		Status: cut(sent.GetStatus().GetMessage(), maxText), Attributes: keepProto(sent.GetAttributes(), maxAttributes),
	}
	problem := errors.Join(
		read(s.Trace[:], sent.GetTraceId(), "trace id"),
		read(s.ID[:], sent.GetSpanId(), "span id"),
		s.readTimes(sent, now),
	)
	if len(sent.GetParentSpanId()) > 0 { // where there is none it may be left out, or be zeros
		if len(sent.GetParentSpanId()) != len(s.Parent) {
			problem = errors.Join(problem, fmt.Errorf("its parent span id has %d bytes", len(sent.GetParentSpanId())))
		}
		copy(s.Parent[:], sent.GetParentSpanId())
	}
	if problem != nil {
		return nil, errors.New(strings.ReplaceAll(problem.Error(), "\n", ", "))
	}
	s.Events, s.Links = readEvents(sent.GetEvents(), now), readLinks(sent.GetLinks())
	return s, nil
}

// read copies an id, which must have its length and not be zero.
func read(id, sent []byte, what string) error {
	if len(sent) != len(id) {
		return fmt.Errorf("its %s has %d bytes", what, len(sent))
	}
	copy(id, sent)
	for _, b := range id {
		if b != 0 {
			return nil
		}
	}
	return fmt.Errorf("its %s is zero", what)
}

func (s *Span) readTimes(sent *tracev1.Span, now time.Time) error {
	start, end := instant(sent.GetStartTimeUnixNano()), instant(sent.GetEndTimeUnixNano())
	if end.Before(start) {
		return errors.New("it ends before it starts")
	}
	if !near(start, now) || !near(end, now) {
		return fmt.Errorf("its time is more than %s from now", maxSkew)
	}
	s.Start, s.Duration = start, end.Sub(start)
	return nil
}

func near(at, now time.Time) bool { return at.Sub(now).Abs() <= maxSkew }

// instant answers the time n nanoseconds after 1970; one that is too far away is the last there is.
func instant(n uint64) time.Time { return time.Unix(0, int64(min(n, math.MaxInt64))).UTC() }

// readEvents leaves out those that cannot have been in the span.
func readEvents(sent []*tracev1.Span_Event, now time.Time) (events []Event) {
	for _, e := range first(sent, maxEvents) {
		if at := instant(e.GetTimeUnixNano()); near(at, now) {
			events = append(events, Event{
				Time: at, Name: cut(e.GetName(), maxName), Attributes: keepProto(e.GetAttributes(), maxOfEvent),
			})
		}
	}
	return events
}

// readLinks leaves out those that point nowhere.
func readLinks(sent []*tracev1.Span_Link) (links []Link) {
	for _, l := range first(sent, maxLinks) {
		var link Link
		if errors.Join(read(link.Trace[:], l.GetTraceId(), ""), read(link.ID[:], l.GetSpanId(), "")) == nil {
			links = append(links, link)
		}
	}
	return links
}

// keepProto is keep for attributes as they are sent.
func keepProto(sent []*commonv1.KeyValue, n int) []attribute.KeyValue {
	var kept []attribute.KeyValue
	for _, a := range sent {
		if len(kept) == n {
			break
		}
		if key := attribute.Key(cut(a.GetKey(), maxName)); !private(key) {
			kept = append(kept, attribute.KeyValue{Key: key, Value: cutValue(valueOf(a.GetValue()))})
		}
	}
	return kept
}

// valueOf answers a value as OTLP has it; lists and maps become a text.
func valueOf(sent *commonv1.AnyValue) attribute.Value {
	switch v := sent.GetValue().(type) {
	case *commonv1.AnyValue_StringValue:
		return attribute.StringValue(v.StringValue)
	case *commonv1.AnyValue_BoolValue:
		return attribute.BoolValue(v.BoolValue)
	case *commonv1.AnyValue_IntValue:
		return attribute.Int64Value(v.IntValue)
	case *commonv1.AnyValue_DoubleValue:
		return attribute.Float64Value(v.DoubleValue)
	}
	var b strings.Builder
	writeValue(&b, sent, maxDepth)
	return attribute.StringValue(b.String())
}

// maxDepth is how deep lists and maps are looked into.
const maxDepth = 4

// writeValue writes lists and maps until there is more than is kept of a value.
func writeValue(b *strings.Builder, sent *commonv1.AnyValue, depth int) {
	if b.Len() > maxText {
		return
	}
	switch v := sent.GetValue().(type) {
	case *commonv1.AnyValue_ArrayValue:
		writeList(b, "[", "]", v.ArrayValue.GetValues(), depth, func(item *commonv1.AnyValue) { writeValue(b, item, depth-1) })
	case *commonv1.AnyValue_KvlistValue:
		writeList(b, "{", "}", v.KvlistValue.GetValues(), depth, func(item *commonv1.KeyValue) {
			b.WriteString(cut(item.GetKey(), maxName) + ": ")
			if private(attribute.Key(item.GetKey())) {
				b.WriteString("…")
				return
			}
			writeValue(b, item.GetValue(), depth-1)
		})
	case *commonv1.AnyValue_BytesValue:
		fmt.Fprintf(b, "(%d bytes)", len(v.BytesValue))
	case *commonv1.AnyValue_StringValue:
		b.WriteString(strconv.Quote(cut(v.StringValue, maxText)))
	case *commonv1.AnyValue_BoolValue, *commonv1.AnyValue_IntValue, *commonv1.AnyValue_DoubleValue:
		b.WriteString(valueOf(sent).String())
	default:
		b.WriteString("-")
	}
}

func writeList[T any](b *strings.Builder, open, closing string, items []T, depth int, write func(T)) {
	b.WriteString(open)
	for i, item := range items {
		if i > 0 {
			b.WriteString(", ")
		}
		if depth == 0 || b.Len() > maxText {
			b.WriteString("…")
			break
		}
		write(item)
	}
	b.WriteString(closing)
}
