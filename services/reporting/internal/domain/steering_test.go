package domain_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// steering answers the figures to steer by of 2022, by indicator.
func steering(t require.TestingT, c *domain.Catalogue, counted domain.Counted, told ...domain.Told) map[string]domain.SteeringFigure {
	byID := map[string]domain.SteeringFigure{}
	for _, f := range c.Steering(2022, counted, told) {
		byID[f.Indicator.ID] = f
	}
	return byID
}

// helped answers that somebody worked for some minutes under a programme, as volunteer or as intern.
func helped(t require.TestingT, c *domain.Catalogue, who, as, age string, minutes int64, programmes string) []domain.Contribution {
	found, err := counter(t, c).Contributions(domain.Fact{
		Kind: domain.Hours, Person: who, Engagement: as, AgeBand: age, Date: date("2022-03-14"), Quantity: minutes,
	}, domain.Location{}, path("", strings.Fields(programmes)...))
	require.NoError(t, err)
	return found
}

// Anna helps in two programmes, one under the other and one apart; Bert in the lower one; Cato is an intern.
func TestSteeringFiguresAreOfAProgrammeAndAllUnderIt(t *testing.T) {
	c := account(t)
	var all []domain.Contribution
	all = append(all, helped(t, c, "anna", "volunteer", "18_to_26", 90, "podium festival")...)
	all = append(all, helped(t, c, "anna", "volunteer", "27_to_54", 89, "taal")...)
	all = append(all, helped(t, c, "bert", "volunteer", "unknown", 60, "podium")...)
	all = append(all, helped(t, c, "cato", "intern", "18_to_26", 29, "podium")...)
	got := steering(t, c, counted(c, all...))

	young, grown, unknown := domain.Part{Key: "18_to_26", Value: 1}, domain.Part{Key: "27_to_54", Value: 1}, domain.Part{Key: "unknown", Value: 1}
	volunteers := got["active-volunteers"]
	require.Equal(t, domain.Recorded, volunteers.Status)
	require.Equal(t, domain.Measured{Value: 2, AgeBands: []domain.Part{young, grown, unknown}}, volunteers.Whole)
	require.Equal(t, []domain.ProgrammeMeasured{
		{ID: "festival", Measured: domain.Measured{Value: 1, AgeBands: []domain.Part{young}}},
		{ID: "podium", Measured: domain.Measured{Value: 2, AgeBands: []domain.Part{young, unknown}}},
		{ID: "taal", Measured: domain.Measured{Value: 1, AgeBands: []domain.Part{grown}}},
	}, volunteers.Programmes)
	require.Equal(t, domain.Measured{Value: 1, AgeBands: []domain.Part{young}}, got["active-interns"].Whole)
	require.EqualValues(t, 4, got["volunteer-hours"].Whole.Value, "239 minutes")
	require.EqualValues(t, 3, got["volunteer-hours"].Programmes[1].Value, "150 minutes: half an hour is rounded up")
	require.Zero(t, got["intern-hours"].Whole.Value, "29 minutes")
	require.Equal(t, domain.Recorded, got["intern-hours"].Status)
}

func TestRetentionIsWhatWasTold(t *testing.T) {
	c := account(t)
	told := func(programme string, year int, value, base int64) domain.Told {
		return domain.Told{Figure: domain.Retention, ProgrammeID: programme, Year: year, Value: value, Base: base}
	}
	got := steering(t, c, counted(c), told("taal", 2022, 3, 4), told("", 2022, 0, 9), told("", 2021, 7, 7),
		told("gone", 2022, 0, 0), domain.Told{Figure: "recidivism", Year: 2022, Value: 1, Base: 1})["volunteer-retention"]
	require.Equal(t, domain.Recorded, got.Status)
	require.Equal(t, domain.Measured{Base: 9}, got.Whole)
	require.Equal(t, []domain.ProgrammeMeasured{{ID: "taal", Measured: domain.Measured{Value: 3, Base: 4}}}, got.Programmes)

	none := steering(t, c, counted(c), told("", 2022, 0, 0))["volunteer-retention"]
	require.Equal(t, domain.NoData, none.Status, "of nobody nobody stays")
}

func TestSteeringFigureWithoutAnythingHasNoData(t *testing.T) {
	c := account(t)
	for id, f := range steering(t, c, counted(c)) {
		require.Equal(t, domain.NoData, f.Status, id)
	}
	for id, f := range steering(t, c, domain.Counted{}) {
		if id != "volunteer-retention" {
			require.Equal(t, domain.BeingCounted, f.Status, id)
		}
	}
	require.Empty(t, c.Steering(2021, domain.Counted{}, nil), "before the first year of the catalogue")
}

func TestNoSteeringFigureStandsInTheAccount(t *testing.T) {
	c := account(t)
	require.Len(t, figures(t, nil), 37)
	for id := range steering(t, c, counted(c)) {
		require.NotContains(t, figures(t, nil), id)
	}
}

func TestSteeringFigureIsRefusedWithEverythingThatIsWrong(t *testing.T) {
	const begin = "from_year: 2022\nthemes: [{id: meeting, name: Ontmoeting}]\nindicators:\n" +
		"  - {id: a, theme: meeting, programme: P, label: l, definition: d, unit: visits, service: activities, responsible: R}\nsteering:\n"
	for text, want := range map[string][]string{
		"id: a, measure: {kind: told, of: retention}":                 {`line 6: steering[0].id: there is an indicator "a" before`},
		"id: b, theme: meeting, measure: {kind: told, of: retention}": {"line 6: steering[0].theme: unknown field"},
		"id: b, filter: 'true', measure: {kind: told, of: retention}": {"line 6: steering[0].filter: does not belong here"},
		"id: b, measure: {kind: told, of: person}":                    {"line 6: steering[0].measure.of: value must be 'retention'"},
		"id: b, measure: {kind: sum, facts: [hours]}":                 {`line 6: steering[0]: "filter" is missing`},
		"id: b, filter: fact.role, measure: {kind: sum, facts: [hours]}": {
			"line 6: steering[0].filter: it is a string, but a filter is true or false (bool)",
		},
		"id: b, breakdowns: [[programme, age_band]], filter: 'true', measure: {kind: sum, facts: [head_count]}": {
			"line 6: steering[0].breakdowns[0]: there is no age_band of what is not only counted from attendance",
		},
	} {
		_, err := domain.ParseCatalogue([]byte(begin+"  - {label: l, definition: d, unit: hours, service: volunteers, "+text+"}\n"), catalogue.Schema())
		require.Equal(t, want, problems(t, err), text)
	}
}

// checkSteering holds the numbers of volunteers by programme and age against the different persons that a look at all facts
// finds there.
func checkSteering(t require.TestingT, p *projection, cells []domain.Cell) {
	persons := map[string]map[string]bool{}
	for _, f := range p.facts {
		programmes, _ := p.path(f)
		if f.Kind != domain.Hours || f.Engagement != "volunteer" || f.Withdrawn || f.Date.Year != 2022 || len(programmes) == 0 {
			continue
		}
		places := []string{"", f.AgeBand}
		for _, programme := range programmes {
			places = append(places, programme.ID, programme.ID+" "+f.AgeBand)
		}
		for _, at := range places {
			if persons[at] == nil {
				persons[at] = map[string]bool{}
			}
			persons[at][f.Person] = true
		}
	}
	want, got := map[string]int64{}, map[string]int64{}
	for at, found := range persons {
		want[at] = int64(len(found))
	}
	f := steering(t, p.catalogue, domain.Counted{Countings: live(p.catalogue), Cells: cells})["active-volunteers"]
	if f.Status == domain.Recorded {
		got[""] = f.Whole.Value
	}
	for _, part := range f.Whole.AgeBands {
		got[part.Key] = part.Value
	}
	for _, of := range f.Programmes {
		got[of.ID] = of.Value
		for _, part := range of.AgeBands {
			got[of.ID+" "+part.Key] = part.Value
		}
	}
	require.Equal(t, want, got)
}
