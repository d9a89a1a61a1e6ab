package domain_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// added answers a contribution to an indicator in 2022.
func added(indicator string, month time.Month, stadsdeel, member string, value int64) domain.Contribution {
	at := func(level domain.Level, part string) domain.Key {
		return domain.Key{Counting: indicator, Year: 2022, Level: level, Part: part}
	}
	return domain.Contribution{Member: member, Value: value, Keys: []domain.Key{
		at(domain.Whole, ""), at("month", fmt.Sprint(int(month))), at("stadsdeel", stadsdeel),
	}}
}

func months(values map[time.Month]int64) (all [12]int64) {
	for month, value := range values {
		all[month-1] = value
	}
	return all
}

func TestVisitsAddUpOverMonthsAndCityDistricts(t *testing.T) {
	got := figures(t, []domain.Contribution{
		added("children-visits", time.January, "stad", "", 150_000),
		added("children-visits", time.January, "haven", "", 2_000),
		added("children-visits", time.December, "haven", "", 345),
		added("seniors-fair", time.May, "stad", "", 700),
	})["children-visits"]

	require.Equal(t, domain.Recorded, got.Status)
	require.EqualValues(t, 152_345, got.Value)
	require.Equal(t, domain.Wording{Text: "ruim 150.000", Qualifier: domain.Ruim, Published: 150_000}, got.Wording)
	require.Equal(t, months(map[time.Month]int64{time.January: 152_000, time.December: 345}), got.Months)
	require.Equal(t, []domain.Part{{Key: "haven", Value: 2_345}, {Key: "stad", Value: 150_000}}, got.Stadsdelen)
}

func TestDistinctIsCountedAtTheLevelAskedForAndNeverAddedUp(t *testing.T) {
	got := figures(t, []domain.Contribution{
		added("oki-locations", time.March, "haven", "school-1", 0),
		added("oki-locations", time.April, "haven", "school-1", 0),
		added("oki-locations", time.April, "stad", "school-1", 0),
		added("oki-locations", time.April, "haven", "school-2", 0),
	})["oki-locations"]

	require.EqualValues(t, 2, got.Value)
	require.Equal(t, "2", got.Wording.Text)
	require.Equal(t, months(map[time.Month]int64{time.March: 1, time.April: 2}), got.Months)
	require.Equal(t, []domain.Part{{Key: "haven", Value: 2}, {Key: "stad", Value: 1}}, got.Stadsdelen)
}

func TestPlaceIsActiveWhenOpenOnOneDay(t *testing.T) {
	tests := map[string]struct {
		opening, closing string
		months           []time.Month
	}{
		"all year, still open":        {"1980-05-01", "", []time.Month{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
		"closed on New Year's Day":    {"1980-05-01", "2022-01-01", []time.Month{1}},
		"opened on New Year's Eve":    {"2022-12-31", "", []time.Month{12}},
		"open from month end to next": {"2022-02-28", "2022-03-01", []time.Month{2, 3}},
		"open for one day":            {"2022-06-15", "2022-06-15", []time.Month{6}},
		"closed the year before":      {"1980-05-01", "2021-12-31", nil},
		"opened the year after":       {"2023-01-01", "", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			centre := place("l", "community_centre", "haven")
			centre.Opening = date(test.opening)
			if test.closing != "" {
				centre.Closing = date(test.closing)
			}
			got := figures(t, nil, centre, place("other", "neighbourhood_room", "haven"))["centres"]

			want := map[time.Month]int64{}
			for _, month := range test.months {
				want[month] = 1
			}
			require.Equal(t, months(want), got.Months)
			if test.months == nil {
				require.Equal(t, domain.NoData, got.Status)
				return
			}
			require.Equal(t, domain.Recorded, got.Status)
			require.EqualValues(t, 1, got.Value)
			require.Equal(t, []domain.Part{{Key: "haven", Value: 1}}, got.Stadsdelen)
		})
	}
}

func TestPlacesAreCountedByKind(t *testing.T) {
	got := figures(t, nil,
		place("1", "community_centre", "haven"), place("2", "community_centre", "stad"),
		place("3", "cultural_centre", "stad"), place("4", "neighbourhood_room", "stad"),
		place("5", "participation_factory", "buiten"))
	require.EqualValues(t, 2, got["centres"].Value)
	require.EqualValues(t, 1, got["buurtkamers"].Value)
	require.EqualValues(t, 1, got["participation-factories"].Value)
	require.Equal(t, []domain.Part{{Key: "haven", Value: 1}, {Key: "stad", Value: 1}}, got["centres"].Stadsdelen)
}

func TestStatusTellsNothingRecordedFromNotRecordedYet(t *testing.T) {
	planned, err := parse(good)
	require.NoError(t, err)
	list, err := planned.Figures(2022, domain.Counted{}, nil)
	require.NoError(t, err)
	for status, got := range map[domain.Status]domain.Figure{
		domain.NoData: figures(t, nil)["centre-visits"], domain.NotRecorded: list[0],
	} {
		require.Equal(t, status, got.Status)
		require.Zero(t, got.Value)
		require.Empty(t, got.Wording)
		require.Empty(t, got.Stadsdelen)
	}
}

func TestCellsThatAreEmptyOrOfAnotherYearDoNotCount(t *testing.T) {
	c := account(t)
	whole := domain.Key{Counting: "centre-visits", Year: 2022, Level: domain.Whole}
	next := whole
	next.Year = 2023
	list, err := c.Figures(2022, domain.Counted{
		Countings: live(c), Cells: []domain.Cell{{Key: whole}, {Key: next, Value: 5, Records: 1}},
	}, nil)
	require.NoError(t, err)
	for _, f := range list {
		require.NotEqual(t, domain.Recorded, f.Status)
	}
}

func TestIndicatorIsPartOfTheAccountsOfItsYears(t *testing.T) {
	c, err := parse(good, "id: b, theme: meeting, from_year: 2023, to_year: 2024", "id: c, theme: health, to_year: 2022")
	require.NoError(t, err)
	for year, want := range map[int][]string{
		2021: nil, 2022: {"a", "c"}, 2023: {"a", "b"}, 2024: {"a", "b"}, 2025: {"a"},
	} {
		list, err := c.Figures(year, domain.Counted{}, nil)
		require.NoError(t, err)
		var ids []string
		for _, f := range list {
			ids = append(ids, f.Indicator.ID)
		}
		require.Equal(t, want, ids, year)
		require.Equal(t, want != nil, c.Covers(year), year)
	}
}

func TestWordingHoldsUntilALaterYearHasItsOwn(t *testing.T) {
	c, err := parse(good + `, measure: {kind: sum, facts: [head_count]}, filter: "true", ` +
		"wording: {2023: {qualifier: ruim, step: 1000}, 2025: {qualifier: none}}")
	require.NoError(t, err)
	for year, want := range map[int]string{
		2022: "12.345", 2023: "ruim 12.000", 2024: "ruim 12.000", 2025: "12.345", 2026: "12.345",
	} {
		visits := added("a", time.May, "haven", "", 12_345)
		for i := range visits.Keys {
			visits.Keys[i].Year = year
		}
		list, err := c.Figures(year, counted(c, visits), nil)
		require.NoError(t, err)
		require.Equal(t, want, list[0].Wording.Text, year)
	}
}

func TestPlacesAreCountedByWijkWithItsEdition(t *testing.T) {
	other := place("2", "community_centre", "stad")
	other.WijkYear = 2024
	require.Equal(t, []domain.Part{{Key: "2022:WK003401", Value: 1}, {Key: "2024:WK003401", Value: 1}},
		figures(t, nil, place("1", "community_centre", "haven"), other)["centres"].Wijken)
}

// Anna takes part in two wijken and grows older, Bert in one and stays as old as he is.
func TestPersonsAreCountedAtEveryLevelForItself(t *testing.T) {
	c := account(t)
	count := counter(t, c)
	var all []domain.Contribution
	for _, visit := range []struct{ person, age, day, wijk, stadsdeel string }{
		{"anna", "13_to_17", "2022-03-14", "WK003401", "haven"},
		{"anna", "13_to_17", "2022-03-21", "WK003401", "haven"},
		{"anna", "18_to_26", "2022-10-01", "WK003402", "haven"},
		{"bert", "unknown", "2022-10-01", "WK003420", "stad"},
	} {
		at := place("l", "school", visit.stadsdeel)
		at.Wijk = visit.wijk
		found, err := count.Contributions(domain.Fact{
			Kind: domain.Attendance, Person: visit.person, AgeBand: visit.age, Date: date(visit.day), Quantity: 1,
		}, at, path("", "jongerenwerk"))
		require.NoError(t, err)
		all = append(all, found...)
	}
	got := figures(t, all)["youth-persons"]
	require.EqualValues(t, 2, got.Value)
	require.Equal(t, months(map[time.Month]int64{time.March: 1, time.October: 2}), got.Months)
	require.Equal(t, []domain.Part{{Key: "haven", Value: 1}, {Key: "stad", Value: 1}}, got.Stadsdelen)
	require.Equal(t, []domain.Part{
		{Key: "2022:WK003401", Value: 1}, {Key: "2022:WK003402", Value: 1}, {Key: "2022:WK003420", Value: 1},
	}, got.Wijken)
	require.Equal(t, []domain.Part{
		{Key: "13_to_17", Value: 1}, {Key: "18_to_26", Value: 1}, {Key: "unknown", Value: 1},
	}, got.AgeBands)
	require.Equal(t, []domain.Breakdown{{By: domain.Pair{"stadsdeel", "age_band"}, Parts: []domain.Part{
		{Key: "haven", Other: "13_to_17", Value: 1}, {Key: "haven", Other: "18_to_26", Value: 1},
		{Key: "stad", Other: "unknown", Value: 1},
	}}}, got.Breakdowns)

	contacts := figures(t, all)["youth-contacts"]
	require.EqualValues(t, 4, contacts.Value)
	require.Empty(t, contacts.AgeBands, "not everything that counts is of a person")
}
