package operation

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/pages"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// ListDeadLetters answers a page of the dead letters of a service.
func (s *Server) ListDeadLetters(
	ctx context.Context, request *operationsv1.ListDeadLettersRequest,
) (*operationsv1.ListDeadLettersResponse, error) {
	service, err := s.service(request.GetService())
	if err != nil {
		return nil, err
	}
	last, err := pages.Key(request)
	if err != nil {
		return nil, err
	}
	// A line feed stands in no source: neither in a URI nor in the name of a stream.
	source, id, _ := strings.Cut(last, "\n")
	size := pages.Size(request.GetPageSize())
	letters, err := inbox.DeadLetters(ctx, service.DB, inbox.Key{Source: source, ID: id}, int(size)+1)
	if err != nil {
		return nil, err
	}
	letters, next := pages.Cut(request, letters, size, func(l inbox.DeadLetter) string { return l.Source + "\n" + l.ID })
	answer := &operationsv1.ListDeadLettersResponse{NextPageToken: next}
	for _, l := range letters {
		answer.DeadLetters = append(answer.DeadLetters, letterOf(l))
	}
	return answer, nil
}

// GetDeadLetter answers a dead letter with what may be seen of its event.
func (s *Server) GetDeadLetter(
	ctx context.Context, request *operationsv1.GetDeadLetterRequest,
) (*operationsv1.DeadLetter, error) {
	service, err := s.service(request.GetService())
	if err != nil {
		return nil, err
	}
	key := keyOf(request.GetKey())
	letter, err := inbox.DeadLetterOf(ctx, service.DB, key)
	var event cloudevent.Event
	var broken error
	if err == nil {
		event, broken, err = inbox.DeadEvent(ctx, service.DB, key)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "DEAD_LETTER_NOT_FOUND",
			"There is no such dead letter. It may have been handled or dropped.")
	}
	if err != nil {
		return nil, err
	}
	answer := letterOf(letter)
	if broken == nil {
		answer.Event = eventOf(event)
	}
	return answer, nil
}

// CreateDeadLetterRetry asks the service to handle dead letters again.
func (s *Server) CreateDeadLetterRetry(
	ctx context.Context, request *operationsv1.CreateDeadLetterRetryRequest,
) (*operationsv1.DeadLetterRetry, error) {
	service, err := s.service(request.GetService())
	if err != nil {
		return nil, err
	}
	now, keys := s.clock.Now(), keysOf(request.GetKeys())
	there, err := inbox.AskRetry(ctx, service.DB, now, noteIn(ctx, now), keys...)
	if err != nil {
		return nil, err
	}
	done, missing := parted(keys, there)
	return &operationsv1.DeadLetterRetry{Keys: done, MissingKeys: missing}, nil
}

// CreateDeadLetterDrop deletes dead letters.
func (s *Server) CreateDeadLetterDrop(
	ctx context.Context, request *operationsv1.CreateDeadLetterDropRequest,
) (*operationsv1.DeadLetterDrop, error) {
	service, err := s.service(request.GetService())
	if err != nil {
		return nil, err
	}
	keys := keysOf(request.GetKeys())
	there, err := inbox.DropDeadLetters(ctx, service.DB, noteIn(ctx, s.clock.Now()), keys...)
	if err != nil {
		return nil, err
	}
	done, missing := parted(keys, there)
	return &operationsv1.DeadLetterDrop{Keys: done, MissingKeys: missing}, nil
}

// parted answers which of keys are among there, in the order of keys, and which are not.
func parted(keys, there []inbox.Key) (done, missing []*operationsv1.DeadLetterKey) {
	known := map[inbox.Key]bool{}
	for _, k := range there {
		known[k] = true
	}
	for _, k := range keys {
		key := &operationsv1.DeadLetterKey{Source: k.Source, Id: k.ID}
		if known[k] {
			done = append(done, key)
		} else {
			missing = append(missing, key)
		}
	}
	return done, missing
}

func keyOf(k *operationsv1.DeadLetterKey) inbox.Key {
	return inbox.Key{Source: k.GetSource(), ID: k.GetId()}
}

// keysOf answers each key once.
func keysOf(list []*operationsv1.DeadLetterKey) (keys []inbox.Key) {
	seen := map[inbox.Key]bool{}
	for _, k := range list {
		if key := keyOf(k); !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	return keys
}

func letterOf(l inbox.DeadLetter) *operationsv1.DeadLetter {
	return &operationsv1.DeadLetter{
		Key: &operationsv1.DeadLetterKey{Source: l.Source, Id: l.ID}, Type: l.Type, AggregateId: l.AggregateID, Stream: l.Stream,
		Sequence: l.Sequence, Size: l.Size, Error: l.Error, AttemptCount: count(l.Attempts), CreateTime: instant(l.SetAsideAt),
		AttemptTime: instant(l.AttemptedAt), RetryAskTime: instant(l.RetryAskedAt),
	}
}

// eventOf answers what admins may see of an event.
func eventOf(e cloudevent.Event) *operationsv1.DeadLetterEvent {
	answer := &operationsv1.DeadLetterEvent{Time: instant(e.Time), DataSchema: e.DataSchema, TraceId: traceOf(e)}
	answer.DataState, answer.Fields, answer.DataJson = content(e)
	return answer
}

// traceOf answers the trace of the call that made an event, empty where there was none.
func traceOf(e cloudevent.Event) string {
	ctx := propagation.TraceContext{}.Extract(context.Background(), propagation.MapCarrier{"traceparent": e.TraceParent})
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		return span.TraceID().String()
	}
	return ""
}
