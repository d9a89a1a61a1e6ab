// Package outbox is the event log of a service: events are written in the transaction of the command that made them, and
// a relay brings them to their stream afterwards. No event is published that was not committed, and none that was
// committed is left out.
package outbox

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Event is what happened to one aggregate, with its full new value, for events may arrive out of order or twice.
type Event struct {
	// Noun is what the event speaks of and what happened, as in the subject: "head-count.saved".
	Noun string
	// AggregateID is the id of what changed.
	AggregateID string
	// Data is the event. It names no person.
	Data proto.Message
	// Cause is where the call that made the event is traced. Leave it out where the transaction serves that call alone.
	Cause trace.SpanContext
}

// maxData bounds the data of an event, in bytes. A server takes messages of 1 MiB by default, and one that it refuses
// would keep all later events waiting.
const maxData = 512 << 10

// Append writes events to the log, in the transaction that changes what they speak of. An event of more than 512 KiB is
// an error. An event without a cause belongs to the trace of ctx. Where ctx is that of the command, the relay of this process has
// the events as soon as they are committed; else it finds them at its next look.
func Append(ctx context.Context, tx *sql.Tx, now time.Time, service string, events ...Event) error {
	rows, list := make(sqldb.Rows, len(events)), make(handed, len(events))
	at, traces := sqldb.At(now), tracing{ctx: ctx}
	for i, e := range events {
		data, err := proto.Marshal(e.Data)
		if err != nil {
			return fmt.Errorf("encode event %s: %w", e.Noun, err)
		}
		if len(data) > maxData {
			return fmt.Errorf("event %s has %d bytes, more than %d", e.Noun, len(data), maxData)
		}
		schema := string(e.Data.ProtoReflect().Descriptor().FullName())
		list[i] = row{noun: e.Noun, Event: cloudevent.Event{
			ID: ids.New(), Type: Type(service, e.Noun), Subject: e.AggregateID, Time: at.Time,
			DataContentType: cloudevent.ProtobufType, DataSchema: dataSchema(schema), TraceParent: traces.of(e.Cause), Data: data,
		}}
		rows[i] = []any{
			list[i].ID, list[i].Type, e.Noun, e.AggregateID, schema, data, list[i].TraceParent, at, sqldb.Time{},
		}
	}
	err := rows.Each(ctx, tx, `-- name: InsertOutbox :exec
INSERT INTO outbox (id, type, noun, aggregate_id, schema_name, data, traceparent, created_at, sent_at) VALUES %s`, nil)
	if err != nil {
		return fmt.Errorf("append events: %w", err)
	}
	if len(list) > 0 {
		sqldb.Tell(ctx, list)
	}
	return nil
}

// dataSchema answers the URI of a protobuf message by its full name.
func dataSchema(message string) string { return "urn:protobuf:" + message }

// tracing writes where events belong, as W3C trace contexts. Of those of one command many have the same cause.
type tracing struct {
	ctx  context.Context
	last trace.SpanContext
	text string // of the last
}

// of answers the trace context of a cause, or else of the command; empty where nothing is traced.
func (t *tracing) of(cause trace.SpanContext) string {
	if !cause.IsValid() {
		cause = trace.SpanContextFromContext(t.ctx)
	}
	if !cause.Equal(t.last) {
		carrier := propagation.MapCarrier{}
		propagation.TraceContext{}.Inject(trace.ContextWithSpanContext(context.Background(), cause), carrier)
		t.last, t.text = cause, carrier.Get("traceparent")
	}
	return t.text
}

const (
	typePrefix  = "nl.welzijn."
	typeVersion = ".v1"
)

// Type answers the CloudEvents type of an event of a service: "nl.welzijn.<service>.<noun>-<event>.v1". It names a field
// of work and no organisation, as the Dutch profile asks.
func Type(service, noun string) string {
	return typePrefix + service + "." + strings.ReplaceAll(noun, ".", "-") + typeVersion
}

// Filter answers what the subjects of a type of events of a service match. What happened is one word.
func Filter(service, eventType string) string {
	name := strings.TrimSuffix(strings.TrimPrefix(eventType, typePrefix+service+"."), typeVersion)
	last := strings.LastIndexByte(name, '-')
	return natsx.Filter(service, name[:max(0, last)], name[last+1:])
}
