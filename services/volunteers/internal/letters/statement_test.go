package letters_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/pdf/pdftest"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/letters"
)

func worked(kind domain.EngagementKind, name string, minutes int) domain.WorkedRole {
	return domain.WorkedRole{
		Kind: kind, Name: name, Programme: "taal", Minutes: minutes, First: civil.Date{Year: 2022, Month: 1, Day: 10},
		Last: civil.Date{Year: 2022, Month: 5, Day: 30},
	}
}

func stated(t *testing.T, written int, roles ...domain.WorkedRole) string {
	t.Helper()
	content, err := letters.Statement{
		Organisation: "Welzijn Voorbeeld", Place: "Almere", Person: "Ayşe Wiśniewska", GivenName: "Ayşe", Year: 2022,
		Date: civil.Date{Year: written, Month: 6, Day: 15}, Roles: roles,
	}.PDF()
	require.NoError(t, err)
	return strings.Join(pdftest.Pages(t, content), " ")
}

func TestVolunteerIsThankedForTheHoursOfTheYear(t *testing.T) {
	text := stated(t, 2023, worked(domain.Volunteer, "Taalcoach", 6015), worked(domain.Volunteer, "Gastvrouw", 90))
	for _, want := range []string{
		"Verklaring van vrijwilligerswerk Welzijn Voorbeeld in Almere verklaart dat Ayşe Wiśniewska in 2022 als vrijwilliger heeft meegewerkt.",
		"Taalcoach Taal 10 januari 30 mei 100 uur 15 min", "Gastvrouw Taal 10 januari 30 mei 1 uur 30 min",
		"Samen 101 uur 45 min", "samen 101 uur en 45 minuten", "Beste Ayşe,", "Je hebt in 2022 101 uur en 45 minuten", "Almere, 15 juni 2023",
	} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "stage")
}

func TestStatementOfThisYearSaysUntilWhen(t *testing.T) {
	require.Contains(t, stated(t, 2022, worked(domain.Volunteer, "Taalcoach", 60)), "in 2022, tot en met 15 juni 2022, als vrijwilliger")
}

func TestInternHasAStatementOfAnInternship(t *testing.T) {
	text := stated(t, 2023, worked(domain.Intern, "Taalcoach", 60))
	require.Contains(t, text, "Verklaring van stage Welzijn")
	require.Contains(t, text, "in 2022 stage heeft gelopen.")
	require.Contains(t, text, "1 uur bij ons stage gelopen")
	require.NotContains(t, text, "vrijwillig")
}

func TestWhoWasBothHasOneStatementOfBoth(t *testing.T) {
	text := stated(t, 2023, worked(domain.Intern, "Taalcoach", 59), worked(domain.Volunteer, "Gastheer", 2))
	require.Contains(t, text, "Verklaring van vrijwilligerswerk en stage")
	require.Contains(t, text, "als vrijwilliger heeft meegewerkt en stage heeft gelopen.")
	require.Contains(t, text, "Taalcoach (stage)")
	require.Contains(t, text, "Samen 1 uur 01 min")
	require.Contains(t, text, "1 uur en 1 minuut")
}

func TestManyRolesGoOnOnTheNextPage(t *testing.T) {
	var roles []domain.WorkedRole
	for range 60 {
		roles = append(roles, worked(domain.Volunteer, "Een functie met een lange naam", 60))
	}
	roles[7].First.Month, roles[7].Last.Month, roles[7].Last.Day = 9, 9, 30
	text := stated(t, 2023, roles...)
	require.Contains(t, text, "10 september 30 september 1 uur", "the longest dates are on one line")
	require.Equal(t, 60, strings.Count(text, "1 uur 00 min"))
	require.Contains(t, text, "Samen 60 uur 00 min")
	require.Contains(t, text, "4/4")
}
