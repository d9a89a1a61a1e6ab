package importing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/importing"
	"github.com/deschoor/meedoen/services/activities/internal/sheet"
)

func judgeContacts(t *testing.T, text string) importing.Judged[domain.Contact] {
	t.Helper()
	kind := importing.Contacts()
	table, problems := sheet.Read([]byte(text), kind.SheetColumns())
	require.Empty(t, problems)
	s := around()
	var err error
	s.Areas, err = areas.Parse(areas.Almere)
	require.NoError(t, err)
	s.MaxGroup = 40
	return kind.Judge(table, s)
}

func TestRowIsReadAsAContactAtAPlaceOrInAWijk(t *testing.T) {
	judged := judgeContacts(t, "Datum;Programma;Locatie;Wijk;Wijkjaar;Wijze;Groepsgrootte;Dagdeel\n"+
		"14-6-2022;inloop;;wk003401;2022;Op straat;7;\n14-6-2022;inloop;l-1;;;telefonisch;1;avond\n")
	require.Empty(t, judged.Problems)
	require.Equal(t, domain.Contact{
		Occasion: domain.Occasion{
			ProgrammeID: "p-1", Date: date("2022-06-14"), Wijk: areas.Wijk{Code: "WK003401", Edition: 2022}, Stadsdeel: "haven",
		},
		Channel: "street", GroupSize: 7,
	}, judged.Records[0].Value)
	require.Equal(t, "l-1", judged.Records[1].Value.LocationID)
}

func TestEverythingWrongWithARowOfAContactIsTold(t *testing.T) {
	judged := judgeContacts(t, "Datum;Programma;Locatie;Wijk;Wijkjaar;Wijze;Aantal\n"+
		"14-6-2022;inloop;;;;straat;0\n14-6-2022;inloop;x;;;straat;41\n14-6-2022;inloop;;WK003401;;duif;7\n14-6-2022;inloop;l-1;WK003401;2022;straat;7\n")
	var got []string
	for _, p := range judged.Problems {
		require.NotEmpty(t, p.Text, p.Reason)
		got = append(got, p.Column+" "+p.Reason)
	}
	require.Equal(t, []string{
		"Aantal GROUP_EMPTY", "Wijk PLACE_MISSING", "Locatie LOCATION_UNKNOWN", "Aantal GROUP_ABSURD", "Wijze VALUE_UNKNOWN",
		"Wijk WIJK_UNKNOWN", "Wijk WIJK_NOT_OF_LOCATION",
	}, got)
}
