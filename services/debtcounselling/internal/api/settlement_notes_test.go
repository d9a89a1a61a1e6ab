package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

func TestNoteOfASettlementIsSealedExportedAndForgotten(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1300_00, 1250_00)
		m := r.aSettlement(t, c, c.drawn(loan, note))
		require.Equal(t, noteText, r.getSettlement(t, m.GetId()).GetNote())
		export, err := r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: c.client})
		require.NoError(t, err)
		require.Len(t, export.GetSettlements(), 1)
		m.Recorder = ""
		requireProto(t, m, export.GetSettlements()[0])
		r.takes(t, m.GetId(), withdrawnState, "2026-11-20")
		require.NoError(t, r.decide(t, c.trajectory, debtcounsellingv1.DecisionKind_DECISION_KIND_ENDING, "2026-11-25"))
		require.NoError(t, r.step(t, c.trajectory, exited, "2026-11-25"))
		_, err = r.clients.CreateClientErasure(r.supervisor(t), &debtcounsellingv1.CreateClientErasureRequest{ClientId: c.client})
		require.NoError(t, err)
		got, err := r.settlements.GetSettlement(r.supervisor(t), &debtcounsellingv1.GetSettlementRequest{Id: m.GetId()})
		require.NoError(t, err)
		require.Empty(t, got.GetNote())
		require.Equal(t, shares(m), shares(got), "the figures stay")
		require.NotContains(t, r.rows(t, "settlement")[0], noteText)
	})
}

const noteText = "Dieuwertje van Xanten woont\nKantelaarpad 17"

func note(m *debtcounsellingv1.Settlement) { m.Note = noteText }

func TestNothingOfASettlementIsInTheFilesOrLogs(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	c := r.aCase(t, 1300_00, 1250_00)
	r.aSettlement(t, c, c.drawn(loan, note))
	r.requireNoCanaryInFiles(t)
}

func TestExportHasTheOffersToTheOwnClaimsAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		client, partner := r.aClient(t).GetId(), r.aClient(t, func(c *debtcounsellingv1.Client) { c.GivenName, c.Bsn = "Tom", "" }).GetId()
		begun := r.aTrajectory(t, client, func(tr *debtcounsellingv1.Trajectory) { tr.ClientIds = append(tr.GetClientIds(), partner) })
		c := settling{trajectory: begun.GetId()}
		require.NoError(t, r.step(t, c.trajectory, appointed, "2026-11-16"))
		require.NoError(t, r.step(t, c.trajectory, intake, "2026-11-16"))
		require.NoError(t, r.decide(t, c.trajectory, admission, "2026-11-18"))
		require.NoError(t, r.step(t, c.trajectory, stabilisation, "2026-11-18"))
		creditor := r.aCreditor(t, "Zorgfonds").GetId()
		own := r.aClaim(t, c.trajectory, owedTo(creditor)).GetId()
		theirs := r.aClaim(t, c.trajectory, owedTo(creditor, func(c *debtcounsellingv1.Claim) { c.ClientId = partner })).GetId()
		r.calculated(t, c.trajectory, earnings(lowGroup, 2000_00, "2026-11-20"))
		m := r.aSettlement(t, c, c.drawn(arrangement, monthly(60_00), note))
		r.takes(t, m.GetId(), proposedState, "2026-11-20")
		r.answer(t, m.GetId(), accepts, "2026-11-23", own, theirs)
		for id, want := range map[string]struct{ claim, note string }{client: {own, noteText}, partner: {theirs, ""}} {
			export, err := r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: id})
			require.NoError(t, err)
			require.Len(t, export.GetSettlements(), 1)
			require.Equal(t, want.note, export.GetSettlements()[0].GetNote())
			require.Len(t, export.GetSettlements()[0].GetOffers(), 1)
			require.Equal(t, want.claim, export.GetSettlements()[0].GetOffers()[0].GetClaimId())
			require.Len(t, export.GetOfferAnswers(), 1)
			require.Equal(t, want.claim, export.GetOfferAnswers()[0].GetClaimId())
			require.Len(t, export.GetSettlementTransitions(), 2)
			require.Empty(t, export.GetSettlementTransitions()[0].GetRecorder())
		}
	})
}
