package admin

import (
	"slices"
	"strings"

	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/gateway/internal/traces"
	"github.com/deschoor/meedoen/gateway/internal/web"
	"github.com/deschoor/meedoen/platform/telemetry"
)

// hop is an event on its way, from the service that published it to those that handled it.
type hop struct {
	Type     string
	From     chip
	Waited   string // in the outbox, from the end of what made it; empty where that is not held
	Took     string // to be published
	Failed   bool
	Arrivals []arrival
}

// arrival is an event as one service handled it.
type arrival struct {
	Service  chip
	Lag      string // from its being published
	Took     string
	Failed   bool
	SetAside bool
}

// setAside is what the name of the span begins with in which an event became a dead letter.
const setAside = "set aside "

// hopsOf answers the way of each event that was published in a trace, in their order.
func hopsOf(spans []*traces.Span, colour map[string]int) (hops []hop) {
	byID, parts := map[trace.SpanID]*traces.Span{}, map[trace.SpanID][]*traces.Span{}
	for _, s := range spans {
		byID[s.ID] = s
		parts[s.Parent] = append(parts[s.Parent], s)
	}
	for _, s := range spans {
		eventType, publishes := strings.CutPrefix(s.Name, "publish ")
		if s.Kind != trace.SpanKindProducer || !publishes {
			continue
		}
		h := hop{
			Type: shortType(eventType), From: chips([]string{s.Service}, colour)[0], Took: web.Duration(s.Duration), Failed: s.Failed,
		}
		if made := byID[s.Parent]; made != nil {
			h.Waited = web.Duration(max(0, s.Start.Sub(made.End())))
		}
		for _, part := range parts[s.ID] {
			if part.Kind == trace.SpanKindConsumer {
				h.Arrivals = append(h.Arrivals, arrival{
					Service: chips([]string{part.Service}, colour)[0], Lag: web.Duration(part.Start.Sub(s.End())),
					Took: web.Duration(part.Duration), Failed: part.Failed, SetAside: strings.HasPrefix(part.Name, setAside),
				})
			}
		}
		hops = append(hops, h)
	}
	return hops
}

// logLine is a line of the log of a trace.
type logLine struct {
	After      string // from the start of the trace
	Service    chip
	Severity   string
	Fault      bool
	Message    string
	Attributes []pair
}

// logOf answers what was logged in the steps of a trace, in the order of time.
func logOf(spans []*traces.Span, colour map[string]int) (lines []logLine) {
	start := spans[0].Start
	type at struct {
		span  *traces.Span
		event traces.Event
	}
	var all []at
	for _, s := range spans {
		for _, e := range s.Events {
			if e.Name == telemetry.LogEvent {
				all = append(all, at{s, e})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b at) int { return a.event.Time.Compare(b.event.Time) })
	for _, a := range all {
		line := logLine{After: web.Duration(a.event.Time.Sub(start)), Service: chips([]string{a.span.Service}, colour)[0]}
		for _, p := range pairs(a.event.Attributes) {
			switch p.Key {
			case telemetry.LogSeverity:
				line.Severity, line.Fault = p.Value, p.Value == "WARN" || p.Value == "ERROR"
			case telemetry.LogMessage:
				line.Message = p.Value
			default:
				line.Attributes = append(line.Attributes, pair{strings.TrimPrefix(p.Key, "log."), p.Value})
			}
		}
		lines = append(lines, line)
	}
	return lines
}
