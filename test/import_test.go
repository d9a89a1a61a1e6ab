package test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// addPlaces adds the places and programmes that the files in testdata name.
func addPlaces(t *testing.T, s *suite) {
	staff := s.token("activities.staff")
	for _, name := range []string{"Café Het Trefpunt", "Centrum Oriënt"} {
		create(t, s, staff, "/v1/locations", map[string]any{
			"displayName": name, "kind": "LOCATION_KIND_COMMUNITY_CENTRE", "wijkCode": "WK003401", "wijkYear": 2022,
			"openingDate": "2010-01-01",
		})
	}
	for code, theme := range map[string]string{"buurtcentra": "THEME_MEETING", "kinderwerk": "THEME_GROWING_UP"} {
		create(t, s, staff, "/v1/programmes", map[string]any{
			"code": code, "displayName": strings.ToUpper(code[:1]) + code[1:], "theme": theme, "startDate": "2010-01-01",
		})
	}
}

// importing runs "meedoen import" at the suite and answers what it prints, and whether all went well.
func (s *suite) importing(args ...string) (string, error) {
	return meedoen(s.data, append([]string{"import", "--address", s.services["activities"]}, args...)...)
}

// upload sends a file over REST as the website does, and answers the answer.
func (s *suite) upload(t *testing.T, kind string, content []byte) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
		"http://"+s.http+"/v1/imports?kind=IMPORT_KIND_"+kind, bytes.NewReader(content))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "text/csv; charset=windows-1252")
	req.Header.Set("Authorization", "Bearer "+s.token("importer"))
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, string(text))
	return string(text)
}

// addCourse adds the course that the presence lists in testdata name.
func addCourse(t *testing.T, s *suite) {
	staff := s.token("activities.staff")
	location := create(t, s, staff, "/v1/locations", map[string]any{
		"displayName": "Centrum Oriënt", "kind": "LOCATION_KIND_COMMUNITY_CENTRE", "wijkCode": "WK003401", "wijkYear": 2022,
		"openingDate": "2010-01-01",
	})
	programme := create(t, s, staff, "/v1/programmes", map[string]any{
		"code": "taal-in-de-wijk", "displayName": "Taal in de Wijk", "theme": "THEME_SELF_RELIANCE", "startDate": "2010-01-01",
	})
	activity := create(t, s, staff, "/v1/activities", map[string]any{
		"programmeId": programme["id"], "locationId": location["id"], "displayName": "Taalles Oriënt", "startDate": "2023-01-09",
		"timeOfDay": "10:00", "durationMinutes": 90, "recurrenceRule": "FREQ=WEEKLY;UNTIL=20231231",
	})
	published := s.rest("POST", fmt.Sprintf("/v1/activities/%s/publications", activity["id"]), staff, nil)
	require.Less(t, published.status, 300, published.text)
}

func TestPersonsOfAYearAreCountedFromPresenceListsAlone(t *testing.T) {
	p := start(t, "up", t.TempDir())
	addCourse(t, p.suite)

	out, err := p.importing("testdata/presentie-2023-excel.csv", "--kind", "attendance")
	require.NoError(t, err, out)
	require.Contains(t, out, "Overgeslagen, want de naam zegt hier niets: kolom J.")
	require.Contains(t, out, "presentie-2023-excel.csv: 9 regels gelezen, 8 vastgelegd, 0 al bekend, 1 afwezig.")
	const persons = 5 // 1043, 1044 and 1046 of the Taalhuis, 1043 of the school, and one by name
	figures := p.figuresOf(2023)
	require.Equal(t, persons, figures["taal-participants"])
	require.Zero(t, p.figures()["taal-participants"], "nothing of it is of 2022")

	content, err := os.ReadFile("testdata/presentie-2023-excel.csv")
	require.NoError(t, err)
	require.Contains(t, p.upload(t, "ATTENDANCE", content), `"rowsKnown":8`)
	out, err = p.importing("testdata/presentie-fout.csv", "--kind", "attendance")
	var ended *exec.ExitError
	require.ErrorAs(t, err, &ended)
	require.Contains(t, out, "Regel 3, Administratie: Schrijf uit welke administratie het deelnemersnummer komt. SOURCE_MISSING\n")
	require.Contains(t, out, "presentie-fout.csv: 3 regels gelezen, niets vastgelegd, 2 niet goed.")
	require.Equal(t, figures, p.figuresOf(2023))
}

func TestYearThatIsImportedHasAnAccountOfItsOwn(t *testing.T) {
	p := start(t, "up", t.TempDir())
	addPlaces(t, p.suite)

	out, err := p.importing("testdata/tellingen-2023-excel.csv")
	require.NoError(t, err, out)
	require.Contains(t, out, "tellingen-2023-excel.csv: 6 regels gelezen, 6 vastgelegd, 0 al bekend.")
	out, err = p.importing("testdata/tellingen-2023.csv")
	require.NoError(t, err, out)
	require.Contains(t, out, "Overgeslagen, want de naam zegt hier niets: kolom G.")
	require.Contains(t, out, "tellingen-2023.csv: 3 regels gelezen, 2 vastgelegd, 1 al bekend.")

	want := map[string]int{"centre-visits": 112 + 1234 + 87 + 87 + 31, "centres": 2, "children-visits": 19 + 23}
	figures := p.figuresOf(2023)
	for indicator, value := range want {
		require.Equal(t, value, figures[indicator], indicator)
	}
	require.Zero(t, p.figures()["centre-visits"], "nothing of it is of 2022")

	t.Run("again, over REST as the website sends it, it counts once", func(t *testing.T) {
		content, err := os.ReadFile("testdata/tellingen-2023-excel.csv")
		require.NoError(t, err)
		p.upload(t, "HEAD_COUNTS", content)
		require.Equal(t, figures, p.figuresOf(2023))
	})
	t.Run("a file with bad rows changes nothing", func(t *testing.T) {
		out, err := p.importing("testdata/tellingen-fout.csv")
		var ended *exec.ExitError
		require.ErrorAs(t, err, &ended)
		require.Equal(t, 1, ended.ExitCode())
		require.Contains(t, out, "Regel 2, Aantal: Dit is geen heel getal. NUMBER_NOT_WHOLE\n")
		require.Contains(t, out, "tellingen-fout.csv: 3 regels gelezen, niets vastgelegd, 2 niet goed.")
		require.Equal(t, figures, p.figuresOf(2023))
	})
}

func TestImportThatIsCutOffByAPowerCutRecordedAllOrNothing(t *testing.T) {
	const rows = 20_000
	p := start(t, "up", t.TempDir())
	addPlaces(t, p.suite)
	var b strings.Builder
	b.WriteString("Datum;Locatie;Programma;Dagdeel;Aantal;Telwijze\n")
	for range rows {
		b.WriteString("9-1-2023;Centrum Oriënt;buurtcentra;ochtend;1;turven\n")
	}
	file := filepath.Join(t.TempDir(), "tellingen.csv")
	require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o600))
	args := []string{"import", file, "--data", p.data, "--address", p.services["activities"]}
	cut := &program{t: t, name: "meedoen", args: args, serves: func(p *program) bool {
		return strings.Contains(p.out.String(), "Vastleggen: ")
	}}
	cut.start()
	p.kill()
	<-cut.done
	p.again("up")

	before := p.figuresOf(2023)["centre-visits"]
	require.Contains(t, []int{0, rows}, before)
	out, err := p.importing(file)
	require.NoError(t, err, out)
	require.Contains(t, out, fmt.Sprintf("20.000 regels gelezen, %s vastgelegd", map[int]string{0: "20.000", rows: "0"}[before]))
	require.Equal(t, rows, p.figuresOf(2023)["centre-visits"])
}
