package events_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// history is what happened to some places, programmes and counts: every version of each, as events.
type history struct {
	events     []cloudevent.Event
	places     map[string]domain.Location
	programmes map[string]domain.Programme
	facts      map[string]domain.Fact
}

// among draws one of the ids 0 to n-1 of a noun.
func among(t *rapid.T, noun string, n int) string {
	return id(noun, rapid.IntRange(0, n-1).Draw(t, noun))
}

func id(noun string, n int) string { return fmt.Sprintf("%s-%d", noun, n) }

const places, programmes, counts, versions = 3, 5, 6, 3

// drawHistory draws up to three versions of everything. What has none never arrives.
func drawHistory(t *rapid.T) history {
	h := history{
		places: map[string]domain.Location{}, programmes: map[string]domain.Programme{}, facts: map[string]domain.Fact{},
	}
	each := func(noun string, n int, save func(id string, version int64)) {
		for i := range n {
			for v := range rapid.IntRange(0, versions).Draw(t, "versions of "+id(noun, i)) {
				save(id(noun, i), int64(v+1))
			}
		}
	}
	each("place", places, func(id string, v int64) { h.place(t, id, v) })
	each("programme", programmes, func(id string, v int64) { h.programme(t, id, v) })
	each("count", counts, func(id string, v int64) { h.count(t, id, v) })
	return h
}

func (h *history) place(t *rapid.T, id string, version int64) {
	kinds := map[string]activitiesv1.LocationKind{
		"community_centre":   activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE,
		"neighbourhood_room": activitiesv1.LocationKind_LOCATION_KIND_NEIGHBOURHOOD_ROOM,
	}
	kind := rapid.SampledFrom([]string{"community_centre", "neighbourhood_room"}).Draw(t, "kind")
	stadsdeel := rapid.SampledFrom([]string{"haven", "stad"}).Draw(t, "stadsdeel")
	h.places[id] = domain.Location{ID: id, Kind: kind, Area: domain.Area{Stadsdeel: stadsdeel}}
	h.events = append(h.events, location(id, func(m *activitiesv1.LocationSaved) {
		m.Version, m.Kind, m.Stadsdeel = version, kinds[kind], stadsdeel
	}))
}

func (h *history) programme(t *rapid.T, id string, version int64) {
	codes := []string{"buurtcentra", "buurtkamers", "kinderwerk", "oki", "buurtsportcoaches", "koken"}
	code, parent := rapid.SampledFrom(codes).Draw(t, "code"), ""
	// A parent may never arrive, and parents may go round.
	if rapid.Bool().Draw(t, "has a parent") {
		parent = among(t, "programme", programmes)
	}
	h.programmes[id] = domain.Programme{ID: id, Code: code, ParentID: parent}
	h.events = append(h.events, programme(id, func(m *activitiesv1.ProgrammeSaved) {
		m.Version, m.Code, m.ParentId = version, code, parent
	}))
}

func (h *history) count(t *rapid.T, id string, v int64) {
	year, month := rapid.IntRange(2021, 2023).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month")
	n := rapid.Int32Range(0, 400).Draw(t, "count")
	gone := rapid.IntRange(0, 3).Draw(t, "withdrawn") == 0
	at, under := among(t, "place", places), among(t, "programme", programmes)
	f := domain.Fact{
		ID: id, Kind: domain.HeadCount, LocationID: at, ProgrammeID: under, Quantity: int64(n), Withdrawn: gone,
	}
	f.Date.Year, f.Date.Month, f.Date.Day = year, 1, 15
	f.Date = f.Date.AddDays(30 * (month - 1))
	h.facts[id] = f
	h.events = append(h.events, count(id, n, version(v), func(m *activitiesv1.HeadCountSaved) {
		m.Date, m.LocationId, m.ProgrammeId, m.Withdrawn = f.Date.String(), at, under, gone
	}))
}

// drawDelivery answers the events of h in any order, some twice, cut into batches anywhere.
func (h *history) drawDelivery(t *rapid.T) (batches [][]cloudevent.Event) {
	order := rapid.Permutation(h.events).Draw(t, "order")
	if len(order) > 0 {
		order = append(order, rapid.SliceOfN(rapid.SampledFrom(h.events), 0, 4).Draw(t, "twice")...)
	}
	for len(order) > 0 {
		n := rapid.IntRange(1, len(order)).Draw(t, "batch")
		batches = append(batches, order[:n])
		order = order[n:]
	}
	return batches
}

// fromScratch counts what holds in the end, the plain way: every fact once, nothing taken off. The counting of an
// indicator has its name.
func (h *history) fromScratch(t require.TestingT, c *domain.Catalogue) []domain.Cell {
	var live []domain.Counting
	for indicator, rule := range c.Rules() {
		live = append(live, domain.Counting{ID: indicator, Indicator: indicator, Rule: rule, State: domain.Live})
	}
	var filters domain.Filters
	counter, err := filters.Counter(live)
	require.NoError(t, err)
	var all []domain.Contribution
	for _, f := range h.facts {
		place, known := h.places[f.LocationID]
		path, complete := domain.Path(func(id string) (domain.Programme, bool) {
			p, known := h.programmes[id]
			return p, known
		}, f.ProgrammeID)
		if known && complete {
			found, err := counter.Contributions(f, place, path)
			require.NoError(t, err)
			all = append(all, found...)
		}
	}
	return domain.Delta(nil, all)
}

func TestAnyOrderAndBatchingOfAHistoryCountsAsFromScratch(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		rapid.Check(t, func(t *rapid.T) {
			r.forget(t)
			h := drawHistory(t)
			for _, batch := range h.drawDelivery(t) {
				require.NoError(t, r.try(batch...))
			}
			kept := r.cells(t)
			require.Equal(t, append([]domain.Cell{}, h.fromScratch(t, r.Catalogue)...), kept)
			r.rebuild(t)
			r.countAnew(t)
			require.Equal(t, r.cells(t), kept, "kept step by step as counted from the facts")
		})
	})
}

// forget empties the database, which is faster than a new one for each history.
func (r *rig) forget(t require.TestingT) {
	require.NoError(t, r.db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		for _, table := range []string{"counted_cell", "fact", "location", "programme", "figure_change"} {
			if _, err := tx.ExecContext(ctx, "DELETE FROM "+table); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM counting WHERE state <> 'live'"); err != nil {
			return err
		}
		return store.In(tx).Revise(ctx, ids.New())
	}))
}
