package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func TestTheThreeYearsBeforeStandBesideAFigureWhereTheyHaveAValue(t *testing.T) {
	c := account(t)
	year := func(indicator string, year int, value int64) domain.Cell {
		return domain.Cell{
			Key: domain.Key{Counting: indicator, Year: year, Level: domain.Whole}, Value: value, Records: 1,
		}
	}
	countings := live(c)
	for i := range countings {
		if countings[i].Indicator == "sport-participations" {
			countings[i].Rule.Breakdowns, countings[i].Rule.FromYear = domain.Pairs{{"month", "stadsdeel"}}, 2020
		}
	}
	counted := domain.Counted{
		Countings: countings, Cells: []domain.Cell{year("children-visits", 2028, 7)},
		Earlier: []domain.Cell{
			year("children-visits", 2024, 152_345), year("children-visits", 2025, 160_001), year("children-visits", 2026, 0),
			year("sport-participations", 2027, 22_960),
			year("gone", 2027, 1),
		},
	}
	list, err := c.Figures(2028, counted, []domain.Location{place("l", "community_centre", "haven")})
	require.NoError(t, err)
	got := map[string][]domain.Earlier{}
	for _, f := range list {
		if len(f.Earlier) > 0 {
			got[f.Indicator.ID] = f.Earlier
		}
	}
	exact := func(year int, value int64, text string, same bool) domain.Earlier {
		return domain.Earlier{
			Year: year, Value: value, SameDefinition: same, Wording: domain.Wording{Text: text, Qualifier: domain.Exact, Published: value},
		}
	}
	require.Equal(t, map[string][]domain.Earlier{
		"children-visits": {
			exact(2026, 0, "0", true), // nobody came, and somebody counted
			{
				Year: 2025, Value: 160_001, SameDefinition: true,
				Wording: domain.Wording{Text: "ruim 160.000", Qualifier: domain.Ruim, Published: 160_000},
			},
		},
		"sport-participations": {{
			Year: 2027, Value: 22_960, SameDefinition: true, // years and breakdowns make no other value
			Wording: domain.Wording{Text: "circa 23.000", Qualifier: domain.Circa, Published: 23_000},
		}},
		"centres": {exact(2027, 1, "1", true), exact(2026, 1, "1", true), exact(2025, 1, "1", true)},
	}, got)
}

func TestFiguresOfTheFirstYearHaveNoneBeside(t *testing.T) {
	for id, f := range figures(t, nil, place("l", "community_centre", "haven")) {
		require.Empty(t, f.Earlier, id)
	}
}
