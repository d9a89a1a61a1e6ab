package domain_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// cityMaps is a register of two maps: WK01 has another meaning in each, WK02 the same, and WK03 and WK04 became WK05.
func cityMaps(t *testing.T) areas.Register {
	t.Helper()
	register, err := areas.Parse([]byte(`code,name,stadsdeel,first_edition,last_edition
WK01,Oud Haven,haven,2020,2020
WK02,Stad,stad,2020,2024
WK01,Centrum Haven,haven,2022,2024
WK05,Buiten,buiten,2022,2024
`))
	require.NoError(t, err)
	register, err = register.WithTranslations([]byte("from_edition,from_code,to_edition,to_code\n2020,WK03,2022,WK05\n2020,WK04,2022,WK05\n"))
	require.NoError(t, err)
	return register
}

// in answers an attendance of a person on a date, in a wijk by the code of an edition.
func in(date, person, code string, edition int) domain.Fact {
	f := headCount(date, 1)
	f.Kind, f.Person, f.AgeBand, f.LocationID = domain.Attendance, person, "13_to_17", ""
	f.Area = domain.Area{Wijk: code, WijkYear: edition, Stadsdeel: "somewhere"}
	return f
}

func TestWijkCountsUnderTheCodeOfTheYearOrAsItWasRecorded(t *testing.T) {
	tests := map[string]struct {
		date, code string
		edition    int
		want       string
	}{
		"of the year":                        {"2022-03-14", "WK01", 2022, "2022:WK01"},
		"the same in both maps":              {"2024-03-14", "WK02", 2020, "2024:WK02"},
		"translated by the table":            {"2022-03-14", "WK03", 2020, "2022:WK05"},
		"translated by the table and a row":  {"2024-03-14", "WK04", 2020, "2024:WK05"},
		"of another meaning":                 {"2022-03-14", "WK01", 2020, "2020:WK01"},
		"of a later map":                     {"2022-03-14", "WK05", 2025, "2025:WK05"},
		"not in the map of the year":         {"2022-03-14", "WK99", 2022, "2022:WK99"},
		"in a year of which there is no map": {"2025-03-14", "WK01", 2022, "2022:WK01"},
	}
	c := account(t).On(cityMaps(t))
	counter := counter(t, c)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := in(tt.date, "anna", tt.code, tt.edition)
			found, err := counter.Contributions(f, f.Elsewhere(), path("", "jongerenwerk"))
			require.NoError(t, err)
			require.NotEmpty(t, found)
			for _, one := range found {
				var wijken []string
				for _, key := range one.Keys {
					if key.Level == domain.ByWijk.Alone() {
						wijken = append(wijken, key.Part)
					}
				}
				require.Equal(t, []string{tt.want}, wijken)
			}
		})
	}
}

// Who was recorded with the codes of two maps for one wijk is one person there.
func TestPersonWithCodesOfTwoMapsCountsOnceInTheWijk(t *testing.T) {
	c := account(t).On(cityMaps(t))
	counter := counter(t, c)
	var all []domain.Contribution
	for _, f := range []domain.Fact{
		in("2022-03-14", "anna", "WK03", 2020), in("2022-03-15", "anna", "WK04", 2020), in("2022-03-16", "anna", "WK05", 2022),
		in("2022-03-16", "bert", "WK01", 2020),
	} {
		found, err := counter.Contributions(f, f.Elsewhere(), path("", "jongerenwerk"))
		require.NoError(t, err)
		all = append(all, found...)
	}
	f := figureNamed(t, c, counted(c, all...), nil, "youth-persons")
	require.EqualValues(t, 2, f.Value)
	require.Equal(t, []domain.Part{{Key: "2020:WK01", Value: 1}, {Key: "2022:WK05", Value: 1}}, f.Wijken)
}

func TestPlacesThatWereOpenStandUnderTheCodesOfTheYear(t *testing.T) {
	c := account(t).On(cityMaps(t))
	var places []domain.Location
	for i, code := range []string{"WK03", "WK04", "WK01"} {
		l := place(string(rune('a'+i)), "community_centre", "haven")
		l.Wijk, l.WijkYear = code, 2020
		places = append(places, l)
	}
	f := figureNamed(t, c, counted(c), places, "centres")
	require.Equal(t, []domain.Part{{Key: "2020:WK01", Value: 1}, {Key: "2022:WK05", Value: 2}}, f.Wijken)
}

// figureNamed answers the figure of an indicator in 2022.
func figureNamed(t *testing.T, c *domain.Catalogue, counted domain.Counted, places []domain.Location, indicator string) domain.Figure {
	t.Helper()
	figures, err := c.Figures(2022, counted, places)
	require.NoError(t, err)
	i := slices.IndexFunc(figures, func(f domain.Figure) bool { return f.Indicator.ID == indicator })
	require.GreaterOrEqual(t, i, 0, indicator)
	return figures[i]
}

func TestAccountHasTheWijkenOfItsMapAndThoseThatFiguresNameBeside(t *testing.T) {
	c := account(t).On(cityMaps(t))
	require.Equal(t, []domain.AccountArea{
		{Key: "2022:WK01", Name: "Centrum Haven", Stadsdeel: "haven", Known: true},
		{Key: "2022:WK02", Name: "Stad", Stadsdeel: "stad", Known: true},
		{Key: "2022:WK05", Name: "Buiten", Stadsdeel: "buiten", Known: true},
		{Key: "2020:WK01"}, {Key: "2022:WK99"},
	}, c.AreasOf(2022, []string{"2022:WK99", "2020:WK01", "2022:WK02", "2020:WK01"}))
	require.Equal(t, []domain.AccountArea{{Key: "2022:WK01"}}, c.AreasOf(2030, []string{"2022:WK01"}), "there is no map of 2030")
	require.Empty(t, account(t).AreasOf(2022, nil), "no register")
}

func TestStadsdeelIsKnownOfTheCodesOfTheYearAlone(t *testing.T) {
	c := account(t).On(cityMaps(t))
	for key, want := range map[string]string{
		"2022:WK01": "haven", "2022:WK05": "buiten", "2020:WK01": "", "2022:WK03": "", "WK01": "", "": "", "2022:": "", "02022:WK01": "",
	} {
		stadsdeel, known := c.StadsdeelOf(2022, key)
		require.Equal(t, want, stadsdeel, key)
		require.Equal(t, want != "", known, key)
	}
}

func TestAnotherRegisterIsAnotherRule(t *testing.T) {
	plain, on := account(t), account(t).On(cityMaps(t))
	for id, rules := range on.Rules() {
		require.NotEqual(t, plain.Rules()[id][0].Digest(), rules[0].Digest(), id)
	}
	var filters domain.Filters
	_, err := filters.Counter(live(on), cityMaps(t))
	require.NoError(t, err)
	_, err = filters.Counter(live(on), areas.Register{})
	require.ErrorContains(t, err, "by another register of wijken")
}
