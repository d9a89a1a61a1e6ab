package feed

import (
	"context"
	"time"
)

// Batch is what is told at once.
type Batch[E Entry] struct {
	// Entries are the next ones, in order; none where there is nothing new.
	Entries []E
	// Last is the number up to which everything has been told with them.
	Last int64
	// AsOf is an instant: what was committed before it has been told with them. Zero while there is more.
	AsOf time.Time
}

// Last answers the number of the last entry that is known, or waits until one is, or ctx ends.
func (f *Feed[E]) Last(ctx context.Context) (int64, error) {
	select {
	case <-f.began:
		return f.seen().last, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// Follow has tell called with all entries after a number, one batch after the other, and now and then with an empty one, until
// ctx ends or tell errs. Nobody else waits for tell.
func (f *Feed[E]) Follow(ctx context.Context, after int64, tell func(Batch[E]) error) error {
	if _, err := f.Last(ctx); err != nil {
		return err
	}
	for {
		known := f.seen() // before what comes after it is read
		entries, err := f.after(ctx, after)
		if err != nil {
			return err
		}
		after += int64(len(entries))
		b := Batch[E]{Entries: entries, Last: after}
		if after >= known.last {
			b.AsOf = known.asOf
		}
		if err := tell(b); err != nil {
			return err
		}
		if len(entries) > 0 && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-known.next:
		}
	}
}

// seen answers how far the log is known.
func (f *Feed[E]) seen() end {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.end
}

// after answers the entries after a number, a page at most: from memory, or what is no longer there from the log.
func (f *Feed[E]) after(ctx context.Context, number int64) ([]E, error) {
	if entries, there := f.recent(number); there {
		return entries, nil
	}
	return f.read(ctx, number)
}

// recent answers the entries after a number, and false where they are no longer kept. They are a copy: who is slow with them does
// not hold on to all.
func (f *Feed[E]) recent(number int64) (entries []E, there bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	missing := f.end.last - number
	if missing <= 0 {
		return nil, true
	}
	if missing > int64(len(f.kept)) {
		return nil, false
	}
	rest := f.kept[len(f.kept)-int(missing):]
	return append([]E(nil), rest[:min(len(rest), page)]...), true
}
