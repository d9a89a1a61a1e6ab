package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/limits"
)

// aClaim answers a claim that may be added.
func aClaim(t testing.TB) domain.Claim {
	return domain.Claim{CreditorID: "c", Rank: domain.Concurrent, Amount: 100_00, Balance: date(t, "2026-11-20"), State: domain.ClaimOpen}
}

func owing(t testing.TB) domain.Owing {
	return domain.Owing{
		Today: date(t, "2026-11-26"), Clients: []string{"a", "b"},
		Creditors: map[string]domain.Creditor{"c": {ID: "c", Kind: domain.CareDebt}},
	}
}

func TestEveryRuleThatAClaimBreaksIsToldAtOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*domain.Claim)
		want   []string
	}{
		"whole":     {func(*domain.Claim) {}, []string{}},
		"of nobody": {func(c *domain.Claim) { c.CreditorID = "" }, []string{"creditor_id CREDITOR_MISSING"}},
		"of two": {func(c *domain.Claim) {
			c.Private = &domain.PrivateCreditor{Name: "Oom Jan"}
		}, []string{"creditor_id CREDITOR_TWICE"}},
		"of a person without a name": {func(c *domain.Claim) {
			c.CreditorID, c.Private = "", &domain.PrivateCreditor{IBAN: "x", Postcode: "x"}
		}, []string{"private_creditor.name NAME_MISSING", "private_creditor.iban IBAN_INVALID", "private_creditor.postcode POSTCODE_INVALID"}},
		"all wrong": {func(c *domain.Claim) {
			c.CreditorID, c.AgencyID, c.ClientID, c.Reference = "d", "e", "f", "a\nb"
			c.Balance, c.Contested = date(t, "2026-11-27"), date(t, "2026-11-27")
		}, []string{
			"creditor_id CREDITOR_UNKNOWN", "collection_agency_id COLLECTION_AGENCY_UNKNOWN", "reference TEXT_INVALID",
			"contested_date DATE_IN_FUTURE", "client_id CLIENT_NOT_IN_TRAJECTORY", "balance_date DATE_IN_FUTURE",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			c := aClaim(t)
			tt.change(&c)
			require.Equal(t, tt.want, reasons(c.Check(owing(t))))
		})
	}
}

func TestClaimTakesWhatItDoesNotSayFromItsCreditorAndTheFirstClient(t *testing.T) {
	c := aClaim(t)
	require.Empty(t, c.Check(owing(t)))
	require.Equal(t, domain.CareDebt, c.Kind)
	require.Equal(t, "a", c.ClientID)
	private := aClaim(t)
	private.CreditorID, private.Private = "", &domain.PrivateCreditor{Name: "Oom Jan", IBAN: "nl91abna0417164300"}
	require.Empty(t, private.Check(owing(t)))
	require.Equal(t, domain.OtherDebt, private.Kind)
	require.Equal(t, "NL91ABNA0417164300", private.Private.IBAN)
}

func TestWhatAClaimWasStays(t *testing.T) {
	c := aClaim(t)
	wanted := c
	wanted.AgencyID, wanted.Contested, wanted.Exclusion, wanted.Reference = "c", date(t, "2026-11-21"), "study_debt", "123"
	require.NoError(t, c.CheckChange(wanted, owing(t)))
	wanted.Amount, wanted.Balance, wanted.Original, wanted.ClientID = 1, date(t, "2026-11-21"), 1, "b"
	wanted.CreditorID, wanted.Private = "d", &domain.PrivateCreditor{Name: "Oom Jan"}
	require.ElementsMatch(t, []string{
		"amount_cents FIELD_FIXED", "balance_date FIELD_FIXED", "original_amount_cents FIELD_FIXED", "client_id FIELD_FIXED",
		"creditor_id FIELD_FIXED", "private_creditor FIELD_FIXED",
	}, reasonsOf(t, c.CheckChange(wanted, owing(t))))
	c.State = domain.ClaimWaived
	require.Equal(t, []string{"CLAIM_NOT_OPEN"}, reasonsOf(t, c.CheckChange(c, owing(t))))
}

func TestBalancesGoOnInTime(t *testing.T) {
	c, today := aClaim(t), date(t, "2026-11-26")
	note := func(on string) []string {
		return reasonsOf(t, c.Note(domain.ClaimBalance{Amount: 50_00, Date: date(t, on)}, today))
	}
	require.Equal(t, []string{"balance.date BEFORE_LAST_BALANCE"}, note("2026-11-19"))
	require.Equal(t, []string{"balance.date DATE_IN_FUTURE"}, note("2026-11-27"))
	require.Empty(t, note("2026-11-20"), "a balance of the same date corrects")
	require.Empty(t, note("2026-11-26"))
	require.EqualValues(t, 50_00, c.Amount)
	require.NoError(t, c.Finish(domain.ClaimSettled, today, today, time.Time{}))
	require.Equal(t, []string{"CLAIM_NOT_OPEN"}, note("2026-11-26"))
	require.Equal(t, []string{"TRANSITION_NOT_ALLOWED"}, reasonsOf(t, c.Finish(domain.ClaimWaived, today, today, time.Time{})))
}

func TestTotalIsOfWhatIsOpenAndNotLeftOut(t *testing.T) {
	c := aClaim(t)
	preferent, contested, business, study, paid := c, c, c, c, c
	preferent.Rank, contested.Contested, business.Business = domain.Preferent, date(t, "2026-11-20"), true
	study.Exclusion, paid.State = "study_debt", domain.ClaimSettled
	require.Equal(t, domain.ClaimTotal{
		Total: 400_00, Preferent: 100_00, Contested: 100_00, Business: 100_00, Excluded: 100_00, Claims: 4,
	}, domain.TotalOf([]domain.Claim{c, preferent, contested, business, study, paid}))
}

func TestDebtIsProblematicThatCannotBePaidInTime(t *testing.T) {
	for name, tt := range map[string]struct {
		total, monthly, months int64
		problematic            bool
	}{
		"W11: 300 a month":    {12_000_00, 300_00, 40, true},
		"W11: 400 a month":    {12_000_00, 400_00, 30, false},
		"36 months to a cent": {36_00, 1_00, 36, false},
		"a cent more":         {36_01, 1_00, 37, true},
		"nothing is left":     {12_000_00, 0, 0, true},
		"no debt":             {0, 0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			months, problematic := domain.Problematic(tt.total, tt.monthly, 36)
			require.Equal(t, tt.months, months)
			require.Equal(t, tt.problematic, problematic)
		})
	}
}

func TestLimitIsThatOfItsDate(t *testing.T) {
	all, err := limits.Parse(limits.BuiltIn)
	require.NoError(t, err)
	require.EqualValues(t, 36, all.On(domain.ProblematicMonths, date(t, "2026-11-26")))
	all = append(all, domain.Limit{Kind: domain.ProblematicMonths, From: date(t, "2027-01-01"), Amount: 18, Source: "a law"})
	for on, want := range map[string]int64{"2010-01-01": 36, "2026-12-31": 36, "2027-01-01": 18, "2030-01-01": 18} {
		require.Equal(t, want, all.On(domain.ProblematicMonths, date(t, on)), on)
	}
	all = append(all, domain.Limit{Kind: domain.FeeShare, From: date(t, "2027-01-01"), Amount: 901, Source: "a policy"})
	require.ErrorContains(t, all.Check(), "on 2027-01-01 the fee_share is above the fee_share_most")
}

func TestLimitsThatCannotBeReadAreNamedByLine(t *testing.T) {
	_, err := limits.Parse([]byte("kind,from,amount,source\nfee_share,2012-02-30,x,\nrent,2012-01-01,-1,a\npayout_months,2012-01-01,0,a\n"))
	for _, want := range []string{"line 2", "2012-02-30", `not "x"`, "where it was read", "line 3", `"rent" is no kind`, "not below 0", "line 4", "a month at least"} {
		require.ErrorContains(t, err, want)
	}
	_, err = limits.Parse([]byte("kind,amount\n"))
	require.Error(t, err)
}
