package areas_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/areas"
)

const translationsHeader = "from_edition,from_code,to_edition,to_code\n"

// almost is a register of two maps: what one was divided into, what was renamed, and what has two meanings.
var almost = []string{
	"WK01,Oud Haven,haven,2018,2020", "WK02,Stad,stad,2018,2024", "WK03,Oud Buiten,buiten,2018,2020",
	"WK01,Centrum Haven,haven,2022,2024", "WK04,Buiten,buiten,2022,2024", "WK05,Nieuw,haven,2024,2024",
}

func translating(t require.TestingT, rows ...string) areas.Register {
	register, err := parse(t, almost...).WithTranslations([]byte(translationsHeader + strings.Join(rows, "\n")))
	require.NoError(t, err)
	return register
}

func wijk(edition int, code string) areas.Wijk { return areas.Wijk{Code: code, Edition: edition} }

func TestCodeIsTranslatedByARowOrByTheTableAndElseStays(t *testing.T) {
	register := translating(t, "2020,WK03,2022,WK04", "2015,WKA,2018,WK03", "2015,WKB,2018,WK03", "2024,WK05,2020,WK01")
	tests := map[string]struct {
		from    areas.Wijk
		edition int
		want    string // as it was where nothing tells
		ok      bool
	}{
		"the same edition":                    {wijk(2022, "WK01"), 2022, "2022:WK01", true},
		"the same edition, unknown code":      {wijk(2022, "WK99"), 2022, "2022:WK99", true},
		"one row":                             {wijk(2018, "WK02"), 2024, "2024:WK02", true},
		"one row, back":                       {wijk(2024, "WK02"), 2018, "2018:WK02", true},
		"two meanings of one code":            {wijk(2020, "WK01"), 2022, "2020:WK01", false},
		"the table":                           {wijk(2020, "WK03"), 2022, "2022:WK04", true},
		"the table, from a mate of its row":   {wijk(2018, "WK03"), 2022, "2022:WK04", true},
		"the table, to a mate of its row":     {wijk(2020, "WK03"), 2024, "2024:WK04", true},
		"the table is not read the other way": {wijk(2022, "WK04"), 2020, "2022:WK04", false},
		"two entries and two rows":            {wijk(2015, "WKA"), 2023, "2023:WK04", true},
		"many to one":                         {wijk(2015, "WKB"), 2023, "2023:WK04", true},
		"one of several that became one":      {wijk(2024, "WK05"), 2020, "2020:WK01", true},
		"that one did not become it":          {wijk(2020, "WK01"), 2024, "2020:WK01", false},
		"an edition the register has not":     {wijk(2022, "WK01"), 2025, "2022:WK01", false},
		"an edition between two maps":         {wijk(2022, "WK01"), 2021, "2022:WK01", false},
		"an unknown code":                     {wijk(2020, "WK99"), 2022, "2020:WK99", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			to, ok := register.Translate(tt.from, tt.edition)
			require.Equal(t, tt.want, to.String())
			require.Equal(t, tt.ok, ok)
		})
	}
	to, ok := areas.Register{}.Translate(wijk(2022, "WK01"), 2024)
	require.Equal(t, wijk(2022, "WK01"), to)
	require.False(t, ok, "the zero register knows nothing")
}

func TestTableThatCannotBeTrustedIsRefusedWithAllReasons(t *testing.T) {
	tests := map[string]struct {
		rows []string
		says []string
	}{
		"one to many": {
			[]string{"2020,WK01,2022,WK01", "2020,WK01,2022,WK04"},
			[]string{"row 3: 2020:WK01 becomes 2022:WK01 in a row before, and cannot become 2022:WK04 too: that is ambiguous"},
		},
		"one to many by way of two editions": {
			[]string{"2020,WK01,2022,WK01", "2020,WK01,2024,WK05"},
			[]string{"2020:WK01 becomes both 2024:WK05 and 2024:WK01: that is ambiguous"},
		},
		"against a row of the register": {
			[]string{"2020,WK02,2022,WK04"}, []string{"2018:WK02 becomes both 2022:WK02 and 2022:WK04", "2020:WK02 becomes both"},
		},
		"round in a circle": {
			[]string{"2020,WK03,2022,WK04", "2022,WK04,2020,WK01"}, []string{"2020:WK03 becomes both 2020:WK03 and 2020:WK01"},
		},
		"twice": {
			[]string{"2020,WK03,2022,WK04", "2020,WK03,2022,WK04"}, []string{"row 3: 2020:WK03 becomes 2022:WK04 in a row before"},
		},
		"all that is wrong": {
			[]string{"x,WK03,2022,WK04", "2020,,2022,WK04", "2020,WK03,22,WK04", "2020,WK03,2020,WK01", "2020,WK03,2022,WK99"},
			[]string{
				"row 2: from_edition", "row 3: from_code is needed", "row 4: to_edition: 22 is no year",
				"row 5: 2020:WK03 and 2020:WK01 are of the same edition", "row 6: the register of areas has no 2022:WK99",
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := parse(t, almost...).WithTranslations([]byte(translationsHeader + strings.Join(tt.rows, "\n")))
			for _, says := range tt.says {
				require.ErrorContains(t, err, says)
			}
		})
	}
	for _, text := range []string{"", "from,to\n", translationsHeader + "2020,WK03\n"} {
		_, err := parse(t, almost...).WithTranslations([]byte(text))
		require.ErrorContains(t, err, "read translations of areas", text)
	}
}

func TestTableWithoutRowsTranslatesByRowsAlone(t *testing.T) {
	register := translating(t)
	require.Equal(t, parse(t, almost...).Digest(), register.Digest())
	_, ok := register.Translate(wijk(2020, "WK03"), 2022)
	require.False(t, ok)
}

func TestDigestDiffersExactlyWhereCodesAreTranslatedOtherwise(t *testing.T) {
	base := parse(t, almost...)
	require.NotEmpty(t, base.Digest())
	require.Empty(t, areas.Register{}.Digest())
	renamed := strings.Split(strings.ReplaceAll(strings.Join(almost, "\n"), "Oud Haven,haven", "Haven,stad"), "\n")
	require.Equal(t, base.Digest(), parse(t, renamed...).Digest(), "names and city districts translate nothing")
	longer := append([]string{"WK06,Pampus,pampus,2024,2024"}, almost...)
	require.NotEqual(t, base.Digest(), parse(t, longer...).Digest())
	require.NotEqual(t, base.Digest(), translating(t, "2020,WK03,2022,WK04").Digest())
}

func TestEditionListsItsWijkenInTheOrderOfTheirCodes(t *testing.T) {
	var list []string
	for _, a := range parse(t, almost...).Edition(2024) {
		list = append(list, fmt.Sprint(a.Wijk, " ", a.Name, " ", a.Stadsdeel))
	}
	require.Equal(t, []string{
		"2024:WK01 Centrum Haven haven", "2024:WK02 Stad stad", "2024:WK04 Buiten buiten", "2024:WK05 Nieuw haven",
	}, list)
	require.Empty(t, parse(t, almost...).Edition(2017))
}

// A translation over two steps is the translation of the translation: the ways through rows and table never disagree.
func TestTranslatingInStepsIsTranslatingAtOnce(t *testing.T) {
	codes := []string{"WK01", "WK02", "WK03", "WK04", "WK05"}
	year := rapid.IntRange(2018, 2024)
	rapid.Check(t, func(t *rapid.T) {
		var rows []string
		for range rapid.IntRange(0, 4).Draw(t, "rows") {
			rows = append(rows, fmt.Sprintf("%d,%s,%d,%s", year.Draw(t, "from"), rapid.SampledFrom(codes).Draw(t, "code"),
				year.Draw(t, "to"), rapid.SampledFrom(codes).Draw(t, "to code")))
		}
		register, err := parse(t, almost...).WithTranslations([]byte(translationsHeader + strings.Join(rows, "\n")))
		if err != nil {
			return // a table that cannot be trusted
		}
		w := wijk(year.Draw(t, "edition"), rapid.SampledFrom(codes).Draw(t, "wijk"))
		first, ok := register.Translate(w, year.Draw(t, "by way of"))
		if !ok {
			return
		}
		end := year.Draw(t, "asked")
		inSteps, ok := register.Translate(first, end)
		if !ok {
			return
		}
		atOnce, ok := register.Translate(w, end)
		require.True(t, ok)
		require.Equal(t, inSteps, atOnce)
	})
}
