package domain_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// parse reads a catalogue of two themes and the given indicators, the first of which begins on line 5. Every indicator
// that does not say otherwise gets what all must have.
func parse(indicators ...string) (*domain.Catalogue, error) {
	text := "from_year: 2022\n" +
		"themes: [{id: meeting, name: Ontmoeting},\n" +
		"  {id: health, name: Gezond}]\n" +
		"indicators:\n"
	for _, in := range indicators {
		text += "  - {programme: P, label: l, definition: d, unit: visits, service: activities, responsible: R, " + in + "}\n"
	}
	return domain.ParseCatalogue([]byte(text), catalogue.Schema())
}

const good = "id: a, theme: meeting"

func TestCatalogueIsRefusedWithEverythingThatIsWrong(t *testing.T) {
	const sum = "measure: {kind: sum, facts: [head_count]}"
	const known = "; known here are fact.age_band, fact.asker, fact.channel, fact.conversed, fact.debt_free, fact.engagement, " +
		"fact.exit_reason, fact.kind, fact.method, fact.outcome, fact.output, fact.part_of_day, fact.result, fact.role, " +
		"fact.setting, fact.trajectory, fact.voorveld, " +
		"location.kind, location.stadsdeel, location.wijk, location.wijk_year, " +
		"programme.code, programme.path, programme.theme"
	tests := map[string]struct {
		indicators []string
		problems   []string
	}{
		"two with one id": {
			[]string{good, "id: b, theme: meeting", good},
			[]string{`line 7: indicators[2].id: there is an indicator "a" of 2022 before`},
		},
		"two with one id in one year": {
			[]string{
				good + ", to_year: 2023", good + ", from_year: 2025", "id: b, theme: meeting",
				good + ", from_year: 2023, to_year: 2024", good + ", from_year: 2024, to_year: 2026",
			},
			[]string{
				`line 8: indicators[3].id: there is an indicator "a" of 2023 before`,
				`line 9: indicators[4].id: there is an indicator "a" of 2025 before`,
			},
		},
		"unknown theme": {
			[]string{"id: a, theme: meting"}, []string{`line 5: indicators[0].theme: there is no theme "meting"`},
		},
		"unknown field": {
			[]string{good + ", colour: red, size: 3"},
			[]string{"line 5: indicators[0].colour: unknown field", "line 5: indicators[0].size: unknown field"},
		},
		"field given twice": {
			[]string{good + ", id: b"}, []string{"line 5: indicators[0].id: given again on line 5"},
		},
		"fields that are missing": {
			[]string{"unit: visits"},
			[]string{
				`line 5: indicators[0]: "id" is missing`, `line 5: indicators[0]: "theme" is missing`,
				`line 5: indicators[0].unit: given again on line 5`,
			},
		},
		"id, service and year of the wrong form": {
			[]string{"id: A b, theme: meeting, from_year: soon", good + ", service: postbus"},
			[]string{
				`line 5: indicators[0].from_year: got string, want integer`,
				`line 5: indicators[0].id: 'A b' does not match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'`,
				`line 6: indicators[1].service: given again on line 6`,
				`line 6: indicators[1].service: value must be one of 'activities', 'volunteers', 'support', 'debtcounselling'`,
			},
		},
		"qualifier without a step, and a step without a use": {
			[]string{good + ", wording: {2022: {qualifier: ruim}, 2023: {qualifier: none, step: 5}, " +
				"2024: {qualifier: zowat, step: 0}}"},
			[]string{
				`line 5: indicators[0].wording.2022: "step" is missing`,
				`line 5: indicators[0].wording.2023.step: does not belong here`,
				`line 5: indicators[0].wording.2024.qualifier: value must be one of 'none', 'ruim', 'bijna', 'meer_dan', 'circa'`,
				`line 5: indicators[0].wording.2024.step: minimum: got 0, want 1`,
			},
		},
		"years that cannot be": {
			[]string{
				good + ", from_year: 2021",
				"id: b, theme: health, from_year: 2024, to_year: 2023",
				"id: c, theme: health, to_year: 2023, wording: {soon: {qualifier: none}, 2024: {qualifier: none}}",
			},
			[]string{
				"line 5: indicators[0].from_year: is before 2022, the first year of the catalogue",
				"line 6: indicators[1].to_year: is before 2024, its first year",
				"line 7: indicators[2].wording.2024: is not a year in which it is counted",
				"line 7: indicators[2].wording.soon: unknown field",
			},
		},
		"measures that cannot be": {
			[]string{
				good + ", measure: {kind: average}, filter: 'true'",
				"id: b, theme: health, measure: {kind: sum, of: location}, filter: 'true'",
				"id: c, theme: health, measure: {kind: distinct, facts: [visit]}, filter: 'true'",
				"id: d, theme: health, measure: {kind: active_places, facts: [head_count]}, filter: 'true'",
				"id: e, theme: health, measure: {kind: distinct, of: wijk, facts: []}, filter: 'true'",
				"id: f, theme: health, measure: {facts: [head_count]}, filter: 'true'",
			},
			[]string{
				"line 5: indicators[0].measure.kind: value must be one of 'sum', 'count', 'distinct', 'active_places'",
				`line 6: indicators[1].measure: "facts" is missing`,
				"line 6: indicators[1].measure.of: does not belong here",
				`line 7: indicators[2].measure: "of" is missing`,
				"line 7: indicators[2].measure.facts[0]: value must be one of 'head_count', 'session', 'attendance', 'contact', 'output', 'assignment', 'hours', 'trajectory', 'question', 'mediation', 'guidance'",
				"line 8: indicators[3].measure.facts: does not belong here",
				"line 9: indicators[4].measure.facts: minItems: got 0, want 1",
				"line 9: indicators[4].measure.of: value must be one of 'location', 'stadsdeel', 'person', 'subject'",
				`line 10: indicators[5].measure: "kind" is missing`,
			},
		},
		"breakdowns that cannot be": {
			[]string{
				good + ", " + sum + ", filter: 'true', breakdowns: [[stadsdeel, age_band], [month, wijk], [wijk, month]]",
				"id: b, theme: health, breakdowns: [[month, wijk]]",
				"id: c, theme: health, measure: {kind: active_places}, filter: 'true', breakdowns: [[month, wijk]]",
				"id: d, theme: health, measure: {kind: sum, facts: [attendance, contact]}, filter: 'true', " +
					"breakdowns: [[age_band, month]]",
				"id: e, theme: health, " + sum + ", filter: 'true', breakdowns: [[month, month], [month], [month, year]]",
				"id: f, theme: health, " + sum + ", filter: 'true', breakdowns: []",
			},
			[]string{
				"line 5: indicators[0].breakdowns[0]: there is no age_band of what is not only counted from attendance",
				"line 5: indicators[0].breakdowns[2]: there is a breakdown by wijk and month before",
				`line 6: indicators[1]: "measure" is missing beside "breakdowns"`,
				"line 7: indicators[2].breakdowns: does not belong here",
				"line 8: indicators[3].breakdowns[0]: there is no age_band of what is not only counted from attendance",
				"line 9: indicators[4].breakdowns[0]: items at 0 and 1 are equal",
				"line 9: indicators[4].breakdowns[1]: minItems: got 1, want 2",
				"line 9: indicators[4].breakdowns[2][1]: value must be one of 'month', 'stadsdeel', 'wijk', 'age_band'",
				"line 10: indicators[5].breakdowns: minItems: got 0, want 1",
			},
		},
		"measure without filter, filter without measure": {
			[]string{good + ", " + sum, "id: b, theme: health, filter: 'true'"},
			[]string{
				`line 5: indicators[0]: "filter" is missing beside "measure"`,
				`line 6: indicators[1]: "measure" is missing beside "filter"`,
			},
		},
		"filter of unknown names": {
			[]string{good + ", " + sum + `, filter: "location.naam == 'x' && people > 3"`},
			[]string{
				"line 5: indicators[0].filter: at line 1, column 1: undeclared reference to 'location'" + known,
				"line 5: indicators[0].filter: at line 1, column 25: undeclared reference to 'people'" + known,
			},
		},
		"filter of places that asks for a programme": {
			[]string{good + `, measure: {kind: active_places}, filter: "'oki' in programme.path"`},
			[]string{
				"line 5: indicators[0].filter: at line 1, column 10: undeclared reference to 'programme'; known here are " +
					"location.kind, location.stadsdeel, location.wijk, location.wijk_year",
			},
		},
		"filter that is not true or false": {
			[]string{good + ", " + sum + ", filter: location.kind"},
			[]string{"line 5: indicators[0].filter: it is a string, but a filter is true or false (bool)"},
		},
		"filter of the wrong types": {
			[]string{
				good + ", " + sum + ", filter: location.kind == 3",
				"id: b, theme: health, " + sum + `, filter: "programme.code in ['a', 1]"`,
			},
			[]string{
				"line 5: indicators[0].filter: at line 1, column 15: found no matching overload for '_==_' applied to " +
					"'(string, int)'",
				"line 6: indicators[1].filter: at line 1, column 25: expected type 'string' but found 'int'",
			},
		},
		"filter of what could fail on a fact": {
			[]string{good + ", " + sum + `, filter: "programme.path[1] == 'oki'"`},
			[]string{"line 5: indicators[0].filter: at line 1, column 15: undeclared reference to '_[_]'" + known},
		},
		"filter that is no expression": {
			[]string{good + ", " + sum + ", filter: 'location.kind =='"},
			[]string{
				"line 5: indicators[0].filter: at line 1, column 17: Syntax error: mismatched input '<EOF>' expecting " +
					"{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}",
			},
		},
		"filter of values that never are": {
			[]string{
				good + ", " + sum + `, filter: "'weather' != programme.theme || fact.part_of_day in ['morning', 'noon']"`,
				"id: b, theme: health, measure: {kind: active_places}, filter: \"location.kind == 'community_center'\"",
				"id: c, theme: health, " + sum + `, filter: "fact.kind == 'visit' || fact.age_band == '12+' || ` +
					"fact.channel == 'post' || fact.output == 'song' || fact.outcome == 'done' || fact.setting == 'stage'\"",
			},
			[]string{
				`line 5: indicators[0].filter: fact.part_of_day is never "noon"; it is one of morning, afternoon, evening, ` +
					"whole_day",
				`line 5: indicators[0].filter: programme.theme is never "weather"; it is one of meeting, health`,
				`line 6: indicators[1].filter: location.kind is never "community_center"; it is one of community_centre, ` +
					"neighbourhood_room, cultural_centre, school, playground, mobile, participation_factory, sports_ground, venue",
				`line 7: indicators[2].filter: fact.age_band is never "12+"; it is one of 0_to_3, 4_to_12, 13_to_17, 18_to_26, ` +
					"27_to_54, 55_to_64, 65_to_74, 75_and_older, unknown",
				`line 7: indicators[2].filter: fact.channel is never "post"; it is one of street, in_person, school, online, ` +
					"telephone, walk_in, home_visit, other",
				`line 7: indicators[2].filter: fact.kind is never "visit"; it is one of head_count, session, attendance, ` +
					"contact, output, assignment, hours, trajectory, question, mediation, guidance",
				`line 7: indicators[2].filter: fact.outcome is never "done"; it is one of repaired, advice, not_repairable`,
				`line 7: indicators[2].filter: fact.output is never "song"; it is one of repair, act, initiative_support, project`,
				`line 7: indicators[2].filter: fact.setting is never "stage"; it is one of in_house, elsewhere`,
			},
		},
		"much at once": {
			[]string{
				"id: a, theme: moon, colour: red", "id: a, theme: meeting, " + sum + ", filter: '3'",
				"id: c, theme: meeting, wording: {2022: {qualifier: circa}}",
			},
			[]string{
				"line 5: indicators[0].colour: unknown field",
				`line 5: indicators[0].theme: there is no theme "moon"`,
				"line 6: indicators[1].filter: it is a int, but a filter is true or false (bool)",
				`line 6: indicators[1].id: there is an indicator "a" of 2022 before`,
				`line 7: indicators[2].wording.2022: "step" is missing`,
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := parse(test.indicators...)
			require.Equal(t, test.problems, problems(t, err))
		})
	}
}

func TestFileThatIsNoCatalogueIsRefused(t *testing.T) {
	tests := map[string]struct {
		text     string
		problems []string
	}{
		"empty":         {"", []string{"line 1: the file is empty"}},
		"a remark only": {"# later", []string{"line 1: the file is empty"}},
		"no YAML":       {"themes: [", []string{"yaml: line 1: did not find expected node content"}},
		"a list":        {"- a", []string{"line 1: got array, want object"}},
		"nothing in it": {"\nfrom_year: 2022\nthemes: []\nindicators: []", []string{
			"line 3: themes: minItems: got 0, want 1", "line 4: indicators: minItems: got 0, want 1",
		}},
		"nothing where something belongs": {"from_year: 1066\nthemes:\n  -\nindicators:\n  -\n  - 3", []string{
			"line 1: from_year: minimum: got 1,066, want 1,900",
			"line 3: themes[0]: got null, want object",
			"line 5: indicators[0]: got null, want object",
			"line 6: indicators[1]: got number, want object",
		}},
		"an alias": {"from_year: &y 2022\nthemes: *y\nindicators:\n  - *y", []string{
			"line 2: themes: aliases are not used in a catalogue", "line 2: themes: got null, want array",
			"line 4: indicators[0]: aliases are not used in a catalogue", "line 4: indicators[0]: got null, want object",
		}},
		"two themes with one id": {
			"from_year: 2022\nthemes: [{id: m, name: M},\n  {id: m, name: 2022-01-01}]\nindicators:\n" +
				"  - {id: a, theme: m, programme: P, label: l, definition: d, unit: visits, service: support, responsible: R}",
			[]string{`line 3: themes[1].id: there is a theme "m" before`},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := domain.ParseCatalogue([]byte(test.text), catalogue.Schema())
			require.Equal(t, test.problems, problems(t, err))
		})
	}
}

// problems answers the lines of the error, which are all that its reader gets.
func problems(t *testing.T, err error) []string {
	t.Helper()
	var list domain.Problems
	require.True(t, errors.As(err, &list), "%v", err)
	lines := strings.Split(err.Error(), "\n  ")[1:]
	require.Len(t, list, len(lines))
	return lines
}

func TestFaultySchemaIsNotBlamedOnTheCatalogue(t *testing.T) {
	for _, schema := range []string{"", "{", `{"type": 3}`} {
		_, err := domain.ParseCatalogue(catalogue.Account(), []byte(schema))
		var list domain.Problems
		require.Error(t, err)
		require.False(t, errors.As(err, &list))
	}
}
