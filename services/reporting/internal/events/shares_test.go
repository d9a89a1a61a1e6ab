package events_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
)

// sharing answers another instance on the database of r, beside which others count.
func (r *rig) sharing() *rig {
	return &rig{Projection: &events.Projection{Catalogues: catalogues.Fixed(r.Catalogue), Shared: true}, db: r.db}
}

// inShares answers batches by share: each share gets its own part of each, in the same order.
func inShares(batches [][]cloudevent.Event, shares int) [][][]cloudevent.Event {
	all := make([][][]cloudevent.Event, shares)
	for _, batch := range batches {
		parts := make([][]cloudevent.Event, shares)
		for _, e := range batch {
			share := natsx.Partition(e.Subject) % shares
			parts[share] = append(parts[share], e)
		}
		for share, part := range parts {
			if len(part) > 0 {
				all[share] = append(all[share], part)
			}
		}
	}
	return all
}

// tellAtOnce has two instances handle the batches of shares, all at once, while figures are counted anew beside them. The
// transaction of a batch in lost does not come to its end, as that of an instance that is killed, and the batch comes again.
func (r *rig) tellAtOnce(t require.TestingT, shares [][][]cloudevent.Event, lost map[[2]int]bool) {
	instances := []*rig{r.sharing(), r.sharing()}
	var mu sync.Mutex
	var wrong error
	failed := func(err error) bool {
		mu.Lock()
		defer mu.Unlock()
		wrong = errors.Join(wrong, err)
		return wrong != nil
	}
	var telling, counting sync.WaitGroup
	for share, batches := range shares {
		telling.Go(func() {
			for n, batch := range batches {
				one := instances[(share+n/3)%len(instances)] // shares go over to another instance now and then
				if lost[[2]int{share, n}] && failed(one.lose(batch)) || failed(one.try(batch...)) {
					return
				}
			}
		})
	}
	ctx, end := context.WithCancel(context.Background())
	counting.Go(func() {
		for worked, err := true, error(nil); worked && ctx.Err() == nil && !failed(err); {
			worked, err = r.recount(3).Step(context.Background())
		}
	})
	telling.Wait()
	end()
	counting.Wait()
	require.NoError(t, wrong)
}

func TestSharesThatCountAtOnceCountAsFromScratch(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		rapid.Check(t, func(t *rapid.T) {
			r.forget(t)
			h := drawHistory(t)
			shares := inShares(h.drawDelivery(t), rapid.SampledFrom([]int{2, 4}).Draw(t, "shares"))
			lost := map[[2]int]bool{}
			for share, batches := range shares {
				for n := range batches {
					lost[[2]int{share, n}] = rapid.IntRange(0, 5).Draw(t, "lost") == 0
				}
			}
			if rapid.Bool().Draw(t, "a pass beside") {
				r.rebuild(t)
			}
			r.tellAtOnce(t, shares, lost)
			kept := r.cells(t)
			r.countAnew(t)
			require.Equal(t, append([]domain.Cell{}, h.fromScratch(t, r.Catalogue)...), r.cells(t))
			require.Equal(t, kept, r.cells(t), "kept step by step as counted from the facts")
			r.requireEveryFactOnce(t)
		})
		r.requireNoDeadlock(t, engine)
	})
}

// Many shares meet the same few persons and cells in another order each, while places move.
func TestSharesThatMeetTheSamePersonsDoNotWaitInACircle(t *testing.T) {
	const events, people, most = 400, 7, 20
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("jongerenwerk"))
		var batches [][]cloudevent.Event
		for n := range events {
			if n%most == 0 {
				batches = append(batches, nil)
				if n%100 == 0 {
					batches[len(batches)-1] = append(batches[len(batches)-1], location("centre", func(m *activitiesv1.LocationSaved) {
						m.Version, m.WijkCode = int64(2+n), []string{"WK003401", "WK003402"}[n/100%2]
					}))
				}
			}
			last := &batches[len(batches)-1]
			*last = append(*last, attendance(id("attendance", n), id("person", n*n%people)))
			if n%5 == 0 && n > most {
				*last = append(*last, attendance(id("attendance", n-most), id("person", n%people), again(2)))
			}
		}
		r.rebuild(t)
		r.tellAtOnce(t, inShares(batches, 4), nil)
		kept := r.cells(t)
		r.rebuild(t)
		r.countAnew(t)
		require.Equal(t, kept, r.cells(t))
		r.requireValue(t, "youth-contacts", events)
		r.requireEveryFactOnce(t)
		r.requireNoDeadlock(t, engine)
	})
}

func TestEventThatSpeaksOfAnotherThingThanItsSubjectIsPoison(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		strange := count("a", 3)
		strange.Subject = "b"
		require.ErrorContains(t, r.try(strange), `speaks of "b"`)
	})
}
