package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

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
