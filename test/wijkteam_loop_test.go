package test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// interrupt ends a service as a power cut would, or the process that has everything in it, and starts it anew.
func (d *deployment) interrupt(service string) {
	d.host(service).kill()
	d.host(service).restart()
}

// interruptNATS has NATS start anew.
func (d *deployment) interruptNATS() {
	if d.nats == nil { // it is inside
		d.interrupt("meedoen")
		return
	}
	d.nats.Stop()
	d.nats.Start()
}

// waiting answers the referral that waits at the help with debts.
func (d *deployment) waiting(counsellor string, referral any) (id string) {
	d.t.Helper()
	require.Eventually(d.t, func() bool {
		list, err := d.try(d.t.Context(), d.http, "GET", "/v1/debt-referrals?state=REFERRAL_STATE_WAITING", counsellor, nil)
		if err != nil || list.status != 200 {
			return false
		}
		for _, one := range list.body["debtReferrals"].([]any) {
			if r := one.(map[string]any); r["reference"] == referral {
				id = r["id"].(string)
			}
		}
		return id != ""
	}, patience, pause)
	return id
}

// TestReferralComesBackOnce is the whole loop: the client in TypeScript submits a question and refers it to the help with debts,
// a counsellor accepts it there, and the client that watches sees that, once, whatever starts anew meanwhile.
func TestReferralComesBackOnce(t *testing.T) {
	deployments(t, func(t *testing.T, d *deployment) {
		client, counsellor := d.typeScriptClient(), d.tokenOf("anna", "debt.counsellor")
		watching := client.follow("vraag-1")
		watching.follows()
		if d.nats != nil {
			d.host("debtcounselling").kill() // who is referred to is away
		}
		question := client.submit("vraag-1", "--refer")
		watching.handled(3)
		if d.nats != nil {
			d.host("debtcounselling").restart()
		}
		d.interrupt("support")
		d.interruptNATS()
		incoming := d.waiting(counsellor, question["referral_id"])
		require.Equal(t, question, client.submit("vraag-1", "--refer"), "a second delivery adds nothing")

		watching.stop()
		if d.nats != nil {
			d.host("support").kill() // who referred is away
			d.nats.Stop()
		}
		d.insist(counsellor, "/v1/debt-referrals/"+incoming+"/decisions", map[string]any{
			"state": "REFERRAL_STATE_ACCEPTED", "date": today(t),
		})
		d.interrupt("debtcounselling")
		if d.nats != nil {
			d.nats.Start()
			d.host("support").restart()
		}
		watching.again()
		watching.ends()

		require.Equal(t, []any{1.0, 2.0, 3.0, 4.0}, watching.told("version"), watching.out.String())
		require.Equal(t, []any{
			"QUESTION_STATE_RECEIVED", "QUESTION_STATE_TAKEN_UP", "QUESTION_STATE_REFERRED", "QUESTION_STATE_ANSWERED",
		}, watching.told("state"))
		lines := watching.lines()
		for i, state := range map[int]string{2: "SENDING", 3: "ACCEPTED"} {
			require.Equal(t, map[string]any{
				"id": question["referral_id"], "target": "REFERRAL_TARGET_DEBT_COUNSELLING", "state": "REFERRAL_STATE_" + state,
				"decline_reason": "REFERRAL_DECLINE_REASON_UNSPECIFIED",
			}, lines[i]["referral"])
		}
		require.Equal(t, "QUESTION_RESULT_REFERRAL", lines[3]["result"])
		list := d.rest("GET", "/v1/debt-referrals", counsellor, nil)
		require.Len(t, list.body["debtReferrals"], 1, list.text)
	}, oneProcess, apart)
}
