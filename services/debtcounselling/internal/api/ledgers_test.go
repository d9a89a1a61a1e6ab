package api_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

const (
	monthlyReceipt = debtcounsellingv1.ReceiptKind_RECEIPT_KIND_INSTALMENT
	extraReceipt   = debtcounsellingv1.ReceiptKind_RECEIPT_KIND_EXTRA
	loanReceipt    = debtcounsellingv1.ReceiptKind_RECEIPT_KIND_LOAN
	mistake        = debtcounsellingv1.ReversalReason_REVERSAL_REASON_MISTAKE
)

// paid is a settlement that runs since 20 November 2026: € 65.50 a month, and offers of € 393.00, € 589.50 and € 196.50.
type paid struct {
	settling
	id string
}

// paying answers a settlement of a kind that is being paid.
func (r *rig) paying(t testing.TB, kind debtcounsellingv1.SettlementKind) paid {
	t.Helper()
	c := r.aCase(t, 1450_00, 1384_50)
	p := paid{settling: c, id: r.aSettlement(t, c, c.drawn(kind)).GetId()}
	r.takes(t, p.id, proposedState, "2026-11-20")
	require.Equal(t, acceptedState, r.answer(t, p.id, accepts, "2026-11-20", c.claims[:]...).GetState())
	require.NoError(t, r.step(t, c.trajectory, solution, "2026-11-20"))
	r.takes(t, p.id, runningState, "2026-11-20")
	return p
}

func (r *rig) receive(
	t testing.TB, p paid, kind debtcounsellingv1.ReceiptKind, cents int32,
) (*debtcounsellingv1.LedgerEntry, error) {
	t.Helper()
	return r.ledgers.CreateReceipt(r.counsellor(t), &debtcounsellingv1.CreateReceiptRequest{
		SettlementId: p.id, Receipt: &debtcounsellingv1.Receipt{
			Kind: kind, Date: "2026-11-21", AmountCents: cents, Reference: "Betaling van Dieuwke van Xanten",
		},
	})
}

func (r *rig) payOut(t testing.TB, p paid, claim int, cents int32) (*debtcounsellingv1.LedgerEntry, error) {
	t.Helper()
	return r.ledgers.CreatePayout(r.counsellor(t), &debtcounsellingv1.CreatePayoutRequest{
		SettlementId: p.id, Payout: &debtcounsellingv1.Payout{ClaimId: p.claims[claim], Date: "2026-11-22", AmountCents: cents},
	})
}

func (r *rig) reverse(t testing.TB, p paid, entryID string) (*debtcounsellingv1.LedgerEntry, error) {
	t.Helper()
	return r.ledgers.CreateReversal(r.counsellor(t), &debtcounsellingv1.CreateReversalRequest{
		SettlementId: p.id, Reversal: &debtcounsellingv1.Reversal{EntryId: entryID, Date: "2026-11-23", Reason: mistake},
	})
}

func (r *rig) balance(t testing.TB, p paid) *debtcounsellingv1.SettlementBalance {
	t.Helper()
	b, err := r.ledgers.GetBalance(r.counsellor(t), &debtcounsellingv1.GetBalanceRequest{SettlementId: p.id})
	require.NoError(t, err)
	return b
}

func (r *rig) booked(t testing.TB, p paid) []*debtcounsellingv1.LedgerEntry {
	t.Helper()
	answer, err := r.ledgers.ListEntries(r.counsellor(t), &debtcounsellingv1.ListEntriesRequest{SettlementId: p.id})
	require.NoError(t, err)
	return answer.GetEntries()
}

// refusesTelling checks that a call is refused as wanted. What is wrong tells of the client, so that is in the log once; nothing else
// is kept.
func (r *rig) refusesTelling(t testing.TB, want refusal, call func() error) {
	t.Helper()
	before, lines := r.state(t), len(r.lines(t, ""))
	want.require(t, call())
	require.Len(t, r.lines(t, ""), lines+1)
	after := r.state(t)
	delete(before, "processing_log")
	delete(after, "processing_log")
	require.Equal(t, before, after)
}

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

func TestEntriesAreExportedAndStayWithoutTheirReferenceAfterAnErasure(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.paying(t, mediation)
		in, err := r.receive(t, p, monthlyReceipt, 65_50)
		require.NoError(t, err)
		export, err := r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: p.client})
		require.NoError(t, err)
		require.Len(t, export.GetLedgerEntries(), 1)
		in.Recorder = ""
		requireProto(t, in, export.GetLedgerEntries()[0])
		require.NoError(t, r.decide(t, p.trajectory, ending, "2026-11-26"))
		require.NoError(t, r.step(t, p.trajectory, exited, "2026-11-26"))
		_, err = r.clients.CreateClientErasure(r.supervisor(t), &debtcounsellingv1.CreateClientErasureRequest{ClientId: p.client})
		require.NoError(t, err)
		answer, err := r.ledgers.ListEntries(r.supervisor(t), &debtcounsellingv1.ListEntriesRequest{SettlementId: p.id})
		require.NoError(t, err)
		require.Empty(t, answer.GetEntries()[0].GetReference())
		require.EqualValues(t, 65_50, answer.GetEntries()[0].GetAmountCents(), "the money stays")
		require.Empty(t, r.rowsOf(t, "SELECT entry_id FROM ledger_reference"))
	})
}

// rowsOf answers the first column of what a query finds.
func (r *rig) rowsOf(t testing.TB, query string) (list []string) {
	t.Helper()
	rows, err := r.db.Read().QueryContext(t.Context(), query)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var text string
		require.NoError(t, rows.Scan(&text))
		list = append(list, text)
	}
	require.NoError(t, rows.Err())
	return list
}

func TestMoneyOfSomebodyElseIsRefusedAsOfASettlementThatIsNotThere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.paying(t, mediation)
		other := r.caller(t, "other", "debt.counsellor")
		for _, id := range []string{p.id, ids.New()} {
			for _, call := range []func() error{
				func() error {
					_, err := r.ledgers.CreateReceipt(other, &debtcounsellingv1.CreateReceiptRequest{
						SettlementId: id, Receipt: &debtcounsellingv1.Receipt{Kind: monthlyReceipt, Date: "2026-11-21", AmountCents: 1},
					})
					return err
				},
				func() error {
					_, err := r.ledgers.CreatePayout(other, &debtcounsellingv1.CreatePayoutRequest{
						SettlementId: id, Payout: &debtcounsellingv1.Payout{ClaimId: p.claims[0], Date: "2026-11-21", AmountCents: 1},
					})
					return err
				},
				func() error {
					_, err := r.ledgers.CreateReversal(other, &debtcounsellingv1.CreateReversalRequest{
						SettlementId: id, Reversal: &debtcounsellingv1.Reversal{EntryId: "1", Date: "2026-11-21", Reason: mistake},
					})
					return err
				},
				func() error {
					_, err := r.ledgers.ListEntries(other, &debtcounsellingv1.ListEntriesRequest{SettlementId: id})
					return err
				},
				func() error {
					_, err := r.ledgers.GetBalance(other, &debtcounsellingv1.GetBalanceRequest{SettlementId: id})
					return err
				},
				func() error {
					_, err := r.rechecks.CreateRecheck(other, &debtcounsellingv1.CreateRecheckRequest{
						SettlementId: id, Recheck: &debtcounsellingv1.Recheck{
							Date: "2026-11-21", CalculationId: "1", Outcome: debtcounsellingv1.RecheckOutcome_RECHECK_OUTCOME_UNCHANGED,
						},
					})
					return err
				},
				func() error {
					_, err := r.rechecks.ListRechecks(other, &debtcounsellingv1.ListRechecksRequest{SettlementId: id})
					return err
				},
			} {
				r.refuses(t, notYours(), call)
			}
		}
		require.Len(t, r.refusals(t), 14)
	})
}

func TestExportHasWhatWasPaidForTheOwnClaimsAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		client, partner := r.aClient(t).GetId(), r.aClient(t, func(c *debtcounsellingv1.Client) { c.GivenName, c.Bsn = "Tom", "" }).GetId()
		begun := r.aTrajectory(t, client, func(tr *debtcounsellingv1.Trajectory) { tr.ClientIds = append(tr.GetClientIds(), partner) })
		p := paid{settling: settling{trajectory: begun.GetId()}}
		require.NoError(t, r.step(t, p.trajectory, appointed, "2026-11-16"))
		require.NoError(t, r.step(t, p.trajectory, intake, "2026-11-16"))
		require.NoError(t, r.decide(t, p.trajectory, admission, "2026-11-18"))
		require.NoError(t, r.step(t, p.trajectory, stabilisation, "2026-11-18"))
		creditor := r.aCreditor(t, "Zorgfonds").GetId()
		for i, id := range []string{client, partner} {
			p.claims[i] = r.aClaim(t, p.trajectory, owedTo(creditor, func(c *debtcounsellingv1.Claim) { c.ClientId = id })).GetId()
		}
		r.calculated(t, p.trajectory, earnings(lowGroup, 2000_00, "2026-11-20"))
		p.id = r.aSettlement(t, p.settling, p.drawn(arrangement, monthly(60_00))).GetId()
		r.takes(t, p.id, proposedState, "2026-11-20")
		r.answer(t, p.id, accepts, "2026-11-20", p.claims[0], p.claims[1])
		require.NoError(t, r.step(t, p.trajectory, solution, "2026-11-20"))
		r.takes(t, p.id, runningState, "2026-11-20")
		_, err := r.receive(t, p, monthlyReceipt, 60_00)
		require.NoError(t, err)
		for i := range 2 {
			_, err = r.payOut(t, p, i, 30_00)
			require.NoError(t, err)
		}
		for i, id := range []string{client, partner} {
			export, err := r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: id})
			require.NoError(t, err)
			require.Len(t, export.GetLedgerEntries(), 2)
			require.Equal(t, p.claims[i], export.GetLedgerEntries()[1].GetClaimId())
		}
	})
}

func TestReferenceOfMoneyIsReadableNowhereInTheFiles(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	p := r.paying(t, mediation)
	_, err := r.receive(t, p, monthlyReceipt, 65_50)
	require.NoError(t, err)
	_, err = r.reverse(t, p, r.booked(t, p)[0].GetId())
	require.NoError(t, err)
	r.requireNoCanaryInFiles(t)
}
