package norms_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/norms"
)

func on(t testing.TB, text string) civil.Date {
	t.Helper()
	date, err := civil.ParseDate(text)
	require.NoError(t, err)
	return date
}

func TestBuiltInMaximaAreThoseThatWereRead(t *testing.T) {
	all, err := norms.Parse(norms.BuiltIn)
	require.NoError(t, err)
	for date, want := range map[string][4]int64{
		"2020-12-31": {},
		"2021-01-01": {1661_40, 1779_52, 2199_34, 2317_45},
		"2021-06-30": {1661_40, 1779_52, 2199_34, 2317_45},
		"2021-07-01": {},
		"2022-03-01": {},
		"2023-01-01": {1872_81, 2015_84, 2470_03, 2509_97},
		"2023-07-01": {},
		"2024-12-31": {},
		"2025-01-01": {2071_24, 2242_24, 2739_03, 2855_96},
		"2025-07-01": {2093_67, 2264_67, 2771_07, 2888_00},
		"2025-12-31": {2093_67, 2264_67, 2771_07, 2888_00},
		"2026-01-01": {},
	} {
		var got [4]int64
		for i, h := range []domain.Household{domain.Single, domain.SingleParent, domain.Couple, domain.CoupleWithChild} {
			if norm, known := all.At(domain.MaximumProtected, h, on(t, date)); known {
				got[i] = norm.Amount
			}
		}
		require.Equal(t, want, got, date)
	}
}

func TestMinimumInstalmentIsKnownWhereItWasRead(t *testing.T) {
	all, err := norms.Parse(norms.BuiltIn)
	require.NoError(t, err)
	norm, known := all.At(domain.MinimumInstalment, domain.Single, on(t, "2021-12-31"))
	require.True(t, known)
	require.EqualValues(t, 54_00, norm.Amount)
	_, known = all.At(domain.MinimumInstalment, domain.Couple, on(t, "2021-12-31"))
	require.False(t, known, "that of a couple was not read")
	_, known = all.At(domain.MinimumInstalment, domain.Single, on(t, "2024-06-30"))
	require.False(t, known)
	norm, known = all.At(domain.MinimumInstalment, domain.Couple, on(t, "2024-07-01"))
	require.True(t, known)
	require.Zero(t, norm.Amount, "there is none since")
}

func TestVersionIsAnotherWhereAnythingIs(t *testing.T) {
	all, err := norms.Parse(norms.BuiltIn)
	require.NoError(t, err)
	again, err := norms.Parse(norms.BuiltIn)
	require.NoError(t, err)
	require.Equal(t, all.Version(), again.Version())
	again[0].Amount++
	require.NotEqual(t, all.Version(), again.Version())
	require.NotEqual(t, all.Version(), all[1:].Version())
}

func TestEverythingWrongWithNormsIsTold(t *testing.T) {
	const header = "kind,household,from,until,amount,source\n"
	for text, want := range map[string]string{
		"":                                   "the first line is kind,",
		"kind,from\n":                        "wrong number of fields",
		header + "tax,,2021-01-01,,1,here\n": `line 2: "tax" is no kind of norm`,
		header + "protected_share,,2021-01-01,,101,here\n":                                                   "line 2: 101 is more than all",
		header + "protected_share,,2021-01-01,,0,here\n":                                                     "line 2: 0 is no amount",
		header + "protected_share,,soon,,95,here\n":                                                          "line 2: ",
		header + "protected_share,,2021-01-01,2020-12-31,95,here\n":                                          "line 2: it ends on 2020-12-31",
		header + "protected_share,flat,2021-01-01,,95,here\n":                                                `line 2: "flat" is no household`,
		header + "protected_share,,2021-01-01,,95,\n":                                                        "line 2: where it was read is missing",
		header + "maximum_protected,single,2021-01-01,,1.5,here\n":                                           `line 2: "1.5" is no whole number`,
		header + "maximum_protected,single,2021-01-01,,1,here\nmaximum_protected,,2021-01-01,,2,elsewhere\n": "line 3: there are two",
	} {
		_, err := norms.Parse([]byte(text))
		require.ErrorContains(t, err, want, text)
	}
	_, err := norms.Parse([]byte(header + "tax,,2021-01-01,,1,here\nprotected_share,,2021-01-01,,0,here\n"))
	require.ErrorContains(t, err, "line 2")
	require.ErrorContains(t, err, "line 3")
}
