package events_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// preview answers what a catalogue would make different.
func (r *rig) preview(t require.TestingT, after *domain.Catalogue) events.Preview {
	preview, err := r.Preview(context.Background(), r.db, after, 2023)
	require.NoError(t, err)
	return preview
}

// shown answers all figures of some years as they stand, by year and indicator.
func (r *rig) shown(t require.TestingT) map[int]map[string]domain.Worded {
	places, err := store.Reading(r.db.Read()).Locations(context.Background())
	require.NoError(t, err)
	all := map[int]map[string]domain.Worded{}
	for year := 2021; year <= 2023; year++ {
		all[year] = map[string]domain.Worded{}
		counted := r.counted(t, year)
		list, err := r.Catalogue.Figures(year, counted, places)
		require.NoError(t, err)
		for _, f := range list {
			if f.Status == domain.Recorded {
				all[year][f.Indicator.ID] = domain.Worded{Value: f.Value, Wording: f.Wording.Text}
			}
		}
		for _, f := range r.Catalogue.Steering(year, counted, nil) {
			if f.Status == domain.Recorded {
				words := domain.Rounding{Qualifier: domain.Exact}.Word(f.Whole.Value)
				all[year][f.Indicator.ID] = domain.Worded{Value: f.Whole.Value, Wording: words.Text}
			}
		}
	}
	return all
}

// What a preview says is what comes of it, in every year; and what it does not speak of stays as it is.
func TestPreviewIsWhatComesOfTheCatalogue(t *testing.T) {
	catalogues := []*domain.Catalogue{
		account(t), withoutChildren(t), account(t, forChildren, forCentres), parted(t, countsFacts), parted(t, countsPlaces),
		account(t, "measure: {kind: distinct, of: location, facts: [head_count]}", "measure: {kind: count, facts: [head_count]}"),
		account(t, "measure: {kind: distinct, of: person, facts: [attendance]}", "measure: {kind: sum, facts: [attendance]}"),
		account(t, "location.kind == 'community_centre'", "location.stadsdeel == 'haven'"),
		account(t, "2022: {qualifier: ruim, step: 10000}", "2022: {qualifier: ruim, step: 10}"),
		account(t, "from_year: 2022\n\nthemes", "from_year: 2021\n\nthemes"),
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		rapid.Check(t, func(t *rapid.T) {
			r.forget(t)
			h := drawHistory(t)
			r.Catalogue = rapid.SampledFrom(catalogues).Draw(t, "before")
			r.prepare(t)
			for _, batch := range h.drawDelivery(t) {
				require.NoError(t, r.try(batch...))
			}
			// It may be that the one before is still being counted.
			if rapid.Bool().Draw(t, "counted") {
				r.countAnew(t)
			}
			before := r.shown(t)
			after := rapid.SampledFrom(catalogues).Draw(t, "after")
			preview := r.preview(t, after)

			r.countAnew(t)
			settled := r.shown(t)
			r.Catalogue = after
			r.prepare(t)
			r.countAnew(t)
			now := r.shown(t)
			told := map[string]bool{}
			for _, in := range preview.Indicators {
				told[in.Indicator] = true
				figures := map[int]domain.FigurePreview{}
				for _, f := range in.Figures {
					figures[f.Year] = f
				}
				for year := range now {
					requireWorded(t, before[year], in.Indicator, figures[year].Before)
					requireWorded(t, now[year], in.Indicator, figures[year].After)
				}
			}
			for year, figures := range now {
				for indicator, f := range figures {
					if !told[indicator] {
						require.Equal(t, settled[year][indicator], f, "%s in %d", indicator, year)
					}
				}
			}
		})
	})
}

func requireWorded(t require.TestingT, figures map[string]domain.Worded, indicator string, told *domain.Worded) {
	want, has := figures[indicator]
	require.Equal(t, has, told != nil, indicator)
	if has {
		require.Equal(t, want, *told, indicator)
	}
}

func TestPreviewReadsTheFactsOnlyWhereSomethingCountsOtherwise(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"), count("a", 25_000), count("b", 5))
		require.Equal(t, events.Preview{}, r.preview(t, account(t)))

		words := r.preview(t, account(t, "label: bezoeken van kinderen", "label: kinderen"))
		require.Equal(t, events.Preview{Indicators: []domain.IndicatorPreview{
			{Indicator: "children-visits", Change: domain.ShownOtherwise},
		}}, words)

		other := r.preview(t, account(t, forChildren, forCentres))
		require.Equal(t, events.Preview{Records: 2, Indicators: []domain.IndicatorPreview{{
			Indicator: "children-visits", Change: domain.CountedOtherwise,
			Figures: []domain.FigurePreview{{Year: 2022, After: &domain.Worded{Value: 25_005, Wording: "ruim 20.000"}}},
		}}}, other)
		require.False(t, r.figure(t, "children-visits").Recounting, "nothing changed")
		require.False(t, r.step(t, 5))
	})
}
