package letters_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/pdf/pdftest"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/letters"
)

// looked answers an access report, changed by change.
func looked(t *testing.T, change ...func(*letters.AccessReport)) letters.AccessReport {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	at := time.Date(2026, 7, 1, 22, 30, 0, 0, time.UTC)
	r := letters.AccessReport{
		Sender: letters.Sender{Name: "Hulp en Raad", Place: "Almere", Contact: "telefoon 036 000 00 00"}, Date: day(11, 26), Zone: zone,
		Client: ended().Clients[0],
		Activities: domain.Activities{
			"debtcounselling/trajectories": {Purpose: "u begeleiden", Basis: "AVG artikel 6 lid 1 onder e"},
		},
		Accesses: []domain.Access{
			{Time: at, Actor: "anna", Roles: []string{"debt.counsellor"}, Kind: domain.AccessChanged, Fields: "trajectory", Activity: "debtcounselling/trajectories"},
			{Time: at, Actor: "ben", Via: "wijkapp", Roles: []string{"debt.counsellor", "debt.supervisor"}, Kind: domain.AccessRead, Fields: "claims", Activity: "elsewhere/other"},
			{Time: at, Actor: "anna", Roles: []string{"debt.counsellor"}, Kind: domain.AccessRead, Fields: "case-file", Activity: "debtcounselling/trajectories"},
			{Time: at, Actor: "carla", Kind: domain.AccessRefused, Fields: "client", Reason: "CASE_NOT_YOURS"},
		},
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

func readReport(t *testing.T, r letters.AccessReport) string {
	t.Helper()
	content, err := r.PDF()
	require.NoError(t, err)
	return strings.Join(pdftest.Pages(t, content), " ")
}

func TestAccessReportSaysInDutchWhoSawWhatWhenAndWhy(t *testing.T) {
	text := readReport(t, looked(t))
	for _, want := range []string{
		"Wie heeft uw gegevens gezien?", "Voor Anna de Vries", "Van Hulp en Raad, Almere", "Over alles wat in onze logboeken staat",
		"2 juli 2026", "00:30", "schuldhulpverlener (1)", "vastgelegd of gewijzigd:", "uw traject", "u begeleiden", "gezien: uw schulden",
		"wijkapp", "elsewhere/other", "gezien: uw dossier", "medewerker (3)", "geweigerd: uw", "geen toegang", "Samen 4 keer",
		"Op welke grond mag dat?", "AVG artikel 6 lid 1 onder e", "telefoon 036 000 00 00", "Autoriteit Persoonsgegevens",
	} {
		require.Contains(t, text, want)
	}
	require.Equal(t, 2, strings.Count(text, "schuldhulpverlener (1)"), "the same number is the same person")
	require.Equal(t, 1, strings.Count(text, "AVG artikel 6 lid 1 onder e"), "each ground once")
	for _, name := range []string{"anna", "ben,", "carla", "CASE_NOT_YOURS"} {
		require.NotContains(t, text, name)
	}
}

func TestAccessReportNamesWhoActedWhereThatWasWeighed(t *testing.T) {
	text := readReport(t, looked(t, func(r *letters.AccessReport) { r.WithNames = true }))
	for _, want := range []string{"anna,", "ben,", "carla, medewerker"} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "(1)")
	require.NotContains(t, text, "Hetzelfde nummer")
}

func TestAccessReportSaysOfWhichTimeItTellsAlsoWhereNobodyLooked(t *testing.T) {
	text := readReport(t, looked(t, func(r *letters.AccessReport) {
		r.First, r.Last, r.Accesses = day(1, 1), day(3, 31), nil
	}))
	require.Contains(t, text, "Over vanaf 1 januari 2026 tot en met 31 maart 2026")
	require.Contains(t, text, "In deze tijd heeft niemand uw gegevens gezien of gewijzigd.")
	require.NotContains(t, text, "Op welke grond")
}

func TestAccessReportIsTheSameForTheSameFacts(t *testing.T) {
	one, err := looked(t).PDF()
	require.NoError(t, err)
	again, err := looked(t).PDF()
	require.NoError(t, err)
	require.True(t, bytes.Equal(one, again))
}
