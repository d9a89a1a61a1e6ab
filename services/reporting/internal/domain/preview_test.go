package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func TestDifferencesOfCataloguesAreNamedInTheOrderOfTheNewOne(t *testing.T) {
	const count = `, measure: {kind: count, facts: [head_count]}, filter: "true"`
	read := func(indicators ...string) *domain.Catalogue {
		c, err := parse(indicators...)
		require.NoError(t, err)
		return c
	}
	one := func(change domain.IndicatorChange) []domain.IndicatorPreview {
		return []domain.IndicatorPreview{{Indicator: "a", Change: change}}
	}
	for name, tt := range map[string]struct {
		before, after *domain.Catalogue
		want          []domain.IndicatorPreview
	}{
		"nothing":           {read(good + count), read(good + count), nil},
		"another order":     {read(good, "id: b, theme: health"), read("id: b, theme: health", good), nil},
		"another filter":    {read(good + count), read(good + `, measure: {kind: count, facts: [head_count]}, filter: "false"`), one(domain.CountedOtherwise)},
		"recorded":          {read(good), read(good + count), one(domain.CountedOtherwise)},
		"no longer counted": {read(good + count), read(good + count + ", to_year: 2023"), one(domain.CountedOtherwise)},
		"parted": {
			read(good + count), read(good+count+", from_year: 2024", good+count+", to_year: 2023"), one(domain.CountedOtherwise),
		},
		"the same versions in another order": {
			read(good+count+", to_year: 2023", good+count+", from_year: 2024"),
			read(good+count+", from_year: 2024", good+count+", to_year: 2023"), nil,
		},
		"another theme":   {read(good + count), read("id: a, theme: health" + count), one(domain.ShownOtherwise)},
		"another wording": {read(good), read(good + ", wording: {2023: {qualifier: ruim, step: 5}}"), one(domain.ShownOtherwise)},
		"places": {
			read(good + `, measure: {kind: active_places}, filter: "true"`),
			read(good + `, measure: {kind: active_places}, filter: "false"`), one(domain.CountedOtherwise),
		},
		"some": {
			read("id: gone, theme: meeting", good, "id: b, theme: meeting"),
			read("id: new, theme: health", "id: b, theme: health", good),
			[]domain.IndicatorPreview{
				{Indicator: "new", Change: domain.Added}, {Indicator: "b", Change: domain.ShownOtherwise},
				{Indicator: "gone", Change: domain.Removed},
			},
		},
	} {
		require.Equal(t, tt.want, tt.before.Differences(tt.after), name)
	}
}

func TestPreviewOfPlacesSpeaksOfEveryYearUpToThePresent(t *testing.T) {
	before, err := parse(good + `, measure: {kind: active_places}, filter: "location.kind == 'school'", wording: {2023: {qualifier: ruim, step: 1}}`)
	require.NoError(t, err)
	after, err := parse(good + `, measure: {kind: active_places}, filter: "location.stadsdeel == 'haven'", to_year: 2023`)
	require.NoError(t, err)
	var filters domain.Filters
	p, err := filters.Preview(before, after, domain.Counted{})
	require.NoError(t, err)
	require.False(t, p.Counts(), "the register has them")
	school, room := place("l", "school", "haven"), place("m", "neighbourhood_room", "haven")
	list, err := p.Indicators([]domain.Location{school, room}, 2024)
	require.NoError(t, err)
	require.Equal(t, []domain.IndicatorPreview{{Indicator: "a", Change: domain.CountedOtherwise, Figures: []domain.FigurePreview{
		{Year: 2022, Before: &domain.Worded{Value: 1, Wording: "1"}, After: &domain.Worded{Value: 2, Wording: "2"}},
		{Year: 2023, Before: &domain.Worded{Value: 1, Wording: "ruim 1"}, After: &domain.Worded{Value: 2, Wording: "2"}},
		{Year: 2024, Before: &domain.Worded{Value: 1, Wording: "ruim 1"}},
	}}}, list)
}
