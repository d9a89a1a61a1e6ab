package letters_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/pdf/pdftest"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/letters"
)

func day(month, day int) civil.Date {
	return civil.Date{Year: 2026, Month: 1, Day: 1}.AddMonths(month - 1).AddDays(day - 1)
}

// ended answers the case file of help that ended, changed by change.
func ended(change ...func(*letters.CaseFile)) letters.CaseFile {
	f := letters.CaseFile{
		Sender: letters.Sender{Name: "Hulp en Raad", Place: "Almere"}, Date: day(11, 26),
		Clients: []domain.Client{{
			ID: "a", Person: person.Person{GivenName: "Anna", Surname: "de Vries", Birth: person.Birth{Year: 1990}}, BSN: "999990019",
			Address: domain.Address{Postcode: "1315 AB"},
		}},
		Trajectory: domain.Trajectory{
			Kind: domain.DebtHelp, ClientIDs: []string{"a"}, Report: day(1, 5), Channel: "referral", Crisis: true, State: domain.Exited,
			StateDate: day(11, 2), End: day(11, 2), ExitReason: domain.Completed, DebtFree: true,
		},
	}
	for _, c := range change {
		c(&f)
	}
	return f
}

func read(t *testing.T, f letters.CaseFile) string {
	t.Helper()
	content, err := f.PDF()
	require.NoError(t, err)
	return strings.Join(pdftest.Pages(t, content), " ")
}

func TestHelpThatEndedSaysHow(t *testing.T) {
	text := read(t, ended())
	for _, want := range []string{
		"Geboren 1990", "Adres 1315 AB", "Aangemeld door een ander verwees u naar ons", "Stand nu afgesloten, sinds 2 november 2026",
		"Spoed ja", "Waarom gestopt de hulp is afgerond", "Schuldenvrij ja", "De hulp is gestopt.",
	} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "Telefoon", "what is not known does not stand there empty")
}

func TestCitizenServiceNumberIsInNoCaseFile(t *testing.T) {
	text := read(t, ended(func(f *letters.CaseFile) {
		f.Claims = []domain.Claim{{
			Number: 1, Kind: domain.PublicDebt, Amount: 1, Balance: day(1, 6), State: domain.ClaimOpen, Reference: "999990019.H.41",
		}}
		f.Budget = &domain.BudgetPlan{Date: day(1, 6), Lines: []domain.BudgetLine{
			{Category: "tax", Amount: 1, Description: "aanslag 123456780 en 999990019"},
		}, Totals: domain.BudgetTotals{Expense: 1}}
	}))
	require.NotContains(t, text, "999990019")
	require.Contains(t, text, "kenmerk (nummer weggelaten).H.41")
	require.Contains(t, text, "aanslag 123456780 en", "another number stays")
}

func TestWhoPaysMoreThanComesInReadsHowMuchIsMissing(t *testing.T) {
	text := read(t, ended(func(f *letters.CaseFile) {
		f.Budget = &domain.BudgetPlan{Date: day(1, 6), Totals: domain.BudgetTotals{Income: 1_000_00, Expense: 1_250_50}}
	}))
	require.Contains(t, text, "U komt € 250,50 per maand tekort.")
}

func TestManyDebtsGoOnOnTheNextPage(t *testing.T) {
	text := read(t, ended(func(f *letters.CaseFile) {
		for n := range 90 {
			f.Claims = append(f.Claims, domain.Claim{
				Number: n + 1, CreditorID: "c", Kind: domain.OtherDebt, Amount: 1_00, Balance: day(1, 6), State: domain.ClaimOpen,
			})
		}
		f.Creditors = map[string]domain.Creditor{"c": {Name: "Een heel lange naam van een bedrijf met een vestiging in het buitenland"}}
	}))
	require.Equal(t, 90, strings.Count(text, "€ 1,00"))
	require.Contains(t, text, "Samen € 90,00")
	require.Greater(t, strings.Count(text, "Nr. Aan wie Stand op Bedrag"), 3, "the head comes again")
}

func TestCaseFileIsTheSameForTheSameFacts(t *testing.T) {
	first, err := ended().PDF()
	require.NoError(t, err)
	again, err := ended().PDF()
	require.NoError(t, err)
	require.True(t, bytes.Equal(first, again))
}
