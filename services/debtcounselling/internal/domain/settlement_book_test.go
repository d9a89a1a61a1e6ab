package domain_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func onDate(month time.Month, day int) civil.Date {
	return civil.Date{Year: 2026, Month: month, Day: day}
}

// paying answers a settlement of W9 that runs since 1 January 2025, and what its money is checked against, on an empty book.
func paying(kind domain.SettlementKind, fees domain.Fees) domain.Moving {
	pot := fees.Of(65_00, 18)
	s := domain.Settlement{
		ID: "1", Kind: kind, Monthly: 65_00, Months: 18, Pot: pot,
		Life: domain.SettlementLife{State: domain.SettlementRunning, Start: civil.Date{Year: 2025, Month: time.January, Day: 1}},
	}
	shares, _ := domain.Distribute(pot.Net, []domain.Part{
		{Number: 1, Rank: domain.Preferent, Amount: 3_000_00}, {Number: 2, Rank: domain.Concurrent, Amount: 12_000_00},
	})
	for i, share := range shares {
		s.Offers = append(s.Offers, domain.Offer{ClaimID: fmt.Sprint("claim-", i+1), Number: i + 1, Share: share})
	}
	return domain.Moving{
		Today: onDate(time.November, 26), Settlement: s, Fees: fees, Ledger: domain.Ledger{Book: domain.SettlementBook("1")},
	}
}

func most() domain.Fees { return domain.Fees{Share: 9_00, Management: 6_00} }

// record posts an entry, where nothing is wrong with it.
func record(t require.TestingT, in *domain.Moving, e domain.Entry, err error) {
	require.NoError(t, err)
	require.NoError(t, in.Ledger.Post(&e))
}

// payIn records 18 instalments, one a month.
func payIn(t require.TestingT, in *domain.Moving) {
	for month := range 18 {
		e, err := domain.Receipt{
			Kind: domain.InstalmentEntry, Date: in.Settlement.Life.Start.AddMonths(month), Amount: 65_00,
		}.Entry(*in)
		record(t, in, e, err)
	}
}

func TestW9OfWhatIsPaidInTheFeesAreKeptAndTheRestGoesToCreditors(t *testing.T) {
	in := paying(domain.DebtMediation, most())
	payIn(t, &in)
	b := in.Settlement.Balance(in.Ledger)
	require.EqualValues(t, 1170_00, b.PaidIn)
	require.EqualValues(t, 105_30, b.Fee)
	require.EqualValues(t, 108_00, b.Management)
	require.EqualValues(t, 956_70, b.Held)
	for i, cents := range []int64{318_90, 637_80} {
		e, err := domain.Payout{ClaimID: b.Claims[i].ClaimID, Date: onDate(time.July, 1), Amount: cents}.Entry(in, domain.ClaimOpen)
		record(t, &in, e, err)
	}
	b = in.Settlement.Balance(in.Ledger)
	require.Zero(t, b.Held)
	require.EqualValues(t, 956_70, b.PaidOut)
	require.Equal(t, []domain.ClaimPaid{{"claim-1", 318_90, 318_90, 0}, {"claim-2", 637_80, 637_80, 0}}, b.Claims)
}

func TestLoanComesFirstPaysCreditorsAtOnceAndIsRepaid(t *testing.T) {
	in := paying(domain.RestructuringLoan, most())
	receipt := func(kind domain.EntryKind, cents int64) error {
		e, err := domain.Receipt{Kind: kind, Date: in.Settlement.Life.Start, Amount: cents}.Entry(in)
		if err != nil {
			return err
		}
		return in.Ledger.Post(&e)
	}
	require.Equal(t, []string{"kind LOAN_MISSING"}, reasonsOf(t, receipt(domain.InstalmentEntry, 65_00)))
	require.Equal(t, []string{"amount_cents LOAN_ABOVE_POT"}, reasonsOf(t, receipt(domain.LoanEntry, 956_71)))
	require.NoError(t, receipt(domain.LoanEntry, 956_70))
	require.Equal(t, []string{"amount_cents LOAN_ABOVE_POT"}, reasonsOf(t, receipt(domain.LoanEntry, 1)))
	e, err := domain.Payout{ClaimID: "claim-2", Date: in.Settlement.Life.Start, Amount: 637_80}.Entry(in, domain.ClaimOpen)
	record(t, &in, e, err)
	payIn(t, &in)
	b := in.Settlement.Balance(in.Ledger)
	require.Zero(t, b.Loan, "all was repaid")
	require.EqualValues(t, 956_70, b.Lent)
	require.EqualValues(t, 318_90, b.Held, "of the first creditor")
	require.Equal(t, []string{"amount_cents REPAYMENT_ABOVE_LOAN"}, reasonsOf(t, receipt(domain.InstalmentEntry, 1)))
}

func TestReceiptAnswersAllItBreaks(t *testing.T) {
	start := paying(domain.DebtMediation, domain.Fees{}).Settlement.Life.Start
	tests := map[string]struct {
		receipt domain.Receipt
		change  func(*domain.Moving)
		want    []string
	}{
		"fits": {domain.Receipt{Kind: domain.InstalmentEntry, Date: start, Amount: 1}, nil, nil},
		"all at once": {
			domain.Receipt{Kind: domain.LoanEntry, Date: onDate(time.November, 27), Reference: "a\nb"}, nil,
			[]string{"amount_cents AMOUNT_NOT_POSITIVE", "date RECEIPT_DATE_AHEAD", "reference TEXT_INVALID", "kind LOAN_UNEXPECTED"},
		},
		"before": {
			domain.Receipt{Kind: domain.ExtraEntry, Date: start.AddDays(-1), Amount: -1}, nil,
			[]string{"amount_cents AMOUNT_NOT_POSITIVE", "date BEFORE_START"},
		},
		"nothing each month": {
			domain.Receipt{Kind: domain.InstalmentEntry, Date: start, Amount: 1},
			func(in *domain.Moving) { in.Settlement.Monthly = 0 }, []string{"kind INSTALMENT_UNEXPECTED"},
		},
		"not running": {
			domain.Receipt{Kind: domain.InstalmentEntry, Date: start},
			func(in *domain.Moving) { in.Settlement.Life.State = domain.SettlementAccepted }, []string{"SETTLEMENT_STATE"},
		},
		"ended": {
			domain.Receipt{Kind: domain.InstalmentEntry, Date: start},
			func(in *domain.Moving) { in.Trajectory.State = domain.Exited }, []string{"TRAJECTORY_ENDED"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := paying(domain.DebtMediation, domain.Fees{})
			if tt.change != nil {
				tt.change(&in)
			}
			_, err := tt.receipt.Entry(in)
			require.ElementsMatch(t, tt.want, reasonsOf(t, err))
		})
	}
}

func TestPayoutAnswersAllItBreaks(t *testing.T) {
	today := onDate(time.November, 26)
	tests := map[string]struct {
		payout domain.Payout
		claim  domain.ClaimState
		want   []string
	}{
		"fits": {domain.Payout{ClaimID: "claim-1", Date: today, Amount: 65_00}, domain.ClaimOpen, nil},
		"above what there is": {
			domain.Payout{ClaimID: "claim-1", Date: today, Amount: 65_01}, domain.ClaimOpen,
			[]string{"amount_cents PAYOUT_ABOVE_BALANCE"},
		},
		"all at once": {
			domain.Payout{ClaimID: "claim-1", Date: today.AddDays(1), Amount: 5_000_00, Reference: "\x00"}, domain.ClaimOpen,
			[]string{
				"date PAYOUT_DATE_AHEAD", "amount_cents PAYOUT_ABOVE_OFFER", "amount_cents PAYOUT_ABOVE_BALANCE", "reference TEXT_INVALID",
			},
		},
		"nothing": {
			domain.Payout{ClaimID: "claim-1", Date: civil.Date{Year: 2024, Month: time.May, Day: 1}}, domain.ClaimOpen,
			[]string{"amount_cents AMOUNT_NOT_POSITIVE", "date BEFORE_START"},
		},
		"another claim": {domain.Payout{ClaimID: "other", Date: today, Amount: 1}, "", []string{"claim_id CLAIM_NOT_OFFERED"}},
		"ended claim":   {domain.Payout{ClaimID: "claim-1", Date: today, Amount: 1}, domain.ClaimWaived, []string{"claim_id CLAIM_NOT_OPEN"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := paying(domain.DebtMediation, domain.Fees{})
			e, err := domain.Receipt{Kind: domain.InstalmentEntry, Date: today, Amount: 65_00}.Entry(in)
			record(t, &in, e, err)
			_, err = tt.payout.Entry(in, tt.claim)
			require.ElementsMatch(t, tt.want, reasonsOf(t, err))
		})
	}
}

func TestReversalIsOfAnEntryOfTheBookAndNotBeforeIt(t *testing.T) {
	e := domain.Entry{ID: "1", Date: onDate(time.May, 1), Postings: domain.Move(domain.Held, domain.CreditorOf("claim-1"), 1)}
	undo := func(undone *domain.Entry, on civil.Date) error {
		_, err := domain.Reversal{EntryID: "1", Date: on, Reason: "mistake"}.Entry(undone, onDate(time.May, 2))
		return err
	}
	require.NoError(t, undo(&e, onDate(time.May, 1)))
	require.Equal(t, []string{"date REVERSAL_BEFORE_ENTRY"}, reasonsOf(t, undo(&e, onDate(time.April, 30))))
	require.Equal(t, []string{"entry_id ENTRY_UNKNOWN", "date REVERSAL_DATE_AHEAD"}, reasonsOf(t, undo(nil, onDate(time.May, 3))))
	e.ReversedBy = "2"
	require.Equal(t, []string{"ENTRY_REVERSED"}, reasonsOf(t, undo(&e, onDate(time.May, 1))))
}

// anyMovement draws something that is tried with the money of a settlement.
func anyMovement(t *rapid.T, in domain.Moving, posted []domain.Entry) (domain.Entry, error) {
	on := in.Settlement.Life.Start.AddDays(rapid.IntRange(-10, 600).Draw(t, "days"))
	cents := rapid.Int64Range(-10, 400_00).Draw(t, "cents")
	switch rapid.IntRange(0, 3).Draw(t, "what") {
	case 0:
		claim := rapid.SampledFrom([]string{"claim-1", "claim-2", "other"}).Draw(t, "claim")
		return domain.Payout{ClaimID: claim, Date: on, Amount: cents}.Entry(in, domain.ClaimOpen)
	case 1:
		if len(posted) > 0 {
			undone := posted[rapid.IntRange(0, len(posted)-1).Draw(t, "which")]
			return domain.Reversal{Date: undone.Date, Reason: "mistake"}.Entry(&undone, in.Today)
		}
	}
	kind := rapid.SampledFrom([]domain.EntryKind{domain.InstalmentEntry, domain.ExtraEntry, domain.LoanEntry}).Draw(t, "kind")
	return domain.Receipt{Kind: kind, Date: on, Amount: cents}.Entry(in)
}

func TestMoneyOfASettlementAddsUpAfterAnySequence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]domain.SettlementKind{domain.DebtMediation, domain.RestructuringLoan}).Draw(t, "settlement")
		in := paying(kind, most())
		var posted []domain.Entry
		for n := range rapid.IntRange(1, 40).Draw(t, "movements") {
			e, err := anyMovement(t, in, posted)
			if err != nil {
				continue
			}
			e.ID = fmt.Sprint(n)
			if err := in.Ledger.Post(&e); err != nil {
				require.True(t, fault.Is(err, "LEDGER_OVERDRAWN"), "%v", err)
				require.NotEmpty(t, e.ReversalOf, "only what undoes is not caught before")
				continue
			}
			for i := range posted {
				if posted[i].ID == e.ReversalOf {
					posted[i].ReversedBy = e.ID
				}
			}
			posted = append(posted, e)
			requireAddsUp(t, in)
		}
	})
}

// requireAddsUp checks that what came in is what is kept, was paid out, repaid or is there, and that nobody gets more than he may.
func requireAddsUp(t require.TestingT, in domain.Moving) {
	b := in.Settlement.Balance(in.Ledger)
	require.Equal(t, b.PaidIn+b.Extra+b.Loan, b.Fee+b.Management+b.PaidOut+b.Held)
	require.GreaterOrEqual(t, b.Held, int64(0))
	require.GreaterOrEqual(t, b.Loan, int64(0))
	require.LessOrEqual(t, b.Lent, in.Settlement.Pot.Net)
	require.LessOrEqual(t, b.Fee, in.Settlement.Pot.Fee)
	require.LessOrEqual(t, b.Management, in.Settlement.Pot.Management)
	for _, c := range b.Claims {
		require.GreaterOrEqual(t, c.Paid, int64(0))
		require.GreaterOrEqual(t, c.Left, int64(0))
	}
}
