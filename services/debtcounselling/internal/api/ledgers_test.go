package api_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

func TestMoneyComesInGoesOutAndWhatIsWrongIsUndone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.paying(t, mediation)
		in, err := r.receive(t, p, monthlyReceipt, 65_50)
		require.NoError(t, err)
		require.Equal(t, "Betaling van Dieuwke van Xanten", in.GetReference())
		require.EqualValues(t, 65_50, in.GetAmountCents())
		twice, err := r.payOut(t, p, 1, 30_00)
		require.NoError(t, err)
		_, err = r.payOut(t, p, 1, 30_00)
		require.NoError(t, err)
		undone, err := r.reverse(t, p, twice.GetId())
		require.NoError(t, err)
		require.Equal(t, twice.GetId(), undone.GetReversalOfId())
		require.Equal(t, p.claims[1], undone.GetClaimId())
		b := r.balance(t, p)
		require.EqualValues(t, 35_50, b.GetHeldCents())
		require.EqualValues(t, 65_50, b.GetPaidInCents())
		require.EqualValues(t, 30_00, b.GetPaidOutCents())
		require.EqualValues(t, 559_50, b.GetClaims()[1].GetLeftCents())
		list := r.booked(t, p)
		require.Len(t, list, 4)
		requireProto(t, in, list[0])
		page, err := r.ledgers.ListEntries(r.counsellor(t), &debtcounsellingv1.ListEntriesRequest{SettlementId: p.id, PageSize: 3})
		require.NoError(t, err)
		require.Len(t, page.GetEntries(), 3)
		page, err = r.ledgers.ListEntries(r.counsellor(t), &debtcounsellingv1.ListEntriesRequest{
			SettlementId: p.id, PageSize: 3, PageToken: page.GetNextPageToken(),
		})
		require.NoError(t, err)
		require.Len(t, page.GetEntries(), 1)
		require.Empty(t, page.GetNextPageToken())
		require.Equal(t, undone.GetId(), list[1].GetReversedById())
		for i, e := range list {
			var sum int32
			for _, posting := range e.GetPostings() {
				require.NotZero(t, posting.GetAccount())
				sum += posting.GetAmountCents()
			}
			require.Zero(t, sum)
			require.EqualValues(t, i+1, e.GetNumber())
		}
	})
}

func TestWhatMoneyMayNotDoIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.paying(t, mediation)
		in, err := r.receive(t, p, extraReceipt, 600_00)
		require.NoError(t, err)
		r.refusesTelling(t, invalid("payout.amount_cents PAYOUT_ABOVE_OFFER", "payout.amount_cents PAYOUT_ABOVE_BALANCE"), func() error {
			_, err := r.payOut(t, p, 1, 600_01)
			return err
		})
		r.refusesTelling(t, invalid("receipt.amount_cents AMOUNT_NOT_POSITIVE", "receipt.date RECEIPT_DATE_AHEAD", "receipt.kind LOAN_UNEXPECTED"),
			func() error {
				_, err := r.ledgers.CreateReceipt(r.counsellor(t), &debtcounsellingv1.CreateReceiptRequest{
					SettlementId: p.id, Receipt: &debtcounsellingv1.Receipt{Kind: loanReceipt, Date: "2026-11-27"},
				})
				return err
			})
		r.refusesTelling(t, invalid("payout.date PAYOUT_DATE_AHEAD", "payout.claim_id CLAIM_NOT_OFFERED"), func() error {
			_, err := r.ledgers.CreatePayout(r.counsellor(t), &debtcounsellingv1.CreatePayoutRequest{
				SettlementId: p.id, Payout: &debtcounsellingv1.Payout{ClaimId: ids.New(), Date: "2026-11-27", AmountCents: 1},
			})
			return err
		})
		r.refusesTelling(t, invalid("reversal.entry_id ENTRY_UNKNOWN"), func() error {
			_, err := r.reverse(t, p, ids.New())
			return err
		})
		_, err = r.payOut(t, p, 1, 589_50)
		require.NoError(t, err)
		r.refuses(t, failed("LEDGER_OVERDRAWN"), func() error {
			_, err := r.reverse(t, p, in.GetId())
			return err
		})
	})
}

func TestMoneyMovesOnlyWhileASettlementRuns(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.paying(t, mediation)
		in, err := r.receive(t, p, monthlyReceipt, 65_50)
		require.NoError(t, err)
		r.takes(t, p.id, debtcounsellingv1.SettlementState_SETTLEMENT_STATE_BROKEN, "2026-11-25")
		over := failed("SETTLEMENT_STATE")
		r.refuses(t, over, func() error {
			_, err := r.receive(t, p, monthlyReceipt, 65_50)
			return err
		})
		r.refuses(t, over, func() error {
			_, err := r.payOut(t, p, 1, 1)
			return err
		})
		_, err = r.reverse(t, p, in.GetId())
		require.NoError(t, err, "what is wrong is undone also then")
		q := r.paying(t, mediation)
		require.NoError(t, r.decide(t, q.trajectory, ending, "2026-11-26"))
		require.NoError(t, r.step(t, q.trajectory, exited, "2026-11-26"))
		r.refuses(t, failed("TRAJECTORY_ENDED"), func() error {
			_, err := r.receive(t, q, monthlyReceipt, 65_50)
			return err
		})
	})
}

func TestSettlementIsCompletedOnceEverybodyIsPaidAndNothingIsLeft(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.paying(t, mediation)
		done := func() error {
			_, err := r.settlements.CreateSettlementTransition(r.counsellor(t), &debtcounsellingv1.CreateSettlementTransitionRequest{
				SettlementId: p.id, Transition: &debtcounsellingv1.SettlementTransition{To: completedState, Date: "2026-11-26"},
			})
			return err
		}
		_, err := r.receive(t, p, extraReceipt, 1179_00)
		require.NoError(t, err)
		r.refuses(t, failed("SETTLEMENT_NOT_PAID"), done)
		claims := r.balance(t, p).GetClaims()
		for i, c := range claims {
			require.Equal(t, p.claims[i], c.GetClaimId())
			if i < len(claims)-1 {
				_, err := r.payOut(t, p, i, c.GetLeftCents())
				require.NoError(t, err)
			}
		}
		r.refuses(t, failed("SETTLEMENT_NOT_PAID"), done)
		_, err = r.payOut(t, p, len(claims)-1, claims[len(claims)-1].GetLeftCents())
		require.NoError(t, err)
		require.NoError(t, done())
	})
}

func TestRequestThatComesTwiceMovesMoneyOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.paying(t, loan)
		req := &debtcounsellingv1.CreateReceiptRequest{
			SettlementId: p.id, RequestId: ids.New(),
			Receipt: &debtcounsellingv1.Receipt{Kind: loanReceipt, Date: "2026-11-20", AmountCents: 1179_00, Reference: "lening"},
		}
		first, err := r.ledgers.CreateReceipt(r.counsellor(t), req)
		require.NoError(t, err)
		again, err := r.ledgers.CreateReceipt(r.counsellor(t), req)
		require.NoError(t, err)
		requireProto(t, first, again)
		require.EqualValues(t, 1179_00, r.balance(t, p).GetLoanCents())
		require.Len(t, r.lines(t, "CreateReceipt"), 2)
		req.Receipt.AmountCents--
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.ledgers.CreateReceipt(r.counsellor(t), req)
			return err
		})
	})
}

func TestTwentyPayoutsAtOnceNeverPayTwiceNorMoreThanThereIs(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.paying(t, mediation)
		_, err := r.receive(t, p, extraReceipt, 700_00)
		require.NoError(t, err)
		requests := [4]string{ids.New(), ids.New(), ids.New(), ids.New()}
		ctx := r.counsellor(t)
		var payouts sync.WaitGroup
		answers := make(chan error, 20)
		for i := range cap(answers) {
			payouts.Go(func() {
				_, err := r.ledgers.CreatePayout(ctx, &debtcounsellingv1.CreatePayoutRequest{
					SettlementId: p.id, RequestId: requests[i%4],
					Payout: &debtcounsellingv1.Payout{ClaimId: p.claims[i%2], Date: "2026-11-22", AmountCents: 190_00},
				})
				answers <- err
			})
		}
		payouts.Wait()
		close(answers)
		for err := range answers {
			if err != nil {
				invalid("payout.amount_cents PAYOUT_ABOVE_BALANCE").require(t, err)
			}
		}
		require.Len(t, r.booked(t, p), 1+3, "each request once, as far as the money goes")
		require.EqualValues(t, 130_00, r.balance(t, p).GetHeldCents())
	})
}
