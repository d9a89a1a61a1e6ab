package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

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
