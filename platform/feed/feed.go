// Package feed tells the entries of a numbered log to many who follow it, each at the own pace: in order, without a gap, from any
// number on. The log is read once for all of them; who lags far behind reads it alone.
package feed

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
)

const (
	// poll finds what another instance wrote, and how often those who follow are called where there is nothing new.
	poll = 250 * time.Millisecond
	// page is how many entries are read, and told, at once.
	page = 500
	// keep is how many of the last entries are kept in memory.
	keep = 4096
)

// Entry is an entry of a log.
type Entry interface {
	// Number is its place, counted from 1.
	Number() int64
}

// Log is a log in a database, of which every instance of a service tells.
type Log[E Entry] interface {
	// Advance gives entries that were committed and have no number yet the next numbers. Several instances may do so at the
	// same time. A number is visible to nobody before all lower ones are. It says whether there may be more.
	Advance(ctx context.Context) (more bool, err error)
	// Last answers the last number, 0 where there is none.
	Last(ctx context.Context) (int64, error)
	// After answers the entries after a number in order, at most so many.
	After(ctx context.Context, number int64, most int) ([]E, error)
}

// Config is what a feed needs.
type Config struct {
	Clock clock.Clock
	Log   *slog.Logger
	Poll  time.Duration // how often it looks where nobody woke it; 250 ms if zero
	Keep  int           // how many of the last entries are kept in memory at least; 4,096 if zero
}

// Feed tells the entries of a log.
type Feed[E Entry] struct {
	Config
	log   Log[E]
	wake  chan struct{}
	began chan struct{} // closed when the end of the log is known

	mu    sync.Mutex
	kept  []E // the last entries, without a gap
	end   end
	known bool
}

// end is how far a log is known.
type end struct {
	last int64
	asOf time.Time
	next chan struct{} // closed when it is another
}

// New answers a feed of log. It tells nothing until Run.
func New[E Entry](log Log[E], cfg Config) *Feed[E] {
	if cfg.Poll == 0 {
		cfg.Poll = poll
	}
	if cfg.Keep == 0 {
		cfg.Keep = keep
	}
	return &Feed[E]{
		Config: cfg, log: log, wake: make(chan struct{}, 1), began: make(chan struct{}), end: end{next: make(chan struct{})},
	}
}

// Wake has the feed look at once: for after a commit. It returns at once.
func (f *Feed[E]) Wake() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// Run reads the log until ctx ends. A fault of the database is logged and tried again.
func (f *Feed[E]) Run(ctx context.Context) error {
	tick := time.NewTicker(f.Poll)
	defer tick.Stop()
	for ctx.Err() == nil {
		more, err := f.look(ctx)
		if err != nil && ctx.Err() == nil {
			f.Log.WarnContext(ctx, "changes wait to be told", "error", err)
		}
		if more && err == nil {
			continue
		}
		wake := f.wake
		if err != nil {
			wake = nil // the database is in trouble: wait for the next tick
		}
		select {
		case <-ctx.Done():
		case <-wake:
		case <-tick.C:
			f.call()
		}
	}
	return nil
}

// look reads what is new. It says whether there may be more.
func (f *Feed[E]) look(ctx context.Context) (more bool, err error) {
	if !f.known { // only Run asks
		last, err := f.log.Last(ctx)
		if err != nil {
			return false, fmt.Errorf("read the end of the log: %w", err)
		}
		f.end.last, f.known = last, true
		close(f.began)
	}
	asOf := f.Clock.Now()
	more, err = f.log.Advance(ctx)
	if err != nil {
		return false, fmt.Errorf("number what is new: %w", err)
	}
	entries, err := f.read(ctx, f.end.last)
	if err != nil {
		return false, err
	}
	more = more || len(entries) == page
	f.add(entries, asOf, more)
	return more, nil
}

// read reads a page of the log, and refuses one that is not the next.
func (f *Feed[E]) read(ctx context.Context, after int64) ([]E, error) {
	entries, err := f.log.After(ctx, after, page)
	if err != nil {
		return nil, fmt.Errorf("read the log: %w", err)
	}
	for i, e := range entries {
		if want := after + 1 + int64(i); e.Number() != want {
			return nil, fmt.Errorf("read the log: %d stands where %d should", e.Number(), want)
		}
	}
	return entries, nil
}

// add keeps entries, and calls who waits for them.
func (f *Feed[E]) add(entries []E, asOf time.Time, more bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.end.last += int64(len(entries))
	if !more {
		f.end.asOf = asOf
	}
	f.kept = append(f.kept, entries...)
	if len(f.kept) > 2*f.Keep {
		f.kept = append([]E(nil), f.kept[len(f.kept)-f.Keep:]...)
	}
	if len(entries) > 0 {
		f.callLocked()
	}
}

// call calls everybody who follows, also where there is nothing new.
func (f *Feed[E]) call() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.callLocked()
}

func (f *Feed[E]) callLocked() {
	close(f.end.next)
	f.end.next = make(chan struct{})
}
