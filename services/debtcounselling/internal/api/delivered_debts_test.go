package api_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/ddas/ddastest"
)

// delivered answers the one trajectory that is delivered, as JSON by field.
func (r *rig) delivered(t testing.TB) map[string]json.RawMessage {
	t.Helper()
	file, _, err := r.delivery(t, r.supervisor(t), "2026-11-01", "2026-11-30")
	require.NoError(t, err)
	ddastest.RequireValid(t, file)
	var read struct {
		Leveringen []struct {
			Trajecten []map[string]json.RawMessage `json:"schuldhulptrajecten"`
		} `json:"leveringen"`
	}
	require.NoError(t, json.Unmarshal(file, &read))
	require.Len(t, read.Leveringen, 1)
	require.Len(t, read.Leveringen[0].Trajecten, 1)
	requireNoName(t, string(file))
	return read.Leveringen[0].Trajecten[0]
}

// requireNoName checks that a delivery names nobody.
func requireNoName(t testing.TB, file string) {
	t.Helper()
	for _, name := range []string{"Dieuwertje", "Xanten", "Oom", "kenmerk", "NL91"} {
		require.NotContains(t, file, name)
	}
}

func TestDebtsAreDeliveredAsTheyWereOnTheDateOfTheBalance(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id, care := r.aTrajectory(t, r.aClient(t).GetId()).GetId(), r.aCreditor(t, "Zorgfonds").GetId()
		first := r.aClaim(t, id, owedTo(care, func(c *debtcounsellingv1.Claim) { c.AmountCents, c.BalanceDate = 100_00, "2026-11-03" }))
		_, err := r.claims.CreateClaimBalance(r.counsellor(t), &debtcounsellingv1.CreateClaimBalanceRequest{
			ClaimId: first.GetId(), Balance: &debtcounsellingv1.ClaimBalance{AmountCents: 149_50, Date: "2026-11-10"},
		})
		require.NoError(t, err)
		r.aClaim(t, id, owedTo("", toAPerson, func(c *debtcounsellingv1.Claim) { c.AmountCents, c.Business = 49, true }))
		r.aClaim(t, id, owedTo(care, func(c *debtcounsellingv1.Claim) {
			c.AmountCents, c.Kind = 1_000_00, debtcounsellingv1.DebtKind_DEBT_KIND_PUBLIC
		}))
		r.aClaim(t, id, owedTo(care, func(c *debtcounsellingv1.Claim) {
			c.Exclusion = debtcounsellingv1.ClaimExclusion_CLAIM_EXCLUSION_STUDY_DEBT
		}))
		for state, cents := range map[debtcounsellingv1.ClaimState]int32{
			debtcounsellingv1.ClaimState_CLAIM_STATE_SETTLED: 10_00, debtcounsellingv1.ClaimState_CLAIM_STATE_WITHDRAWN: 7_000_00,
		} {
			ended := r.aClaim(t, id, owedTo(care, func(c *debtcounsellingv1.Claim) { c.AmountCents = cents }))
			_, err := r.claims.CreateClaimEnding(r.counsellor(t), &debtcounsellingv1.CreateClaimEndingRequest{
				ClaimId: ended.GetId(), State: state, Date: "2026-11-22",
			})
			require.NoError(t, err)
		}
		got, creditor := r.delivered(t), `{"naam": "Zorgfonds", "Naam": "Zorgfonds", "kvknummer": "12345678", "postcode": "2601DC",
			"privepersoon": false}`
		require.JSONEq(t, `[
			{"bedrag": 150, "peildatum": "2026-11-10", "schuldsoort": "Zorg", "zakelijkeSchuld": false, "schuldeiser": `+creditor+`},
			{"bedrag": 0, "peildatum": "2026-11-20", "schuldsoort": "Overig", "zakelijkeSchuld": true, "schuldeiser": {"privepersoon": true}},
			{"bedrag": 1000, "peildatum": "2026-11-20", "schuldsoort": "Publiek", "zakelijkeSchuld": false, "schuldeiser": `+creditor+`},
			{"bedrag": 10, "peildatum": "2026-11-20", "schuldsoort": "Zorg", "zakelijkeSchuld": false, "schuldeiser": `+creditor+`}
		]`, string(got["schulden"]), "what is withdrawn or left out is not told")
		require.Equal(t, "1160", string(got["totaalSchuldbedragBijAanvangSchuld"]), "1,159.99, rounded once")
		require.NotContains(t, got, "schuldregeling")
	})
}

func TestForcedSettlementIsDeliveredWithItsSolution(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1450_00, 1384_50)
		left := r.aSettlement(t, c, c.drawn(loan)).GetId()
		r.takes(t, left, proposedState, "2026-11-20")
		r.takes(t, left, withdrawnState, "2026-11-20")
		require.JSONEq(t, `{"datum": "2026-11-19", "ingetrokken": "2026-11-20"}`, string(r.delivered(t)["schuldregeling"]))
		id := r.aSettlement(t, c, c.drawn(mediation)).GetId()
		r.takes(t, id, proposedState, "2026-11-20")
		r.answer(t, id, refuses, "2026-11-23", c.claims[:]...)
		r.takes(t, id, courtState, "2026-11-23")
		require.JSONEq(t, `{"datum": "2026-11-19", "datumVerzoekDwangakkoord": "2026-11-23"}`, string(r.delivered(t)["schuldregeling"]))
		r.takes(t, id, acceptedState, "2026-11-24")
		r.calculated(t, c.trajectory, freeAmount(1_500_00)) // what comes later is not what creditors were told
		require.NoError(t, r.step(t, c.trajectory, solution, "2026-11-25"))
		r.takes(t, id, runningState, "2026-11-25")
		got := r.delivered(t)
		require.JSONEq(t, `{"datum": "2026-11-19", "toegekend": "2026-11-24", "dwangakkoord": true,
			"datumVerzoekDwangakkoord": "2026-11-23"}`, string(got["schuldregeling"]))
		require.JSONEq(t, `{"startdatum": "2026-11-25", "soort": "Schuldbemiddeling", "vtlb": 1385}`, string(got["oplossing"]))
		require.JSONEq(t, `"2026-11-24"`, string(got["toekenningsdatum"]))
		require.Equal(t, "15000", string(got["totaalSchuldbedragBijAanvangSchuld"]))
	})
}

func TestSettlementThatTheCourtRejectsIsNoSolution(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1450_00, 1384_50)
		id := r.aSettlement(t, c, c.drawn(loan)).GetId()
		require.JSONEq(t, `{"datum": "2026-11-19"}`, string(r.delivered(t)["schuldregeling"]), "a draft is nobody's business yet")
		r.takes(t, id, proposedState, "2026-11-20")
		r.answer(t, id, refuses, "2026-11-23", c.claims[:]...)
		r.takes(t, id, courtState, "2026-11-23")
		r.takes(t, id, rejectedState, "2026-11-24")
		got := r.delivered(t)
		require.JSONEq(t, `{"datum": "2026-11-19", "afgewezen": "2026-11-24", "datumVerzoekDwangakkoord": "2026-11-23"}`,
			string(got["schuldregeling"]))
		require.NotContains(t, got, "oplossing")
		require.NotContains(t, got, "toekenningsdatum")
	})
}

func TestWhatIsPaidInFullIsASolutionWithoutASettlement(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := settling{trajectory: r.admitted(t, r.aClient(t).GetId())}
		claim := r.aClaim(t, c.trajectory, owedTo(r.aCreditor(t, "Zorgfonds").GetId())).GetId()
		r.calculated(t, c.trajectory, earnings(lowGroup, 2000_00, "2026-11-20"))
		r.calculated(t, c.trajectory, freeAmount(1540_00))
		id := r.aSettlement(t, c, c.drawn(arrangement, monthly(30_00))).GetId()
		r.takes(t, id, proposedState, "2026-11-20")
		r.answer(t, id, accepts, "2026-11-23", claim)
		require.NoError(t, r.step(t, c.trajectory, solution, "2026-11-25"))
		got := r.delivered(t)
		require.JSONEq(t, `{"startdatum": "2026-11-25", "soort": "Betalingsregeling", "vtlb": 1540}`, string(got["oplossing"]))
		require.NotContains(t, got, "schuldregeling")
	})
}
