package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

func (r *rig) message(t testing.TB, id string) (*debtcounsellingv1.BalanceRequestMessage, error) {
	t.Helper()
	return r.requests.GetBalanceRequestMessage(r.counsellor(t), &debtcounsellingv1.GetBalanceRequestMessageRequest{BalanceRequestId: id})
}

// publicBody answers a creditor that is one.
func (r *rig) publicBody(t testing.TB) *debtcounsellingv1.Creditor {
	t.Helper()
	c, err := r.creditors.CreateCreditor(r.counsellor(t), &debtcounsellingv1.CreateCreditorRequest{
		Creditor: &debtcounsellingv1.Creditor{Name: "Belastingdienst", Kind: debtcounsellingv1.DebtKind_DEBT_KIND_PUBLIC},
	})
	require.NoError(t, err)
	return c
}

// Publiek: BSN always; nobody else.
func TestNumberOfACitizenIsInMessagesToPublicBodiesAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		tr, body, fund := r.aTrajectory(t, c.GetId()), r.publicBody(t), r.aCreditor(t, "Zorgfonds")
		for name, one := range map[string]struct {
			claim *debtcounsellingv1.Claim
			asked string
			bsn   string
		}{
			"a public body": {owedTo(body.GetId()), "Belastingdienst", "999990019"},
			"another":       {owedTo(fund.GetId()), "Zorgfonds", ""},
			"who collects for a public body": {
				owedTo(body.GetId(), func(c *debtcounsellingv1.Claim) { c.CollectionAgencyId = fund.GetId() }), "Zorgfonds", "",
			},
			"a person": {owedTo("", toAPerson), "", ""},
		} {
			claim := r.aClaim(t, tr.GetId(), one.claim)
			m, err := r.message(t, r.ask(t, tr.GetId(), "2026-11-23", claim.GetId()).GetId())
			require.NoError(t, err, name)
			require.Equal(t, one.asked, m.GetCreditorName(), name)
			require.Len(t, m.GetClients(), 1, name)
			require.Equal(t, one.bsn, m.GetClients()[0].GetBsn(), name)
			require.Equal(t, []string{"van Xanten-Évrard", "1990-05-06", "1315 ZZ"},
				[]string{m.GetClients()[0].GetSurname(), m.GetClients()[0].GetBirthDate(), m.GetClients()[0].GetPostcode()}, name)
			require.Equal(t, claim.GetReference(), m.GetClaims()[0].GetReference(), name)
			require.Equal(t, "2026-12-07", m.GetDueDate(), name)
		}
		lines := r.lines(t, "GetBalanceRequestMessage")
		require.Len(t, lines, 4)
		require.Equal(t, counsellorSubject, lines[0].GetActor())
	})
}

func TestMessageTellsOfWhoOwesAloneAndOfNobodyWhoIsNotHelpedAnyMore(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		partner := r.aClient(t, func(c *debtcounsellingv1.Client) { c.GivenName, c.Surname, c.Bsn = "Tom", "Bakker", "" })
		tr := r.aTrajectory(t, r.aClient(t).GetId(), func(tr *debtcounsellingv1.Trajectory) {
			tr.ClientIds = append(tr.ClientIds, partner.GetId())
		})
		body := r.publicBody(t)
		claim := r.aClaim(t, tr.GetId(), owedTo(body.GetId(), func(c *debtcounsellingv1.Claim) { c.ClientId = partner.GetId() }))
		asked := r.ask(t, tr.GetId(), "2026-11-23", claim.GetId())
		m, err := r.message(t, asked.GetId())
		require.NoError(t, err)
		require.Len(t, m.GetClients(), 1)
		require.Equal(t, "Tom", m.GetClients()[0].GetGivenName())
		require.Empty(t, m.GetClients()[0].GetBsn(), "none is known")

		other := r.caller(t, "other", "debt.counsellor")
		for _, id := range []string{asked.GetId(), "01890000-0000-7000-8000-000000000000"} {
			_, err = r.requests.GetBalanceRequestMessage(other, &debtcounsellingv1.GetBalanceRequestMessageRequest{BalanceRequestId: id})
			refusal{code: codes.PermissionDenied, reason: "CASE_NOT_YOURS"}.require(t, err)
		}
		second := r.ask(t, tr.GetId(), "2026-11-23", claim.GetId())
		_, err = r.answers(t, asked.GetId(), &debtcounsellingv1.BalanceAnswer{
			Date: "2026-11-24", NoCooperation: debtcounsellingv1.NoCooperation_NO_COOPERATION_OTHER,
		})
		require.NoError(t, err)
		_, err = r.message(t, asked.GetId())
		refusal{code: codes.FailedPrecondition, reason: "BALANCE_REQUEST_ANSWERED"}.require(t, err)
		require.NoError(t, r.step(t, tr.GetId(), exited, "2026-11-25"))
		_, err = r.message(t, second.GetId())
		refusal{code: codes.FailedPrecondition, reason: "TRAJECTORY_ENDED"}.require(t, err)
	})
}
