package importing_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/importing"
	"github.com/deschoor/meedoen/services/activities/internal/sheet"
)

const header = "Datum;Locatie;Programma;Dagdeel;Aantal;Telwijze\n"

func date(text string) civil.Date {
	d, err := civil.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// around is a world of some places and programmes on a Wednesday in June.
func around() importing.Surroundings {
	opened := date("2020-01-01")
	return importing.Surroundings{
		Names: importing.NewNames([]domain.Location{
			{ID: "l-1", Name: "Café  Het Trefpunt", Opening: opened},
			{ID: "l-2", Name: "De Wieken", Opening: opened, Closing: date("2022-03-31")},
			{ID: "l-3", Name: "Dubbel", Opening: opened},
			{ID: "l-4", Name: "dubbel", Opening: opened},
		}, []domain.Programme{
			{ID: "p-1", Code: "inloop", Name: "Inloop in de buurt", Start: opened},
			{ID: "p-2", Code: "eten", Name: "Samen", Start: date("2022-02-01"), End: date("2022-05-31")},
			{ID: "p-3", Code: "koken", Name: "Samen", Start: opened},
			{ID: "p-4", Code: "samen", Name: "Iets anders", Start: opened},
		}),
		Today: date("2022-06-15"), MaxCount: 500,
	}
}

func judge(t *testing.T, text string) importing.Judged[domain.HeadCount] {
	t.Helper()
	return judgeIn(t, text, around())
}

func judgeIn(t *testing.T, text string, s importing.Surroundings) importing.Judged[domain.HeadCount] {
	t.Helper()
	kind := importing.HeadCounts()
	table, problems := sheet.Read([]byte(text), kind.SheetColumns())
	require.Empty(t, problems)
	return kind.Judge(table, s)
}

func TestRowIsReadAsAHeadCount(t *testing.T) {
	judged := judge(t, header+"14-6-2022; café het TREFPUNT ;Inloop in de buurt;'s Ochtends;1.2;x\n"+
		"14 juni 2022;Cafe\u0301 Het Trefpunt;INLOOP;Hele dag;012,0;Telpoort\n2022-06-14;l-4;samen;avond;0;geschat\n")
	require.Equal(t, []domain.HeadCount{
		{Date: date("2022-06-14"), LocationID: "l-1", ProgrammeID: "p-1", PartOfDay: "whole_day", Count: 12, Method: "counter"},
		{Date: date("2022-06-14"), LocationID: "l-4", ProgrammeID: "p-4", PartOfDay: "evening", Count: 0, Method: "estimate"},
	}, []domain.HeadCount{judged.Records[0].Value, judged.Records[1].Value}, "a code goes before a name")
	require.Equal(t, 1, judged.Rejected)
}

func TestEverythingWrongWithARowIsTold(t *testing.T) {
	const good = "14-6-2022;l-1;inloop;ochtend;12;turven"
	tests := map[string]struct {
		row  string
		want []string
	}{
		"nothing":     {good, nil},
		"empty cells": {";;;;0;", []string{"Datum CELL_EMPTY", "Locatie CELL_EMPTY", "Programma CELL_EMPTY", "Dagdeel CELL_EMPTY", "Telwijze CELL_EMPTY"}},
		"unreadable":  {"gisteren;x;x;x;12,5;x", []string{"Datum DATE_INVALID", "Locatie LOCATION_UNKNOWN", "Programma PROGRAMME_UNKNOWN", "Dagdeel VALUE_UNKNOWN", "Aantal NUMBER_NOT_WHOLE", "Telwijze VALUE_UNKNOWN"}},
		"name of two": {"14-6-2022;Dubbel;Samen;ochtend;12;turven", []string{"Locatie LOCATION_AMBIGUOUS"}},
		"closed":      {"14-6-2022;de wieken;eten;ochtend;12;turven", []string{"Datum LOCATION_NOT_OPEN", "Datum PROGRAMME_ENDED"}},
		"too early":   {"31-1-2022;l-1;eten;ochtend;12;turven", []string{"Datum PROGRAMME_NOT_STARTED"}},
		"too late":    {"16-6-2022;l-1;inloop;ochtend;12;turven", []string{"Datum DATE_IN_FUTURE"}},
		"past year":   {"31-12-2021;l-1;inloop;ochtend;12;turven", []string{"Datum PAST_YEAR_NEEDS_IMPORTER"}},
		"absurd":      {"14-6-2022;l-1;inloop;ochtend;501;turven", []string{"Aantal COUNT_ABSURD"}},
		"negative":    {"14-6-2022;l-1;inloop;ochtend;-1;turven", []string{"Aantal COUNT_NEGATIVE"}},
		"no header":   {good + ";x", []string{" CELL_WITHOUT_HEADER"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			judged := judge(t, header+good+"\n"+tt.row+"\n"+good+"\n")
			var got []string
			for _, p := range judged.Problems {
				require.Equal(t, 3, p.Line)
				require.NotEmpty(t, p.Text, "%s has no words", p.Reason)
				got = append(got, p.Column+" "+p.Reason)
			}
			require.Equal(t, tt.want, got)
			require.Len(t, judged.Records, 3-judged.Rejected)
		})
	}
}

func TestOptionalCellMayBeEmpty(t *testing.T) {
	kind := importing.HeadCounts()
	kind.Columns[3].Optional = true
	table, problems := sheet.Read([]byte("Datum;Locatie;Programma;Aantal;Telwijze\n14-6-2022;l-1;inloop;12;turven\n"), kind.SheetColumns())
	require.Empty(t, problems)
	judged := kind.Judge(table, around())
	require.Empty(t, judged.Problems)
	require.Empty(t, judged.Records[0].Value.PartOfDay)
}

func TestNameOfTwoProgrammesIsAmbiguous(t *testing.T) {
	_, reason := around().Names.Programme("iets anders")
	require.Empty(t, reason)
	_, reason = importing.NewNames(nil, []domain.Programme{{ID: "1", Code: "a", Name: "Samen"}, {ID: "2", Code: "b", Name: "samen"}}).Programme("Samen")
	require.Equal(t, "PROGRAMME_AMBIGUOUS", reason)
}

func TestImporterMayRecordPastYears(t *testing.T) {
	s := around()
	s.PastYears = true
	require.Empty(t, judgeIn(t, header+"31-12-2021;l-1;inloop;ochtend;12;turven\n", s).Problems)
}

func keysOf(judged importing.Judged[domain.HeadCount]) (keys []string) {
	for _, r := range judged.Records {
		keys = append(keys, r.Key)
	}
	slices.Sort(keys)
	return keys
}

// rowsOf answers n rows of which many are equal.
func rowsOf(random *rand.Rand, n int) (rows []string) {
	for range n {
		rows = append(rows, fmt.Sprintf("%d-6-2022;l-1;inloop;ochtend;%d;turven\n", 1+random.IntN(3), random.IntN(3)))
	}
	return rows
}

func TestKeysFollowFromWhatRowsSayAndHowOften(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for range 50 {
		rows := rowsOf(random, 40)
		keys := keysOf(judge(t, header+strings.Join(rows, "")))
		require.Len(t, slices.Compact(slices.Clone(keys)), len(rows), "equal rows are rows of their own")

		shuffled := slices.Clone(rows)
		random.Shuffle(len(rows), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		require.Equal(t, keys, keysOf(judge(t, header+strings.Join(shuffled, ""))), "in another order")

		grown := keysOf(judge(t, header+strings.Join(append(shuffled, rowsOf(random, 5)...), "")))
		require.Len(t, grown, len(rows)+5)
		for _, key := range keys {
			require.Contains(t, grown, key, "what was there is known")
		}
	}
}

func TestKeyOfARowIsTheSameHoweverItIsWritten(t *testing.T) {
	want := keysOf(judge(t, header+"14-6-2022;l-1;inloop;ochtend;12;turven\n"))
	require.Equal(t, want, keysOf(judge(t,
		"Hoe geteld,Datum bezoek,Locatienaam,Programmanaam,Dagdeel,Bezoekers,Weer\ngeturfd,14 juni 2022,CAFÉ HET TREFPUNT,inloop in de buurt,morgen,\"12,0\",zon\n")))
	require.Equal(t, []string{"458d951c"}, []string{want[0][:8]}, "another key would have every file counted again")
}

func TestDocumentationNamesEveryColumn(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/import.md")
	require.NoError(t, err)
	for _, c := range importing.HeadCounts().SheetColumns() {
		require.Contains(t, string(page), "\n| "+c.Name+" | "+strings.Join(c.Headers, ", ")+" |")
	}
}
