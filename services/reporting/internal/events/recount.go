package events

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/lease"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// Recount counts all facts into the countings that are being built, beside the consumer and whoever reads. A pass goes
// over the facts in the order of their ids, a page in each transaction; between two of them others have their turn. It
// can end anywhere: how far it is stands in the database, beside what it counted.
type Recount struct {
	Projection *Projection
	DB         *sqldb.DB
	Clock      clock.Clock
	Log        *slog.Logger
	// PageSize is how many facts a transaction counts; 0 stands for what was measured to be good.
	PageSize int
}

// pageSize is how many facts a transaction counts: nobody else counts meanwhile, for some sixty milliseconds, or a hundred
// and fifty where all of them are attendance. Most of the cost of a page is in its cells, which are the more often written
// the smaller pages are: with 1,000 facts a pass took about twice as long.
const pageSize = 5000

// The task looks once a second whether there is anything to count, and takes a moment before it tries again what failed.
const (
	look  = time.Second
	retry = 500 * time.Millisecond
)

// Run counts whatever is to be counted until ctx ends. Several instances may run it: a lease lets one of them count, for
// efficiency only.
func (r *Recount) Run(ctx context.Context) error {
	held := lease.New(r.DB, r.Clock, "recount")
	release := func() {
		if err := held.Release(context.WithoutCancel(ctx)); err != nil {
			r.Log.Warn("the lease of counting anew was not released", "error", err)
		}
	}
	defer release()
	for ctx.Err() == nil {
		worked, err := r.turn(ctx, held)
		wait := look
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			r.Log.WarnContext(ctx, "figures wait to be counted anew", "error", err)
			release() // to an instance that can, perhaps
			wait = retry
		case worked:
			continue
		default:
			release()
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
	return nil
}

// turn takes one step, where there is one to take and no other instance takes it.
func (r *Recount) turn(ctx context.Context, held *lease.Lease) (worked bool, err error) {
	work, err := store.Reading(r.DB.Read()).Work(ctx)
	if err != nil || work == (store.Work{}) {
		return false, err
	}
	if mine, err := held.Take(ctx); err != nil || !mine {
		return false, err
	}
	return true, r.do(ctx, work)
}

// Step does the next thing there is to do, in one transaction, and says whether there was any.
func (r *Recount) Step(ctx context.Context) (worked bool, err error) {
	work, err := store.Reading(r.DB.Read()).Work(ctx)
	if err != nil || work == (store.Work{}) {
		return false, err
	}
	return true, r.do(ctx, work)
}

// do takes over from an older version, counts a page, lets what was counted take the place of what stood, or drops a page
// of what stood: the first of these that is to be done.
func (r *Recount) do(ctx context.Context, work store.Work) error {
	switch {
	case work.OlderVersion:
		return r.Projection.Prepare(ctx, r.DB, r.Clock)
	case work.Building:
		return r.count(ctx)
	}
	return r.DB.WriteReplayable(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return store.In(tx).DropRetiredCells(ctx, r.pageSize())
	})
}

func (r *Recount) pageSize() int { return cmp.Or(r.PageSize, pageSize) }

// count counts the next page, or ends the pass where there is none. All countings that are being built share the pass:
// it is as far as the one that is least far, and passes over what the others have.
func (r *Recount) count(ctx context.Context) error {
	var finished []domain.Counting
	err := r.DB.WriteReplayable(ctx, func(ctx context.Context, tx *sql.Tx) error {
		finished = nil
		s := store.In(tx)
		held, err := r.Projection.memory.hold(ctx, s)
		if err != nil {
			return err
		}
		live, building := split(held.countings)
		if len(building) == 0 {
			return nil // another instance was first
		}
		if err := s.Revise(ctx, ids.New()); err != nil {
			return err
		}
		page, err := s.FactsAfter(ctx, leastFar(building), r.pageSize())
		if err != nil {
			return err
		}
		if len(page) == 0 {
			finished = building
			return replace(ctx, s, live, building, r.Clock.Now())
		}
		// Of the live ones some may be of a version that this one replaces: they wait for the end of the pass.
		counter, err := r.Projection.filters.Counter(building, r.Projection.Catalogues.Areas())
		if err != nil {
			return err
		}
		return tally{s, counter}.countPage(ctx, held.register, building, page)
	})
	if err != nil {
		return fmt.Errorf("count anew: %w", err)
	}
	for _, c := range finished {
		r.Log.InfoContext(ctx, "a figure was counted anew", "indicator", c.Indicator, "counting", c.ID)
	}
	return nil
}

// split parts the live countings from those that are being built.
func split(countings []domain.Counting) (live, building []domain.Counting) {
	for _, c := range countings {
		if c.State == domain.Live {
			live = append(live, c)
		} else {
			building = append(building, c)
		}
	}
	return live, building
}

func leastFar(building []domain.Counting) (cursor string) {
	return slices.MinFunc(building, func(a, b domain.Counting) int { return cmp.Compare(a.Cursor, b.Cursor) }).Cursor
}

// countPage counts a page into every counting that awaits its facts.
func (t tally) countPage(
	ctx context.Context, register store.Register, building []domain.Counting, page []domain.Fact,
) error {
	var on []domain.Contribution
	for _, f := range page {
		var err error
		if on, err = add(on, t.counter.Awaited, f, register); err != nil {
			return err
		}
	}
	if err := t.Add(ctx, domain.Delta(nil, on)); err != nil {
		return err
	}
	last := page[len(page)-1].ID
	for _, c := range building {
		if last <= c.Cursor {
			continue
		}
		had := slices.IndexFunc(page, func(f domain.Fact) bool { return f.ID > c.Cursor })
		if err := t.MoveCursor(ctx, c.ID, last, len(page)-had); err != nil {
			return err
		}
	}
	return nil
}

// replace lets what was built take the place of what stood, all at once, and notes what that changes. What stood ends first:
// a year of an indicator has one live counting.
func replace(ctx context.Context, s store.Store, live, built []domain.Counting, at time.Time) error {
	stood := map[string]map[int]int64{}
	for _, old := range live {
		if !slices.ContainsFunc(built, func(c domain.Counting) bool { return c.Replaces(old) }) {
			continue
		}
		years, err := s.Years(ctx, old.ID)
		if err != nil {
			return err
		}
		if stood[old.Indicator] == nil {
			stood[old.Indicator] = map[int]int64{}
		}
		maps.Copy(stood[old.Indicator], years)
		if err := s.Retire(ctx, old.ID); err != nil {
			return err
		}
	}
	before := domain.Before(built, stood)
	for _, c := range built {
		after, err := s.Years(ctx, c.ID)
		if err != nil {
			return err
		}
		if err := s.PutChanges(ctx, c.ID, domain.Changes(c.Indicator, before[c.ID], after)); err != nil {
			return err
		}
		if err := s.MakeLive(ctx, c.ID, at); err != nil {
			return err
		}
	}
	return nil
}
