package person_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/person"
)

func TestAgeBandIsThatOfTheDateItIsAskedFor(t *testing.T) {
	tests := map[string]struct {
		birth string
		year  int
		on    string
		want  string
	}{
		"the day of birth":                   {"2022-06-15", 0, "2022-06-15", "0_to_3"},
		"the day before":                     {"2022-06-15", 0, "2022-06-14", "unknown"},
		"the day before the fourth birthday": {"2018-06-15", 0, "2022-06-14", "0_to_3"},
		"the fourth birthday":                {"2018-06-15", 0, "2022-06-15", "4_to_12"},
		"the thirteenth":                     {"2009-06-15", 0, "2022-06-15", "13_to_17"},
		"the day before the eighteenth":      {"2004-06-15", 0, "2022-06-14", "13_to_17"},
		"the eighteenth":                     {"2004-06-15", 0, "2022-06-15", "18_to_26"},
		"the twenty-seventh":                 {"1995-06-15", 0, "2022-06-15", "27_to_54"},
		"the fifty-fifth":                    {"1967-06-15", 0, "2022-06-15", "55_to_64"},
		"the sixty-fifth":                    {"1957-06-15", 0, "2022-06-15", "65_to_74"},
		"the seventy-fifth":                  {"1947-06-15", 0, "2022-06-15", "75_and_older"},
		"a leap day, on 28 February":         {"2004-02-29", 0, "2022-02-28", "13_to_17"},
		"a leap day, on 1 March":             {"2004-02-29", 0, "2022-03-01", "18_to_26"},
		"a leap day in a leap year":          {"2004-02-29", 0, "2024-02-29", "18_to_26"},
		"nothing known":                      {"", 0, "2022-06-15", "unknown"},
		"a year within a band":               {"", 1990, "2022-06-15", "27_to_54"},
		"a year at an edge":                  {"", 2004, "2022-06-15", "unknown"},
		"a year past the edge":               {"", 2003, "2022-06-15", "18_to_26"},
		"the year itself":                    {"", 2022, "2022-06-15", "0_to_3"},
		"a year after":                       {"", 2023, "2022-06-15", "unknown"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := person.AgeBand(person.Birth{Date: date(t, tt.birth), Year: tt.year}, date(t, tt.on))
			require.Equal(t, tt.want, got)
		})
	}
}

func TestYearOfBirthNeverContradictsTheDate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := civil.Date{Year: 1920, Month: 1, Day: 1}
		birth := first.AddDays(rapid.IntRange(0, 38_000).Draw(t, "birth"))
		on := birth.AddDays(rapid.IntRange(0, 38_000).Draw(t, "age in days"))
		exact := person.AgeBand(person.Birth{Date: birth}, on)
		byYear := person.AgeBand(person.Birth{Year: birth.Year}, on)
		require.Contains(t, []string{exact, "unknown"}, byYear)
	})
}

func date(t testing.TB, text string) (d civil.Date) {
	t.Helper()
	require.NoError(t, d.Scan(text))
	return d
}
