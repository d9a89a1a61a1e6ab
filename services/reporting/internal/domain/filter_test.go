package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFilterSeesEveryNameOfTheFactItsPlaceAndItsProgramme(t *testing.T) {
	fact, location := headCount("2022-01-01", 9), place("l", "school", "haven")
	fact.AgeBand, fact.Channel, fact.Output, fact.Outcome, fact.Setting = "0_to_3", "street", "act", "advice", "in_house"
	programmes := path("health", "sport", "zwemmen")
	for expression, holds := range map[string]bool{
		"fact.kind == 'head_count'":                               true,
		"fact.method in ['tally', 'counter']":                     true,
		"fact.method == 'estimate'":                               false,
		"fact.part_of_day == 'morning'":                           true,
		"fact.age_band in ['0_to_3', '4_to_12']":                  true,
		"fact.channel == 'street'":                                true,
		"fact.output == 'act'":                                    true,
		"fact.outcome == 'advice'":                                true,
		"fact.setting != 'in_house'":                              false,
		"location.kind == 'school'":                               true,
		"location.kind != 'school'":                               false,
		"location.stadsdeel == 'haven'":                           true,
		"location.wijk == 'WK003401'":                             true,
		"location.wijk_year >= 2022":                              true,
		"location.wijk_year < 2022":                               false,
		"programme.code == 'zwemmen'":                             true,
		"programme.code == 'sport'":                               false,
		"programme.theme == 'health'":                             true,
		"programme.path == ['sport', 'zwemmen']":                  true,
		"programme.path.exists(code, code.startsWith('zw'))":      true,
		"programme.path.all(code, code.endsWith('en'))":           false,
		"programme.code in ['sport'] || !('x' in programme.path)": true,
	} {
		c, err := parse(good + `, measure: {kind: count, facts: [head_count]}, filter: "` + expression + `"`)
		require.NoError(t, err, expression)
		found, err := counter(t, c).Contributions(fact, location, programmes)
		require.NoError(t, err, expression)
		require.Equal(t, holds, len(found) == 1, expression)
	}
}

func TestFactsAreCountedWhereAMeasureCounts(t *testing.T) {
	c, err := parse(good + `, measure: {kind: count, facts: [head_count]}, filter: "true"`)
	require.NoError(t, err)
	found, err := counter(t, c).Contributions(headCount("2022-01-01", 9), place("l", "school", "haven"), path("", "x"))
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.EqualValues(t, 1, found[0].Value, "the fact, not its quantity")
}
