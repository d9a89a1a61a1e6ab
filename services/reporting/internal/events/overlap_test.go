package events_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/deschoor/meedoen/platform/testkit"
)

// During a roll-out an instance with the catalogue of before still handles events when one with another starts.
func TestInstancesWithTwoCataloguesCountEverythingInBoth(t *testing.T) {
	const batches = 60
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		before := newRig(t, engine)
		before.tell(t, location("centre"), programme("buurtcentra"))
		next := before.instance(account(t, "'kinderwerk' in programme.path", "'buurtcentra' in programme.path"))
		var running sync.WaitGroup
		halfway := make(chan struct{})
		running.Go(func() {
			for n := range batches {
				if n == batches/2 {
					close(halfway)
				}
				if err := before.try(count(fmt.Sprint(n), 1)); err != nil {
					t.Error(err)
				}
			}
		})
		<-halfway
		next.prepare(t)
		next.countAnew(t)
		running.Wait()
		next.countAnew(t)
		next.requireValue(t, "centre-visits", batches)
		next.requireValue(t, "children-visits", batches)
	})
}

func TestManyInstancesAtOnceCountEveryFactOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"))
		const facts = 40
		for n := range facts {
			r.tell(t, count(fmt.Sprint("a", n), 1))
		}
		r.rebuild(t)
		var counting, told sync.WaitGroup
		var end atomic.Bool
		for range 3 {
			instance := r.instance(r.Catalogue).recount(3)
			counting.Go(func() {
				for worked := true; worked || !end.Load(); {
					var err error
					if worked, err = instance.Step(context.Background()); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		told.Go(func() {
			for n := range facts {
				if err := r.try(count(fmt.Sprint("a", n), 2, version(2)), count(fmt.Sprint("b", n), 1)); err != nil {
					t.Error(err)
				}
			}
		})
		told.Wait()
		end.Store(true)
		counting.Wait()
		r.requireValue(t, "centre-visits", 3*facts)
		r.requireEveryFactOnce(t)
	})
}
