package events_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// Whatever is recorded, corrected and moved while figures are counted anew, by instances that come and go with one
// catalogue or another: every counting has at any moment every fact it should, once.
func TestAnyInterleavingOfRecordingAndCountingAnewCountsEveryFactOnce(t *testing.T) {
	catalogues := []*domain.Catalogue{
		account(t), withoutChildren(t), account(t, forChildren, forCentres),
		account(t, "measure: {kind: distinct, of: location, facts: [head_count]}", "measure: {kind: count, facts: [head_count]}"),
		account(t, "breakdowns: [[stadsdeel, age_band]]", "breakdowns: [[wijk, age_band], [month, stadsdeel]]"),
		parted(t, countsFacts), parted(t, countsPlaces),
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		rapid.Check(t, func(t *rapid.T) {
			r.forget(t)
			h := drawHistory(t)
			batches := h.drawDelivery(t)
			instances := []*rig{r} // the one that started last knows what is wanted
			draw := func(n int, label string) int { return rapid.IntRange(0, n-1).Draw(t, label) }
			turns := map[string]func(){
				"an event": func() {
					if len(batches) > 0 {
						require.NoError(t, instances[draw(len(instances), "instance")].try(batches[0]...))
						batches = batches[1:]
					}
				},
				"a page": func() { instances[draw(len(instances), "instance")].step(t, 1+draw(3, "page size")) },
				"a rebuild": func() {
					names := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"centre-visits", "oki-locations", "youth-persons"}), rapid.ID[string])
					r.rebuild(t, names.Draw(t, "indicators")...)
				},
				"a new instance": func() {
					r = r.instance(catalogues[draw(len(catalogues), "catalogue")])
					r.prepare(t)
					instances = append(instances, r)
				},
			}
			// What counts comes more often than what begins anew.
			kinds := []string{"an event", "an event", "a page", "a page", "a page", "a rebuild", "a new instance"}
			for range rapid.IntRange(0, 20).Draw(t, "turns") {
				turns[rapid.SampledFrom(kinds).Draw(t, "turn")]()
				r.requireEveryFactOnce(t)
			}
			for _, batch := range batches {
				require.NoError(t, r.try(batch...))
			}
			r.countAnew(t)
			require.Equal(t, append([]domain.Cell{}, h.fromScratch(t, r.Catalogue)...), r.cells(t))
		})
	})
}
