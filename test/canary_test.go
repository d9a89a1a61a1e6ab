package test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // reads what the services keep
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
)

// canaries are what is known of a person, written nowhere else in the suite and its tests.
func canaries() []string {
	return []string{"dieuwertje", "xanten", "kwikstaart", "évrard", "evrard", "1990-05-06", "1357 9246", "13579246", "nl02abna0123456789"}
}

// canary is who is written everywhere that a person can be.
func canary() map[string]any {
	return map[string]any{
		"givenName": "Dieuwertje", "surname": "van Xanten-Évrard", "birthDate": "1990-05-06", "email": "kwikstaart@xanten.example",
		"telephone": "06 1357 9246", "wijkCode": "WK003401", "wijkYear": 2022,
	}
}

// Nobody is named where a name cannot be forgotten: in logs, spans, events, errors, and the files and rows of databases
// outside what is sealed.
func TestNobodyIsNamedOutsideWhatIsSealed(t *testing.T) {
	for _, w := range []way{oneProcess, apart} {
		t.Run(w.name, func(t *testing.T) {
			c := collect(t)
			d := w.deploy(t, append(c.env(), "MEEDOEN_LOG_LEVEL=debug")...)
			session := d.sessionOf("2022-05-12")
			erased, stays := d.writeCanary(t, session), d.writeCanary(t, session)
			erase := d.rest("POST", "/v1/participants/"+erased+"/erasures", d.token("activities.staff"), map[string]any{})
			require.Less(t, erase.status, 300, erase.text)
			helper := d.writeHelper(t)
			erase = d.rest("POST", "/v1/people/"+helper+"/erasures", d.token("volunteers.coordinator"), map[string]any{})
			require.Less(t, erase.status, 300, erase.text)
			client := d.writeClient(t)
			erase = d.rest("POST", "/v1/debt-clients/"+client+"/erasures", d.token("debt.supervisor"), map[string]any{})
			require.Less(t, erase.status, 300, erase.text)
			resident := d.writeResident(t)
			erase = d.rest("POST", "/v1/residents/"+resident+"/erasures", d.supporter(), map[string]any{})
			require.Less(t, erase.status, 300, erase.text)
			figures := d.figures()
			require.Equal(t, 3, figures["taal-participants"], "an erasure takes nothing off, and a double counts once")
			require.Equal(t, 1, figures["taal-volunteers"], "an erasure takes nothing off")
			require.Equal(t, 1, figures["debt-clients"])
			require.Equal(t, 1, figures["jpf-debt-free"])
			gone := d.rest("POST", "/v1/person-searches", d.token("volunteers.coordinator"), map[string]any{
				"surname": "van xanten-evrard", "birthDate": "1990-05-06",
			})
			require.NotContains(t, gone.text, helper, "who was erased is not found")
			gone = d.rest("POST", "/v1/debt-client-searches", d.token("debt.supervisor"), map[string]any{
				"surname": "van xanten-evrard", "birthDate": "1990-05-06",
			})
			require.NotContains(t, gone.text, client)
			gone = d.rest("POST", "/v1/resident-searches", d.supporter(), map[string]any{
				"surname": "van xanten-evrard", "birthDate": "1990-05-06",
			})
			require.NotContains(t, gone.text, resident)
			require.Contains(t, d.rest("GET", "/v1/participants/"+stays, d.token("activities.staff"), nil).text, "Xanten",
				"or the test proves nothing")
			d.searchAll(t)
			for _, p := range d.programs {
				p.stop()
				requireNoCanary(t, "the log of "+p.as, []byte(p.out.String()))
			}
			d.searchFiles(t)
			c.searchSpans(t)
		})
	}
}

// sessionOf answers the id of a session on a date, of a course that is counted in the account.
func (s *suite) sessionOf(date string) string {
	staff := s.token("activities.staff")
	location := create(s.t, s, staff, "/v1/locations", map[string]any{
		"displayName": "Centrum", "kind": "LOCATION_KIND_COMMUNITY_CENTRE", "wijkCode": "WK003401", "wijkYear": 2022,
		"openingDate": "2010-01-01",
	})
	programme := create(s.t, s, staff, "/v1/programmes", map[string]any{
		"code": "taal-in-de-wijk", "displayName": "Taal", "theme": "THEME_SELF_RELIANCE", "startDate": "2010-01-01",
	})
	activity := create(s.t, s, staff, "/v1/activities", map[string]any{
		"programmeId": programme["id"], "locationId": location["id"], "displayName": "Taalles", "startDate": "2022-01-03",
		"timeOfDay": "10:00", "durationMinutes": 90, "recurrenceRule": "FREQ=DAILY;UNTIL=20221231",
	})
	published := s.rest("POST", fmt.Sprintf("/v1/activities/%s/publications", activity["id"]), staff, nil)
	require.Less(s.t, published.status, 300, published.text)
	return create(s.t, s, staff, "/v1/sessions", map[string]any{"activityId": activity["id"], "date": date})["id"].(string)
}

// writeCanary has everything done with a person that can be, well and badly, and answers the id of who took part.
func (s *suite) writeCanary(t *testing.T, session string) string {
	t.Helper()
	staff := s.token("activities.staff")
	who := s.rest("POST", "/v1/participants", staff, canary())
	require.Equal(t, 201, who.status, who.text)
	id := who.body["id"].(string)
	for _, bad := range []map[string]any{
		{"email": "kwikstaart"}, {"telephone": "06 1357 9246 xanten"}, {"wijkCode": "evrard"}, {"birthDate": "1990-05-06T"}, {"surname": ""},
	} {
		person := canary()
		for key, value := range bad {
			person[key] = value
		}
		refused := s.rest("POST", "/v1/participants", staff, person)
		require.GreaterOrEqual(t, refused.status, 400, "%v", bad)
		requireNoCanary(t, "an error", []byte(refused.text))
	}
	found := s.rest("POST", "/v1/participant-searches", staff, map[string]any{"surname": "van xanten-evrard", "birthDate": "1990-05-06"})
	require.Contains(t, found.text, id)
	changed := s.rest("PATCH", "/v1/participants/"+id, staff, map[string]any{"telephone": "0613579246"})
	require.Equal(t, 200, changed.status, changed.text)
	create(t, s, staff, "/v1/attendances", map[string]any{"sessionId": session, "participantId": id})
	double := create(t, s, staff, "/v1/participants", canary())
	merged := s.rest("POST", "/v1/participants/"+id+"/merges", staff, map[string]any{"duplicateId": double["id"]})
	require.Less(t, merged.status, 300, merged.text)
	s.importCanary(t, session)
	exported := s.rest("POST", "/v1/participants/"+id+"/exports", staff, map[string]any{})
	require.Contains(t, exported.text, "Xanten")
	return id
}

// writeHelper has everything done with somebody who helps, well and badly, and answers the id of the person.
func (s *suite) writeHelper(t *testing.T) string {
	t.Helper()
	coordinator, importer := s.token("volunteers.coordinator"), s.token("importer")
	id := create(t, s, coordinator, "/v1/people", canary())["id"].(string)
	for _, bad := range []map[string]any{{"email": "kwikstaart"}, {"telephone": "06 1357 9246 xanten"}, {"surname": ""}} {
		person := canary()
		for key, value := range bad {
			person[key] = value
		}
		refused := s.rest("POST", "/v1/people", coordinator, person)
		require.GreaterOrEqual(t, refused.status, 400, "%v", bad)
		requireNoCanary(t, "an error", []byte(refused.text))
	}
	engagement := create(t, s, importer, "/v1/engagements", map[string]any{
		"personId": id, "kind": "ENGAGEMENT_KIND_VOLUNTEER", "state": "ENGAGEMENT_STATE_ACTIVE", "startDate": "2021-09-01",
	})
	programmes := s.rest("GET", "/v1/programmes", s.token("activities.staff"), nil).body["programmes"].([]any)
	told := s.rest("GET", "/v1/positions", coordinator, nil).body["positions"].([]any)
	role := s.rest("POST", "/v1/roles?waitFor="+told[0].(string), coordinator, map[string]any{
		"code": "docent", "displayName": "Taaldocent", "programmeId": programmes[0].(map[string]any)["id"], "startDate": "2021-01-01",
	})
	require.Equal(t, 201, role.status, role.text)
	assignment := create(t, s, importer, "/v1/assignments", map[string]any{
		"engagementId": engagement["id"], "roleId": role.body["id"], "state": "ASSIGNMENT_STATE_ACTIVE", "startDate": "2022-01-10",
	})
	hours := create(t, s, coordinator, "/v1/hours", map[string]any{
		"assignmentId": assignment["id"], "date": "2022-05-12", "minutes": 90,
	})
	approved := s.rest("POST", fmt.Sprintf("/v1/hours/%s/approvals", hours["id"]), coordinator, map[string]any{})
	require.Less(t, approved.status, 300, approved.text)
	create(t, s, coordinator, "/v1/certificates", map[string]any{
		"personId": id, "kind": "CERTIFICATE_KIND_VOG", "issuedDate": "2022-01-05", "seenDate": "2022-01-06", "riskAreas": []string{"08"},
	})
	create(t, s, coordinator, "/v1/expense-claims", map[string]any{
		"assignmentId": assignment["id"], "kind": "EXPENSE_KIND_TRAVEL", "date": "2022-05-12", "amountCents": 640,
	})
	account := s.rest("PATCH", "/v1/people/"+id+"/bank-account", coordinator, map[string]any{"iban": canaryAccount})
	require.Equal(t, 200, account.status, account.text)
	requireNoCanary(t, "an account", []byte(account.text))
	exported := s.rest("POST", "/v1/people/"+id+"/exports", coordinator, map[string]any{})
	require.Contains(t, exported.text, "Xanten")
	require.Contains(t, exported.text, canaryAccount)
	return id
}

// canaryAccount is an account number (IBAN) that no bank gave out.
const canaryAccount = "NL02ABNA0123456789"

// importCanary has a relative of the canary brought in by a presence list, whose other rows are bad.
func (s *suite) importCanary(t *testing.T, session string) {
	t.Helper()
	list := "Datum;Bijeenkomst;Deelnemersnummer;Bron;Achternaam;Voornaam;Geboortedatum;Dieuwertje;Aanwezig\n" +
		"12-5-2022;" + session + ";1357 9246;Xanten;van Xanten-Évrard;Kwikstaart;6-5-1990;x;ja\n"
	require.Contains(t, s.upload(t, "ATTENDANCE", []byte(list)), "IMPORT_OUTCOME_RECORDED")
	list += "Dieuwertje;kwikstaart;evrard;;1357 9246;xanten;1990-05-06T;;kwikstaart\n"
	answer := s.upload(t, "ATTENDANCE", []byte(list))
	require.Contains(t, answer, "IMPORT_OUTCOME_REJECTED")
	requireNoCanary(t, "an import", []byte(answer))
}

func requireNoCanary(t *testing.T, where string, text []byte) {
	t.Helper()
	lower := bytes.ToLower(text)
	for _, one := range canaries() {
		require.False(t, bytes.Contains(lower, []byte(one)), "%s tells %q", where, one)
	}
}

// searchAll searches every row of the databases on servers, also what stands there as bytes.
func (d *deployment) searchAll(t *testing.T) {
	hexed := regexp.MustCompile(`\\x((?:[0-9a-f]{2})+)`)
	addresses := []string{d.keys}
	for _, address := range d.databases {
		addresses = append(addresses, address)
	}
	for _, address := range addresses {
		if address == "" {
			continue // in files, see searchFiles
		}
		db, err := sql.Open("pgx", address)
		require.NoError(t, err)
		for _, table := range column(t, db, `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`) {
			rows := column(t, db, `SELECT r::text FROM "`+table+`" r`)
			for _, row := range rows {
				requireNoCanary(t, "the table "+table, []byte(row))
				for _, bytes := range hexed.FindAllStringSubmatch(row, -1) {
					plain, err := hex.DecodeString(bytes[1])
					require.NoError(t, err)
					requireNoCanary(t, "the table "+table, plain)
				}
			}
		}
		require.NoError(t, db.Close())
	}
}

// column answers the values of a query with one column.
func column(t *testing.T, db *sql.DB, query string) (values []string) {
	t.Helper()
	rows, err := db.QueryContext(context.WithoutCancel(t.Context()), query)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var value string
		require.NoError(t, rows.Scan(&value))
		values = append(values, value)
	}
	require.NoError(t, rows.Err())
	return values
}

// searchFiles searches all that the programs and NATS left on disk.
func (d *deployment) searchFiles(t *testing.T) {
	folders := []string{d.data}
	if d.nats != nil {
		folders = append(folders, d.nats.Dir())
	}
	files := 0
	for _, folder := range folders {
		require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			content, err := os.ReadFile(path)
			requireNoCanary(t, path, content)
			files++
			return err
		}))
	}
	require.Positive(t, files)
}

// searchSpans searches the spans that were received.
func (c *collector) searchSpans(t *testing.T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	require.NotEmpty(t, c.spans)
	for _, s := range c.spans {
		text, err := proto.Marshal(s.Span)
		require.NoError(t, err)
		requireNoCanary(t, "the span "+s.GetName(), text)
	}
}
