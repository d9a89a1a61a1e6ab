package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	"google.golang.org/genproto/googleapis/api/httpbody"
	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// listOf answers a presence list with rows.
func listOf(rows ...string) string {
	return "Datum;Activiteit;Begintijd;Deelnemersnummer;Bron;Achternaam;Voornaam;Geboortedatum;Geboortejaar;Wijk;Wijkjaar;Aanwezig\n" +
		strings.Join(rows, "\n") + "\n"
}

// addCourse answers an activity of this and the last year, on Mondays at 10:00, of which no session of the past is recorded.
func (r *rig) addCourse(t testing.TB) *activitiesv1.Activity {
	t.Helper()
	return r.addPublished(t, r.addVisit(t), func(a *activitiesv1.Activity) {
		a.DisplayName, a.StartDate, a.TimeOfDay, a.RoomId = "Taalles é", "2021-01-04", "10:00", ""
		a.RecurrenceRule, a.Exceptions = "FREQ=WEEKLY;UNTIL=20221231", nil
	})
}

func (r *rig) list(
	t testing.TB, ctx context.Context, file string, change ...func(*activitiesv1.CreateImportRequest),
) *activitiesv1.Import {
	t.Helper()
	req := &activitiesv1.CreateImportRequest{
		Kind: activitiesv1.ImportKind_IMPORT_KIND_ATTENDANCE, File: &httpbody.HttpBody{Data: []byte(file)},
	}
	for _, c := range change {
		c(req)
	}
	answer, err := r.imports.CreateImport(ctx, req)
	require.NoError(t, err)
	return answer
}

func skippingBad(req *activitiesv1.CreateImportRequest)    { req.SkipBad = true }
func validatingOnly(req *activitiesv1.CreateImportRequest) { req.ValidateOnly = true }

func TestPresenceListAddsSessionsAndPersonsAndCountsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		course := r.addCourse(t)
		file := listOf(
			"4-1-2021;Taalles é;;7;School;;;;2010;WK003401;2022;ja",
			"4-1-2021;taalles É;;8;school;;;;;;;x",
			"4-1-2021;Taalles é;10.00;9;School;;;;;;;nee",
			"11-1-2021;Taalles é;10:00;7;School;;;;;;;1",
			"11-1-2021;Taalles é;10:00;;;de Vries;Jan;1-2-2000;;;;aanwezig",
			"11-1-2021;Taalles é;19:30;;;DE VRIES;jan;1-2-2000;;;;ja",
			"11-1-2021;Taalles é;19:30;;;DE VRIES;jan;1-2-2000;;;;ja",
		)

		answer := r.list(t, r.importer(t), file)

		require.Equal(t, "recorded: 7 read, 5 recorded, 1 known, 0 bad", told(answer), "two equal rows are one attendance")
		require.EqualValues(t, 1, answer.GetRowsAbsent())
		require.Equal(t, []string{"2021-01-04 10:00 held", "2021-01-11 10:00 held", "2021-01-11 19:30 held"},
			lines(r.agenda(t, course.GetId()))[:3])
		require.Len(t, r.rows(t, "participant"), 3, "who was absent is not kept")
		before := r.state(t)

		latin, err := charmap.Windows1252.NewEncoder().String(file)
		require.NoError(t, err)
		require.Equal(t, "recorded: 7 read, 0 recorded, 6 known, 0 bad", told(r.list(t, r.importer(t), latin)), "as Excel saves it")
		rows := strings.SplitAfter(file, "\n")
		shuffled := rows[0] + rows[6] + rows[4] + rows[2] + rows[1] + rows[5] + rows[3]
		require.Equal(t, "recorded: 6 read, 0 recorded, 5 known, 0 bad", told(r.list(t, r.importer(t), shuffled)))
		require.Equal(t, before, r.state(t))
	})
}

func TestPersonsOfAFileAreFoundAsParticipants(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.addCourse(t)
		r.list(t, r.importer(t), listOf("4-1-2021;Taalles é;;7;School;de Vries;Jan;1-2-2000;;WK003401;2022;ja"))
		found, err := r.people.SearchParticipants(r.staff(t), &activitiesv1.SearchParticipantsRequest{
			Surname: "De Vries", BirthDate: "2000-02-01",
		})
		require.NoError(t, err)
		require.Len(t, found.GetParticipants(), 1)
		p := found.GetParticipants()[0]
		require.Equal(t, "Jan", p.GetGivenName())
		require.Equal(t, "WK003401", p.GetWijkCode())
		requireProto(t, &activitiesv1.ParticipantReference{Source: "school", Number: "7"}, p.GetReferences()[0])

		_, err = r.people.UpdateParticipant(r.staff(t), &activitiesv1.UpdateParticipantRequest{
			Participant: &activitiesv1.Participant{Id: p.GetId(), Surname: "Jansen"},
		})
		require.NoError(t, err)
		older := r.addPerson(t)
		r.addMerge(t, older, p.GetId())

		answer := r.list(t, r.importer(t), listOf(
			"4-1-2021;Taalles é;;7;School;;;;;;;ja",
			"11-1-2021;Taalles é;;7;School;;;;;;;ja",
			"18-1-2021;Taalles é;;"+strings.ToUpper(older)+";;;;;;;;ja",
			"25-1-2021;Taalles é;;"+p.GetId()+";;;;;;;;ja",
		))
		require.Equal(t, "recorded: 4 read, 3 recorded, 1 known, 0 bad", told(answer), "also after a new name and a merge")
		require.Len(t, r.rows(t, "participant"), 2)
		attended, err := r.attendances.ListAttendance(r.staff(t), &activitiesv1.ListAttendanceRequest{ParticipantId: older})
		require.NoError(t, err)
		require.Len(t, attended.GetAttendances(), 4)
	})
}

func TestPersonWithTwoNumbersAndOneNameIsOnePerson(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.addCourse(t)
		file := listOf(
			"4-1-2021;Taalles é;;7;School;de Vries;Jan;1-2-2000;;;;ja",
			"11-1-2021;Taalles é;;;;DE VRIES;JAN;1-2-2000;;;;ja",
			"18-1-2021;Taalles é;;12;Club;de Vries;Jan;1-2-2000;2000;;;ja",
		)
		require.Equal(t, "recorded: 3 read, 3 recorded, 0 known, 0 bad", told(r.list(t, r.importer(t), file)))
		require.Equal(t, "recorded: 3 read, 0 recorded, 3 known, 0 bad", told(r.list(t, r.importer(t), file)))
		require.Len(t, r.rows(t, "participant"), 1)
		later := listOf("25-1-2021;Taalles é;;12;Club;;;;;;;ja", "25-1-2021;Taalles é;;7;School;;;;;;;ja")
		require.Equal(t, "recorded: 2 read, 1 recorded, 1 known, 0 bad", told(r.list(t, r.importer(t), later)))
	})
}

func TestPersonOfAFileIsNeverGuessed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.addCourse(t)
		of := func(given, birth string) string {
			return listOf("4-1-2021;Taalles é;;;;de Vries;" + given + ";" + birth + ";;;;ja")
		}
		r.addPerson(t, func(p *activitiesv1.Participant) { p.GivenName, p.BirthDate = "Tom", proto.String("2010-01-01") })
		require.Equal(t, "recorded: 1 read, 1 recorded, 0 known, 0 bad", told(r.list(t, r.importer(t), of("Tim", "1-1-2010"))))
		require.Len(t, r.rows(t, "participant"), 2, "a twin is somebody else")
		require.Equal(t, "recorded: 1 read, 1 recorded, 0 known, 0 bad", told(r.list(t, r.importer(t), of("TOM", "1-1-2010"))))
		require.Len(t, r.rows(t, "participant"), 2)

		nameless := r.addPerson(t, func(p *activitiesv1.Participant) { p.GivenName, p.BirthDate = "", proto.String("2011-01-01") })
		const ambiguous = "rejected: 1 read, 0 recorded, 0 known, 1 bad; 2 Deelnemersnummer PARTICIPANT_AMBIGUOUS"
		require.Equal(t, ambiguous, told(r.list(t, r.importer(t), of("Tim", "1-1-2011"))))
		r.addErasure(t, nameless)
		erased := listOf("4-1-2021;Taalles é;;" + nameless + ";;;;;;;;ja")
		require.Equal(t, strings.ReplaceAll(ambiguous, "AMBIGUOUS", "ERASED"), told(r.list(t, r.importer(t), erased)))
		require.Equal(t, "recorded: 1 read, 1 recorded, 0 known, 0 bad", told(r.list(t, r.importer(t), of("Tim", "1-1-2011"))))
	})
}

func TestPresenceListWithBadRowsTellsAllOfThem(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		course := r.addCourse(t)
		r.addSession(t, course.GetId(), at("2022-06-01", "10:00"), isHeld)
		r.addSession(t, course.GetId(), at("2022-06-01", "19:00"), isHeld)
		cancelled := r.addSession(t, course.GetId(), at("2022-06-02", "10:00"))
		_, err := r.cancel(t, cancelled.GetId())
		require.NoError(t, err)
		before := r.state(t)
		const good = "1-6-2022;Taalles é;;7;School;;;2000;2000;;;ja"
		file := listOf(
			"1-6-2022;Taalles é;19:00;7;School;;;1-2-2000;2000;;;ja",
			";Yoga;25:00;x;;;;30-2-2000;nul;XX1;;misschien",
			"1-6-2022;;;"+course.GetId()+";;;;;;;;ja",
			"1-6-2022;Taalles é;12:00;9;School;7;;;;;;ja",
			"2-6-2022;Taalles é;;7;School;;;1-2-2001;;;;ja",
			"16-6-2022;Taalles é;;8;School;;;1-1-2030;;WK9;2022;ja",
			"1-6-2022;Taalles é;;;;Jansen;Jan;;1990;;;ja",
			"1-6-2020;Taalles é;;10;School;;;1-2-2000;1999;;;ja",
			strings.Replace(good, ";2000;2000", ";;"+strings.Repeat("9", 3), 1),
		)
		const bad = "3 Datum CELL_EMPTY; 3 Begintijd TIME_INVALID; 3 Geboortedatum DATE_INVALID; 3 Geboortejaar NUMBER_INVALID; " +
			"3 Aanwezig VALUE_UNKNOWN; 3 Administratie SOURCE_MISSING; 3 Woonwijk WIJK_UNKNOWN; 3 Activiteit ACTIVITY_UNKNOWN; " +
			"4 Activiteit ACTIVITY_MISSING; 5 Achternaam NAME_MISSING; 6 Geboortedatum PERSON_CONTRADICTED; " +
			"7 Geboortedatum BIRTH_DATE_IN_FUTURE; 7 Woonwijk WIJK_UNKNOWN; 7 Datum DATE_IN_FUTURE; 8 Deelnemersnummer PERSON_MISSING; " +
			"9 Geboortejaar BIRTH_YEAR_DIFFERS; 9 Datum PAST_YEAR_NEEDS_IMPORTER; 10 Geboortejaar BIRTH_DATE_TOO_LONG_AGO"

		answer := r.list(t, r.staff(t), file)
		require.Equal(t, "rejected: 9 read, 0 recorded, 0 known, 8 bad; "+bad, told(answer))
		for _, rejection := range answer.GetRejections() {
			require.NotEmpty(t, rejection.GetText(), rejection.GetReason())
		}
		require.Equal(t, before, r.state(t))

		answer = r.list(t, r.staff(t), file, skippingBad)
		require.Equal(t, "recorded: 9 read, 1 recorded, 0 known, 8 bad; "+bad, told(answer))
	})
}

func TestSessionOfARowIsTheOneThatItCanMean(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		course := r.addCourse(t)
		r.addSession(t, course.GetId(), at("2022-06-01", "12:00"), isHeld)
		r.addSession(t, course.GetId(), at("2022-06-01", "19:00"), isHeld)
		planned := r.addSession(t, course.GetId(), at("2022-06-02", "10:00"))
		dropped := r.addSession(t, course.GetId(), at("2022-06-03", "10:00"))
		_, err := r.cancel(t, dropped.GetId())
		require.NoError(t, err)
		of := func(row string) string { return listOf(row + ";7;School;;;;;;;ja") }
		for row, want := range map[string]string{
			"1-6-2022;Taalles é;":      "2 Begintijd SESSION_AMBIGUOUS",
			"3-6-2022;Taalles é;":      "2 Bijeenkomst SESSION_CANCELLED",
			"4-6-2022;Taalles é;":      "2 Bijeenkomst SESSION_UNKNOWN",
			"2-6-2022;Taalles é;11:00": "2 Bijeenkomst SESSION_UNKNOWN",
		} {
			require.Equal(t, "rejected: 1 read, 0 recorded, 0 known, 1 bad; "+want, told(r.list(t, r.staff(t), of(row))), row)
		}
		require.Equal(t, "recorded: 1 read, 1 recorded, 0 known, 0 bad", told(r.list(t, r.staff(t), of("2-6-2022;Taalles é;"))))
		require.Equal(t, held, r.session(t, planned.GetId()).GetState(), "somebody was there")

		byID := func(day, id string) string {
			return "Datum;Bijeenkomst;Deelnemersnummer;Bron;Aanwezig\n" + day + ";" + id + ";8;School;ja\n"
		}
		require.Equal(t, "recorded: 1 read, 1 recorded, 0 known, 0 bad", told(r.list(t, r.staff(t), byID("2-6-2022", planned.GetId()))))
		require.Equal(t, "rejected: 1 read, 0 recorded, 0 known, 1 bad; 2 Bijeenkomst SESSION_ON_OTHER_DATE",
			told(r.list(t, r.staff(t), byID("3-6-2022", planned.GetId()))))
		require.Equal(t, "rejected: 1 read, 0 recorded, 0 known, 1 bad; 2 Datum SESSION_OUTSIDE_ACTIVITY",
			told(r.list(t, r.importer(t), of("2-1-2021;Taalles é;"))))
	})
}

func TestAttendanceThatWasWithdrawnDoesNotComeBackWithItsFile(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		course := r.addCourse(t)
		file := listOf("4-1-2021;Taalles é;;7;School;;;;2010;;;ja")
		require.Equal(t, "validated: 1 read, 0 recorded, 0 known, 0 bad", told(r.list(t, r.importer(t), file, validatingOnly)))
		require.Empty(t, r.rows(t, "participant"))
		r.list(t, r.importer(t), file)
		listed, err := r.attendances.ListAttendance(r.staff(t), &activitiesv1.ListAttendanceRequest{
			SessionId: r.agenda(t, course.GetId())[0].GetId(),
		})
		require.NoError(t, err)
		_, err = r.attendances.CreateAttendanceWithdrawal(r.staff(t), &activitiesv1.CreateAttendanceWithdrawalRequest{
			AttendanceId: listed.GetAttendances()[0].GetId(),
			Withdrawal: &activitiesv1.AttendanceWithdrawal{
				Reason: activitiesv1.CorrectionReason_CORRECTION_REASON_TYPING_ERROR,
			},
		})
		require.NoError(t, err)
		require.Equal(t, "recorded: 1 read, 0 recorded, 1 known, 0 bad", told(r.list(t, r.importer(t), file)))
	})
}

func TestPresenceListsAtTheSameTimeAddEverybodyOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		course := r.addCourse(t)
		var rows []string
		for i := range 1500 {
			rows = append(rows, fmt.Sprintf("%d-1-2021;Taalles é;;%d;School;;;;2010;;;ja", 4+7*(i%3), i/3))
		}
		answers := make([]*activitiesv1.Import, 3)
		errs := together(len(answers), func(i int) (err error) {
			answers[i], _, err = upload(r.importer(t), r, &activitiesv1.UploadImportRequest{
				Message: &activitiesv1.UploadImportRequest_Settings{
					Settings: &activitiesv1.ImportSettings{Kind: activitiesv1.ImportKind_IMPORT_KIND_ATTENDANCE},
				},
			}, part(listOf(rows...)))
			return err
		})
		recorded := 0
		for i, err := range errs {
			require.NoError(t, err)
			require.EqualValues(t, 1500, answers[i].GetRowsRecorded()+answers[i].GetRowsKnown())
			recorded += int(answers[i].GetRowsRecorded())
		}
		require.Equal(t, 1500, recorded)
		require.Len(t, r.rows(t, "participant"), 500)
		require.Len(t, r.rows(t, "attendance"), 1500)
		require.Equal(t, "2021-01-18 10:00 held", lines(r.agenda(t, course.GetId()))[2])
	})
}
