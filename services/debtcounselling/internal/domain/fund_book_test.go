package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func TestFundReservesNoMoreThanItHas(t *testing.T) {
	l := domain.Ledger{Book: domain.FundBook}
	move := func(kind domain.EntryKind, cents int64) error {
		return l.MoveInFund(&domain.Entry{}, domain.FundMove{Kind: kind, Cents: cents})
	}
	require.NoError(t, move(domain.FundDeposit, 500_00))
	require.NoError(t, move(domain.FundReservation, 300_00))
	before := l
	require.Equal(t, []string{"FUND_ABOVE_BALANCE"}, reasonsOf(t, move(domain.FundReservation, 200_01)))
	require.Equal(t, before, l, "what is refused changes nothing")
	require.NoError(t, move(domain.FundReservation, 200_00))
	require.Zero(t, domain.FundAvailable(l))
	require.NoError(t, move(domain.FundPayout, 300_00))
	require.NoError(t, move(domain.FundRepayment, 100_00))
	require.NoError(t, move(domain.FundReservation, 100_00), "the fund revolves")
}

func TestEntryThatFollowsFromAStepOrIsReservedIsNotUndone(t *testing.T) {
	l := domain.Ledger{Book: domain.FundBook}
	deposit, reserved := domain.Entry{}, domain.Entry{}
	require.NoError(t, l.MoveInFund(&deposit, domain.FundMove{Kind: domain.FundDeposit, Cents: 500_00}))
	require.NoError(t, l.MoveInFund(&reserved, domain.FundMove{Kind: domain.FundReservation, Cents: 1}))
	undo := func(e domain.Entry) error {
		_, err := l.UndoInFund(e, "u", "r", date(t, "2027-01-01"), reserved.Created)
		return err
	}
	require.Equal(t, []string{"ENTRY_FOLLOWS"}, reasonsOf(t, undo(reserved)))
	require.Equal(t, []string{"FUND_ABOVE_BALANCE"}, reasonsOf(t, undo(deposit)))
	more := domain.Entry{}
	require.NoError(t, l.MoveInFund(&more, domain.FundMove{Kind: domain.FundDeposit, Cents: 1}))
	require.NoError(t, undo(more))
	require.EqualValues(t, 499_99, domain.FundAvailable(l))
}

func TestPaymentIsOfAClaimThatIsCoveredAndOfWhatIsReservedOrOwed(t *testing.T) {
	today := date(t, "2026-12-20")
	a := run(t, domain.BreachNone)
	a.Claims = []domain.CoveredClaim{{ClaimID: "rent", Included: true, Amount: 900_00}, {ClaimID: "shop", Amount: 70_00}}
	pay := func(claim string, on string, cents int64) []string {
		return reasonsOf(t, a.Pay(domain.FundPayment{ClaimID: claim, Date: date(t, on), Amount: cents}, today, a.Updated))
	}
	repay := func(on string, cents int64) []string {
		return reasonsOf(t, a.Repay(domain.FundPayment{Date: date(t, on), Amount: cents}, today, a.Updated))
	}
	require.Equal(t, []string{
		"fund_payout.date BEFORE_SIGNATURE", "fund_payout.claim_id CLAIM_NOT_COVERED", "fund_payout.amount_cents PAYOUT_ABOVE_RESERVED",
	}, pay("shop", "2026-11-29", 400_01))
	require.Empty(t, pay("rent", "2026-12-01", 300_00))
	require.Equal(t, []string{
		"fund_repayment.date DATE_IN_FUTURE", "fund_repayment.amount_cents REPAYMENT_ABOVE_OWED",
	}, repay("2026-12-21", 300_01), "nobody repays what was not paid")
	require.Empty(t, repay("2026-12-20", 250_00))
	require.Equal(t, []string{"PAYOUT_REPAID"}, reasonsOf(t, a.Undo(domain.FundPayout, 300_00, a.Updated)))
	require.NoError(t, a.Undo(domain.FundRepayment, 250_00, a.Updated))
	require.NoError(t, a.Undo(domain.FundPayout, 300_00, a.Updated))
	require.Equal(t, domain.FundTotals{Obligation: 400_00}, a.FundTotals)
}

// fund is a fund with agreements, as the service keeps them.
type fund struct {
	book       domain.Ledger
	agreements []domain.FundAgreement
}

func (f *fund) move(t require.TestingT, kind domain.EntryKind, cents int64) {
	require.NoError(t, f.book.MoveInFund(&domain.Entry{}, domain.FundMove{Kind: kind, Cents: cents}))
}

// sign signs an agreement for what the fund can reserve, where that is not more than obligation.
func (f *fund) sign(t *testing.T, rt *rapid.T, obligation int64) {
	a := agreed(t)
	a.Obligation = obligation
	a.Claims = []domain.CoveredClaim{{ClaimID: "rent", Included: true, Amount: obligation}}
	in, today := agreeing(t).Trajectory, date(t, "2027-01-01")
	step := domain.FundAgreementTransition{To: domain.AgreementSigned, Date: today}
	require.NoError(rt, a.Step(&step, in, rapid.SampledFrom(domain.BreachRules()).Draw(rt, "rule"), today))
	for _, m := range a.Moves(step) {
		if err := f.book.MoveInFund(&domain.Entry{}, m); err != nil {
			require.Equal(rt, []string{"FUND_ABOVE_BALANCE"}, reasonsOf(t, err))
			require.Greater(rt, obligation, domain.FundAvailable(f.book))
			return
		}
	}
	require.NoError(rt, a.Step(&domain.FundAgreementTransition{To: domain.AgreementRunning, Date: today}, in, "", today))
	f.agreements = append(f.agreements, a)
}

// happen has anything happen to an agreement.
func (f *fund) happen(t *testing.T, rt *rapid.T, a *domain.FundAgreement) {
	today := date(t, "2027-01-01")
	cents := rapid.Int64Range(1, 500_00).Draw(rt, "cents")
	rates := domain.Limits{{Kind: domain.FundInformationSession, From: today, Amount: cents}}
	given := domain.FundReturn{Effort: domain.Effort{Kind: domain.ReturnInformationSession, Sessions: 1}, Date: today}
	step := domain.FundAgreementTransition{Date: today, Reason: domain.LostContact}
	switch rapid.IntRange(0, 5).Draw(rt, "what") {
	case 0:
		if a.Pay(domain.FundPayment{ClaimID: "rent", Date: today, Amount: cents}, today, a.Updated) == nil {
			f.move(rt, domain.FundPayout, cents)
		}
	case 1:
		if a.Repay(domain.FundPayment{Date: today, Amount: cents}, today, a.Updated) == nil {
			f.move(rt, domain.FundRepayment, cents)
		}
	case 2:
		if a.Redeem(&given, rates, today) == nil {
			f.move(rt, domain.FundReturned, cents)
		}
	case 3:
		step.To = domain.AgreementBreached
	case 4:
		step.To = domain.AgreementEnded
	case 5:
		step.To, step.Reason = domain.AgreementFulfilled, ""
	}
	if step.To != "" && a.Step(&step, agreeing(t).Trajectory, "", today) == nil {
		for _, m := range a.Moves(step) {
			f.move(rt, m.Kind, m.Cents)
		}
	}
}

func TestBookOfTheFundAgreesWithItsAgreementsWhateverHappens(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := fund{book: domain.Ledger{Book: domain.FundBook}}
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "action") {
			case 0:
				f.move(rt, domain.FundDeposit, rapid.Int64Range(1, 1_000_00).Draw(rt, "deposit"))
			case 1:
				f.sign(t, rt, rapid.Int64Range(0, 800_00).Draw(rt, "obligation"))
			default:
				if len(f.agreements) > 0 {
					f.happen(t, rt, &f.agreements[rapid.IntRange(0, len(f.agreements)-1).Draw(rt, "which")])
				}
			}
			var sum, reserved, owed, inKind, waived int64
			for _, cents := range f.book.Balances {
				sum += cents
			}
			for _, a := range f.agreements {
				reserved, owed = reserved+a.Reserved(), owed+a.Owed()
				inKind, waived = inKind+a.Redeemed-a.Reverted, waived+a.Waived
				require.GreaterOrEqual(rt, a.Owed(), int64(0))
				require.LessOrEqual(rt, a.Repaid, a.Paid)
				if a.State.Concluded() {
					require.Zero(rt, a.Reserved(), "nothing stays reserved for what is over")
				}
			}
			require.Zero(rt, sum, "a book is zero together")
			require.Equal(rt, reserved, -f.book.Balance(domain.FundReserved))
			require.Equal(rt, owed, f.book.Balance(domain.FundOwed))
			require.Equal(rt, inKind, f.book.Balance(domain.FundInKind))
			require.Equal(rt, waived, f.book.Balance(domain.FundWaived))
			require.GreaterOrEqual(rt, domain.FundAvailable(f.book), int64(0))
		}
	})
}
