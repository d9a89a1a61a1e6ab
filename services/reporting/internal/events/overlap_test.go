package events_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
)

// During a roll-out an instance of before still handles events when one with another catalogue starts.
func TestInstanceWithTheCatalogueOfBeforeCountsNothingOnceTheNextTookOver(t *testing.T) {
	const batches = 60
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		before := newRig(t, engine)
		before.tell(t, location("centre"), programme("buurtcentra"))
		next := &rig{db: before.db, Projection: events.Projection{
			Catalogue: account(t, "'kinderwerk' in programme.path", "'buurtcentra' in programme.path"),
		}}
		var handled int
		var refused error
		var running sync.WaitGroup
		halfway := make(chan struct{})
		running.Go(func() {
			for ; refused == nil && handled < batches; handled++ {
				if handled == batches/2 {
					close(halfway)
				}
				refused = before.try(count(fmt.Sprint(handled), 1))
			}
		})
		<-halfway
		require.NoError(t, next.CatchUp(t.Context(), next.db))
		running.Wait()
		require.ErrorContains(t, before.try(count("one more", 1)), "another catalogue")

		for n := range batches {
			next.tell(t, count(fmt.Sprint(n), 1))
		}
		next.requireValue(t, "centre-visits", batches)
		next.requireValue(t, "children-visits", batches)
	})
}
