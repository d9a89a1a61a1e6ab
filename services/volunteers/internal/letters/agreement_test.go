package letters_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/pdf"
	"github.com/deschoor/meedoen/platform/pdf/pdftest"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/letters"
	"github.com/deschoor/meedoen/services/volunteers/texts"
)

func agreed(t *testing.T, change ...func(*letters.Agreement)) letters.Agreement {
	t.Helper()
	text, err := texts.Parse(texts.Agreement)
	require.NoError(t, err)
	a := letters.Agreement{
		Agreement: domain.Agreement{
			Date: civil.Date{Year: 2022, Month: 6, Day: 15}, First: civil.Date{Year: 2022, Month: 7, Day: 1}, WeeklyMinutes: 210,
			NoticeDays: 14, TrialDays: 31, Repaid: []string{"travel", "materials"}, RateCents: 275, Guide: "coördinator taal",
			Organisation: "Welzijn Voorbeeld", Place: "Almere",
		},
		Person: "Gülşah Żółć-Ștefănescu", Role: "Taalcoach", Programme: "taal-en-ouders", Text: text.For("Welzijn Voorbeeld"),
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

// read answers the text of an agreement.
func read(t *testing.T, a letters.Agreement) string {
	t.Helper()
	content, err := a.PDF()
	require.NoError(t, err)
	return strings.Join(pdftest.Pages(t, content), " ")
}

func TestAgreementSaysWhatWasAgreedOn(t *testing.T) {
	text := read(t, agreed(t))
	for _, want := range []string{
		"De organisatie Welzijn Voorbeeld, in Almere", "De vrijwilliger Gülşah Żółć-Ștefănescu", "Functie Taalcoach",
		"Onderdeel Taal en ouders", "Begeleiding coördinator taal", "Eerste dag 1 juli 2022", "Laatste dag geen",
		"gemiddeld 3 uur en 30 minuten per week", "tot en met 31 juli 2022", "Opzegtermijn 14 dagen",
		"reiskosten en materiaalkosten", "€ 2,75 per uur", "geen arbeidsovereenkomst", "10. Einde", "Opgemaakt op 15 juni 2022 in Almere",
		"Handtekening",
	} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "{")
}

func TestAgreementSaysWhatWasNotAgreedOn(t *testing.T) {
	text := read(t, agreed(t, func(a *letters.Agreement) {
		a.WeeklyMinutes, a.NoticeDays, a.TrialDays, a.Repaid, a.RateCents = 0, 0, 0, nil, 0
		a.Last = civil.Date{Year: 2022, Month: 12, Day: 31}
	}))
	for _, want := range []string{
		"Laatste dag 31 december 2022", "Inzet in overleg", "Opzegtermijn geen", "Er is geen vergoeding afgesproken.",
	} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "Kennismakingstijd")
	require.NotContains(t, text, "€")
	one := read(t, agreed(t, func(a *letters.Agreement) { a.Repaid, a.RateCents, a.NoticeDays = []string{"other"}, 0, 1 }))
	require.Contains(t, one, "betaald aan andere onkosten die vooraf zijn afgesproken.")
	require.Contains(t, one, "Opzegtermijn 1 dag")
}

func TestAgreementIsTheSameForTheSameFacts(t *testing.T) {
	first, err := agreed(t).PDF()
	require.NoError(t, err)
	signed, err := agreed(t, func(a *letters.Agreement) {
		a.State, a.Signed = domain.AgreementSigned, civil.Date{Year: 2022, Month: 6, Day: 20}
	}).PDF()
	require.NoError(t, err)
	require.True(t, bytes.Equal(first, signed), "it is the paper that was signed")
	other, err := agreed(t, func(a *letters.Agreement) { a.NoticeDays = 15 }).PDF()
	require.NoError(t, err)
	require.False(t, bytes.Equal(first, other))
}

func TestNameThatCannotBeWrittenIsNoAgreement(t *testing.T) {
	_, err := agreed(t, func(a *letters.Agreement) { a.Person = "王芳" }).PDF()
	require.ErrorIs(t, err, pdf.ErrLetter)
}
