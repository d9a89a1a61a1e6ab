package importing_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/importing"
	"github.com/deschoor/meedoen/services/activities/internal/sheet"
)

// course answers an activity of a programme at a place, in the first half of 2022 at 10:00.
func course(id, name, programme, location string) domain.Activity {
	return domain.Activity{
		ID: id, Name: name, ProgrammeID: programme, LocationID: location, State: domain.ActivityPublished, End: date("2022-06-30"),
		Series: domain.Series{Start: date("2022-01-03"), At: civil.Time{Hour: 10}},
	}
}

func judgePresences(t *testing.T, text string) importing.Judged[importing.Presence] {
	t.Helper()
	kind := importing.Attendance()
	table, problems := sheet.Read([]byte(text), kind.SheetColumns())
	require.Empty(t, problems)
	s := around()
	later := course("a-5", "Schilderen", "p-3", "l-1")
	later.Series.Start, later.End = date("2022-07-01"), date("2022-12-31")
	s.Names.WithActivities([]domain.Activity{
		course("a-1", "Taalles", "p-1", "l-1"), course("a-2", "Taalles", "p-1", "l-3"), course("a-3", "Koken", "p-3", "l-1"),
		course("a-4", "Schilderen", "p-3", "l-1"), later,
	})
	return kind.Judge(table, s)
}

func TestActivityOfARowIsTheOneThatItCanMean(t *testing.T) {
	for row, want := range map[string]string{
		"Taalles;;":                 "ACTIVITY_AMBIGUOUS",
		"Taalles;;l-1":              "a-1",
		"TAALLES;inloop;l-3":        "a-2",
		"Taalles;koken;l-1":         "ACTIVITY_UNKNOWN",
		"koken;;De Wieken":          "a-3", // held elsewhere for once
		"a-2;;":                     "a-2",
		";koken;":                   "ACTIVITY_AMBIGUOUS",
		";inloop;café het trefpunt": "a-1",
		";inloop;De Wieken":         "ACTIVITY_UNKNOWN",
		"Schilderen;;":              "a-4", // the one that runs on the day
		";;l-1":                     "ACTIVITY_MISSING",
		"Breien;;":                  "ACTIVITY_UNKNOWN",
	} {
		judged := judgePresences(t, "Datum;Activiteit;Programma;Locatie;Deelnemersnummer;Bron;Aanwezig\n14-6-2022;"+row+";7;School;ja\n")
		var got string
		for _, r := range judged.Records {
			got += r.Value.ActivityID
		}
		for _, p := range judged.Problems {
			got += p.Reason
		}
		require.Equal(t, want, got, row)
	}
}

func who(change func(*importing.Who)) importing.Who {
	w := importing.Who{Reference: domain.Reference{Source: "school", Number: "7"}}
	change(&w)
	return w
}

func TestRowsOfOnePersonCompleteEachOtherOrContradict(t *testing.T) {
	var crowd importing.Crowd
	wijk := areas.Wijk{Code: "WK003401", Edition: 2022}
	for _, w := range []importing.Who{
		who(func(w *importing.Who) { w.Birth.Year = 2000 }),
		who(func(w *importing.Who) { w.Surname, w.Wijk = "De Vries", wijk }),
		who(func(w *importing.Who) { w.Birth.Date, w.GivenName, w.Surname = date("2000-02-01"), "Jan", "de vries" }),
		who(func(w *importing.Who) { w.Birth.Year, w.Wijk.Code = 2000, "WK003402" }),
	} {
		require.Empty(t, crowd.Add(w))
	}
	require.Equal(t, []importing.Who{who(func(w *importing.Who) {
		w.Birth.Date, w.GivenName, w.Surname, w.Wijk = date("2000-02-01"), "Jan", "De Vries", wijk
	})}, crowd.Persons())
	require.Equal(t, []fault.Field{
		{Path: "birth_date", Reason: "PERSON_CONTRADICTED"}, {Path: "surname", Reason: "PERSON_CONTRADICTED"},
	}, crowd.Add(who(func(w *importing.Who) { w.Birth.Year, w.Surname = 2001, "Jansen" })))
}

func TestPersonsOfAFileAreToldApart(t *testing.T) {
	named := func(given, surname, birth string) importing.Who {
		return importing.Who{GivenName: given, Surname: surname, Birth: person.Birth{Date: date(birth)}}
	}
	same := []importing.Who{named("Zoë", "D'Hondt", "2000-02-01"), named("ZOE", "d hondt", "2000-02-01")}
	require.Equal(t, same[0].Key(), same[1].Key())
	others := []importing.Who{
		same[0], named("Zoë", "D'Hondt", "2000-01-02"), named("Tom", "D'Hondt", "2000-02-01"), who(func(*importing.Who) {}),
		who(func(w *importing.Who) { w.Reference.Source = "club" }), who(func(w *importing.Who) { w.Reference.Number = "07" }),
		who(func(w *importing.Who) { w.ID = "7" }),
	}
	keys := map[importing.Key]bool{}
	for _, w := range others {
		keys[w.Key()] = true
	}
	require.Len(t, keys, len(others))
}

func FuzzPresenceListIsReadOrRefused(f *testing.F) {
	f.Add("14-6-2022;Taalles;l-1;7;School;ja")
	f.Add("14-6-2022;a-1;;\";;x")
	f.Add(";;;;;")
	kind := importing.Attendance()
	f.Fuzz(func(t *testing.T, row string) {
		table, problems := sheet.Read([]byte("Datum;Activiteit;Locatie;Deelnemersnummer;Bron;Aanwezig\n"+row+"\n"), kind.SheetColumns())
		if len(problems) > 0 {
			return
		}
		s := around()
		s.Names.WithActivities([]domain.Activity{course("a-1", "Taalles", "p-1", "l-1")})
		judged := kind.Judge(table, s)
		require.Equal(t, len(table.Rows)+len(table.Misshapen), len(judged.Records)+judged.Rejected)
		for _, p := range judged.Problems {
			require.NotEmpty(t, p.Text, p.Reason)
		}
		for _, r := range judged.Records {
			require.Equal(t, "a-1", r.Value.ActivityID)
			require.NotEqual(t, importing.Key{}, r.Value.Who.Key())
		}
	})
}

// A row means the same session however often the file is read, whatever other rows made before.
func TestSessionsThatAreMadeAreFoundAgain(t *testing.T) {
	random := rand.New(rand.NewPCG(42, 42))
	for range 200 {
		var rows []importing.Presence
		for range 1 + random.IntN(8) {
			p := importing.Presence{ActivityID: "a-1", Date: date("2022-06-14").AddDays(random.IntN(3)), Present: true}
			if hour := random.IntN(3); hour > 0 {
				p.At = &civil.Time{Hour: 9 + hour}
			}
			p.LocationID = []string{"", "", "l-1", "l-2"}[random.IntN(4)]
			rows = append(rows, p)
		}
		known := map[string]domain.Session{}
		first := meant(rows, known)
		require.Equal(t, first, meant(rows, known))
		order := random.Perm(len(rows))
		shuffled, want := make([]importing.Presence, len(rows)), make([]string, len(rows))
		for to, from := range order {
			shuffled[to], want[to] = rows[from], first[from]
		}
		require.Equal(t, want, meant(shuffled, known))
	}
}

// meant answers the session of each row, or why it has none, and adds the sessions that were made to those known.
func meant(rows []importing.Presence, known map[string]domain.Session) (list []string) {
	taken := map[string]bool{}
	for _, one := range known {
		taken[one.Occurrence] = true
	}
	s := importing.NewSessions(known)
	s.Zone, s.Now = time.UTC, time.Date(2022, 7, 1, 0, 0, 0, 0, time.UTC)
	s.Make = func(p importing.Presence) (domain.Session, []fault.Field) {
		one := domain.Session{
			ID: fmt.Sprint(len(known) + len(s.Made())), ActivityID: p.ActivityID, LocationID: p.LocationID, Date: p.Date,
			State: domain.SessionHeld,
		}
		one.Add(course("a-1", "Taalles", "p-1", "l-1"), p.At, time.Hour, time.UTC)
		if taken[one.Occurrence] {
			return one, []fault.Field{{Reason: "SESSION_EXISTS"}}
		}
		taken[one.Occurrence] = true
		return one, nil
	}
	for _, p := range rows {
		s.Expect(p)
	}
	for _, p := range rows {
		if broken := s.Find(&p); len(broken) > 0 {
			p.SessionID = broken[0].Reason
		}
		list = append(list, p.SessionID)
	}
	maps.Copy(known, s.ByID())
	return list
}

func TestDocumentationNamesEveryColumnOfAttendance(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/import.md")
	require.NoError(t, err)
	for _, c := range importing.Attendance().SheetColumns() {
		require.Contains(t, string(page), c.Name, "the column")
		for _, h := range c.Headers {
			require.Contains(t, string(page), h)
		}
	}
}
