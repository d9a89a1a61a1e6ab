package page

import (
	"testing"

	"github.com/stretchr/testify/require"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func TestWijkenStandUnderTheirDistrictByName(t *testing.T) {
	a := full(t)
	f := figureOf(t, a, "children-visits")
	f.Wijken = []*reportingv1.FigurePart{
		{Key: "2022:WK003401", Value: 30000}, {Key: "2022:WK003417", Value: 50000}, {Key: "2020:WK003401", Value: 40},
	}
	f.WithheldParts = withheldBy(reportingv1.FigureDimension_FIGURE_DIMENSION_WIJK, "2022:WK003402")
	f.Stadsdelen = []*reportingv1.FigurePart{{Key: "haven", Value: 30464}, {Key: "stad", Value: 50000}}
	details := under(t, account(t, a, Options{City: "Almere"}).With("id", "children-visits"), "Per wijk")
	require.Equal(t, []string{
		"Almere Haven 30.464", "Centrum Almere Haven WK003401 30.000", "De Werven WK003402 afgeschermd",
		"Almere Stad 50.000", "Centrum Almere Stad WK003417 50.000",
		"Code van een ander jaar", "WK003401 kaart van 2020 40",
	}, rows(details))
}

func TestWijkOfADistrictWithoutANumberIsNotLost(t *testing.T) {
	f := recorded(12, &reportingv1.Figure{Wijken: []*reportingv1.FigurePart{{Key: "2022:WK003401", Value: 12}, {Key: "odd", Value: 3}}})
	fr := frame{year: 2022, areas: map[string]*reportingv1.AccountArea{
		"2022:WK003401": {Key: "2022:WK003401", DisplayName: "Centrum Almere Haven", Stadsdeel: "haven", Known: true},
	}}
	districts := districtsOf(f, fr)
	require.Len(t, districts, 2)
	require.Equal(t, districtView{
		Name: "Haven", key: "haven", Wijken: []wijkView{{Name: "Centrum Almere Haven", Code: "WK003401", Value: "12"}},
	}, districts[0])
	require.Equal(t, otherCodes, districts[1].Name, "also what no account names")
	require.Nil(t, districtsOf(recorded(12, &reportingv1.Figure{}), fr))
}

func TestFigureSaysWhoAnswersForItAndFromWhichEvents(t *testing.T) {
	a := full(t)
	f := figureOf(t, a, "debt-clients")
	f.SourceEvents = append(f.SourceEvents, "meedoen.new.v1.SomethingSaved")
	d := account(t, a, Options{})
	counted := under(t, d.With("id", "debt-clients"), "Hoe is dit geteld?").Text()
	for _, words := range []string{
		"Teamleider schuldhulp", "trajecten van schuldhulp meedoen.debtcounselling.v1.TrajectoryYearSaved",
		"meedoen.new.v1.SomethingSaved", "Subsidiebeschikking 2022, bijlage 2",
	} {
		require.Contains(t, counted, words)
	}
	require.Equal(t, "Van cijfer naar registratie van Schuldhulp, cliënten geholpen",
		d.With("href", "/verantwoording/2022/cijfers/debt-clients").Text())
}
