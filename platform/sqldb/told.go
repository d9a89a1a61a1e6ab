package sqldb

import (
	"context"
	"sync"
)

// told is what one run of a command has said that others are to hear once it is committed.
type told struct{ list []any }

type tellKey struct{}

// telling answers a context in which Tell is heard, for one run of a command: what a run that is undone said is forgotten.
func telling(ctx context.Context) context.Context { return context.WithValue(ctx, tellKey{}, &told{}) }

// Tell has those who listen to the database know v as soon as the transaction of a command is committed, and never if it is not:
// so what was just written need not be read to go on with it. ctx is that of the command; with another nobody hears of it.
func Tell(ctx context.Context, v any) {
	if t := toldIn(ctx); t != nil {
		t.list = append(t.list, v)
	}
}

func toldIn(ctx context.Context) *told {
	t, _ := ctx.Value(tellKey{}).(*told)
	return t
}

// audience is who hears of commits and of what their commands tell, and who waits for the next.
type audience struct {
	listeners []func(told []any)

	mu   sync.Mutex
	next chan struct{} // closed by the next commit; nil: nobody waits for it
}

// OnCommit has f called after every commit of Write, in the order of the commits as far as the engine has one and before their
// callers are answered, with what its commands have told (Tell). Call it before the first Write; f must return at once, and may
// be called by several at a time.
func (db *DB) OnCommit(f func(told []any)) { db.audience.listeners = append(db.audience.listeners, f) }

// NextCommit answers a channel that closes at the next commit of Write in this process. Other processes commit without it: who
// waits for a change looks now and then too.
func (db *DB) NextCommit() <-chan struct{} {
	a := &db.audience
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.next == nil {
		a.next = make(chan struct{})
	}
	return a.next
}

// hear tells that commands were committed, and what they have said.
func (a *audience) hear(by ...*told) {
	var list []any
	for _, t := range by {
		if t != nil {
			list = append(list, t.list...)
		}
	}
	for _, f := range a.listeners {
		f(list)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.next != nil {
		close(a.next)
		a.next = nil
	}
}
