package schedule

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/sqldb"
)

const (
	// batch is how many timers one look finds.
	batch = 100
	// poll finds the timers that another instance set, and those whose wake-up was missed.
	poll = time.Second
)

// Config is what a scheduler needs.
type Config struct {
	DB    *sqldb.DB
	Clock clock.Clock
	Log   *slog.Logger
	Meter metric.MeterProvider // nil: no metrics
	// Tracer has what is done for a call stand in its trace; nil: no spans.
	Tracer trace.TracerProvider
	// Poll is how often the scheduler looks for timers that nobody told it of; a second if zero.
	Poll time.Duration
	// Patience is how long a call apart may take; a minute if zero.
	Patience time.Duration
}

// Scheduler sets timers, and handles those that are due.
type Scheduler struct {
	Config
	handlers map[string]Handler
	apart    map[string]*calls
	callers  sync.WaitGroup // the calls apart that run
	failed   metric.Int64Counter
	wake     chan struct{}

	mu   sync.Mutex // guards what follows, and which calls run
	next time.Time  // the earliest timer that is known to come; zero: none
}

// New answers a scheduler without handlers, which sets timers and leaves all of them alone.
func New(cfg Config) (*Scheduler, error) {
	s := &Scheduler{
		Config: cfg, handlers: map[string]Handler{}, apart: map[string]*calls{}, wake: make(chan struct{}, 1),
	}
	if s.Poll == 0 {
		s.Poll = poll
	}
	if s.Patience == 0 {
		s.Patience = patience
	}
	cfg.DB.OnCommit(s.hear)
	return s, s.observe()
}

// Handle has the timers of a kind handled by h, one after another. Call it before Run. Timers of a kind without a handler are
// left alone: a newer version of the service set them, that runs beside this one.
func (s *Scheduler) Handle(kind string, h Handler) {
	s.handlers[kind] = h
	s.beginCount(kind)
}

// Run handles timers until ctx ends, and waits for the calls apart that run then. A fault of the database is logged and tried
// again.
func (s *Scheduler) Run(ctx context.Context) error {
	defer s.callers.Wait()
	for ctx.Err() == nil {
		more, err := s.round(ctx)
		if err != nil && ctx.Err() == nil {
			s.Log.WarnContext(ctx, "timers wait", "error", err)
		}
		if more {
			continue
		}
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-time.After(s.pause()):
		}
	}
	return nil
}

// setFor tells that a timer was set for an instant.
type setFor time.Time

// hear wakes the scheduler where a timer was set that is due before all others.
func (s *Scheduler) hear(told []any) {
	var set time.Time
	for _, t := range told {
		if at, is := t.(setFor); is {
			set = earlier(set, time.Time(at))
		}
	}
	s.mu.Lock()
	sooner := !set.IsZero() && (s.next.IsZero() || set.Before(s.next))
	s.next = earlier(s.next, set)
	s.mu.Unlock()
	if sooner {
		s.rouse()
	}
}

// rouse has the scheduler look now.
func (s *Scheduler) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// forget forgets when the next timer comes.
func (s *Scheduler) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = time.Time{}
}

// foresee keeps that a timer comes at an instant.
func (s *Scheduler) foresee(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = earlier(s.next, at)
}

// pause answers how long there is nothing to do, as far as is known, and never longer than between two looks.
func (s *Scheduler) pause() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next.IsZero() {
		return s.Poll
	}
	return min(s.next.Sub(s.Clock.Now()), s.Poll)
}

// earlier answers the earlier of two instants, of which a zero one is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
