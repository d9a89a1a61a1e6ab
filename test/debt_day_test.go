package test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
)

// helped is one client of the help with debts, and those who help.
type helped struct {
	*suite
	supervisor, counsellor, stranger string // tokens
	client, trajectory               string // ids
	claims                           []any  // their ids
}

// counsellors gives a client who reports with debts to one counsellor.
func (d *deployment) counsellors() *helped {
	h := &helped{
		suite: d.suite, supervisor: d.token("debt.supervisor"),
		counsellor: d.tokenOf("anna", "debt.counsellor"), stranger: d.tokenOf("bert", "debt.counsellor"),
	}
	h.client = h.post("/v1/debt-clients", map[string]any{
		"givenName": "Dieuwertje", "surname": "de Bruin", "birthDate": "1990-05-06", "household": "HOUSEHOLD_SINGLE",
		"street": "Kantelaarpad", "houseNumber": "17", "postcode": "1315 ZZ", "city": "Almere",
	})["id"].(string)
	h.trajectory = h.post("/v1/trajectories", map[string]any{
		"clientIds": []string{h.client}, "reportDate": "2024-06-03", "reportChannel": "REPORT_CHANNEL_SELF",
	})["id"].(string)
	return h
}

// path answers a path of the trajectory.
func (h *helped) path(noun string) string {
	return fmt.Sprintf("/v1/trajectories/%s/%s", h.trajectory, noun)
}

// add records something of the trajectory, and answers it.
func (h *helped) add(noun string, what map[string]any) map[string]any {
	return h.post(h.path(noun), what)
}

// post records something elsewhere, and answers it.
func (h *helped) post(path string, what map[string]any) map[string]any {
	a := h.rest("POST", path, h.counsellor, what)
	require.Less(h.t, a.status, 300, "%s: %s", path, a.text)
	return a.body
}

// step takes the trajectory to a state.
func (h *helped) step(state, date string, more ...string) {
	what := map[string]any{"to": "TRAJECTORY_STATE_" + state, "date": date}
	if len(more) > 0 {
		what["exitReason"], what["debtFree"] = "EXIT_REASON_"+more[0], true
	}
	h.add("transitions", what)
}

// refused says that a change is refused with the reasons, and nothing else.
func (h *helped) refused(path string, what map[string]any, reasons ...string) {
	a := h.rest("POST", path, h.counsellor, what)
	require.GreaterOrEqual(h.t, a.status, 400, a.text)
	for _, reason := range reasons {
		require.Contains(h.t, a.text, reason)
	}
}

// due answers the kinds of the terms that run, as the work list has them.
func (h *helped) due() (kinds []string) {
	list := h.rest("GET", "/v1/terms?state=TERM_STATE_RUNNING&trajectoryId="+h.trajectory, h.counsellor, nil)
	require.Equal(h.t, 200, list.status, list.text)
	for _, one := range list.body["terms"].([]any) {
		kinds = append(kinds, one.(map[string]any)["kind"].(string))
	}
	return kinds
}

// TestCounsellorHelpsFromReportToDischarge is the work of a counsellor on one client, from the report over intake, decision,
// claims, budget and settlement to the discharge, as it is done over REST.
func TestCounsellorHelpsFromReportToDischarge(t *testing.T) {
	const organisation = "MEEDOEN_DEBTCOUNSELLING_ORGANISATION_"
	for _, w := range []way{oneProcess, apart} {
		t.Run(w.name, func(t *testing.T) {
			d := w.deploy(t, organisation+"NAME=De Schoor", organisation+"PLACE=Almere")
			h := d.counsellors()
			h.takeIn()
			h.takeStock()
			h.pay(h.settle(h.calculate("2024-08-20")), d.host("debtcounselling"))
			h.discharge()
		})
	}
}

// takeIn brings the client from the report to the admission. Nobody decides before the first conversation, and who is not
// assigned is not even told that there is a case.
func (h *helped) takeIn() {
	require.Equal(h.t, []string{"TERM_KIND_FIRST_CONVERSATION"}, h.due())
	strange := h.rest("GET", "/v1/trajectories/"+h.trajectory, h.stranger, nil)
	absent := h.rest("GET", "/v1/trajectories/01890000-0000-7000-8000-000000000000", h.stranger, nil)
	require.Equal(h.t, 403, strange.status)
	require.Equal(h.t, absent.body["detail"], strange.body["detail"])
	h.step("APPOINTED", "2024-06-05")
	h.refused(h.path("decisions"), map[string]any{"kind": "DECISION_KIND_ADMISSION", "date": "2024-06-10"}, "FIRST_CONVERSATION")
	h.step("INTAKE", "2024-06-17")
	require.Equal(h.t, []string{"TERM_KIND_DECISION"}, h.due())
	h.refused("/v1/trajectories", map[string]any{"clientIds": []string{h.client}, "reportDate": "2024-06-18"}, "TRAJECTORY_RUNNING")
	h.add("decisions", map[string]any{"kind": "DECISION_KIND_ADMISSION", "date": "2024-07-08"})
	h.step("STABILISATION", "2024-07-08")
	h.add("measures", map[string]any{"kind": "MEASURE_KIND_BUDGET_COACHING", "startDate": "2024-07-15"})
	h.step("SETTLEMENT", "2024-08-01")
}

// takeStock records whom the client owes what, asked of the creditors.
func (h *helped) takeStock() {
	owe := func(name, kind, kvk, iban, rank string, cents int) {
		creditor := h.post("/v1/creditors", map[string]any{
			"name": name, "kind": kind, "kvkNumber": kvk, "iban": iban,
		})
		claim := h.add("claims", map[string]any{
			"clientId": h.client, "creditorId": creditor["id"], "kind": kind, "rank": "CLAIM_RANK_" + rank,
			"originalAmountCents": cents, "amountCents": cents, "balanceDate": "2024-08-05",
		})
		h.claims = append(h.claims, claim["id"])
		request := h.add("balance-requests", map[string]any{"claimIds": []any{claim["id"]}, "date": "2024-08-05"})
		h.post(fmt.Sprintf("/v1/balance-requests/%s/answers", request["id"]), map[string]any{
			"date": "2024-08-15", "balances": []any{map[string]any{"claimId": claim["id"], "amountCents": cents, "date": "2024-08-15"}},
		})
	}
	h.refused("/v1/creditors", map[string]any{
		"name": "Onbekend", "kind": "DEBT_KIND_OTHER", "kvkNumber": "1234", "iban": "NL91ABNA0417164301",
	}, "KVK", "IBAN")
	owe("Belastingdienst", "DEBT_KIND_PUBLIC", "27281249", "NL91ABNA0417164300", "PREFERENT", 300_000)
	owe("Postorder", "DEBT_KIND_OTHER", "12345678", "NL02ABNA0123456789", "CONCURRENT", 900_000)
	owe("Energie", "DEBT_KIND_UTILITIES", "87654321", "NL02ABNA0123456789", "CONCURRENT", 300_000)
	total := h.rest("GET", h.path("claim-total")+"?monthlyCapacityCents=6550", h.counsellor, nil)
	require.EqualValues(h.t, 1_500_000, total.body["totalCents"], total.text)
	require.Equal(h.t, true, total.body["problematic"], "15,000 cannot be paid in 36 months of 65.50")
}

// calculate records the budget of a date and answers the repayment capacity: income 1,450.00 and vtlb 1,384.50, as in W6.
func (h *helped) calculate(date string) string {
	h.add("budget-plans", map[string]any{"date": date, "lines": []any{
		map[string]any{"category": "BUDGET_CATEGORY_BENEFIT", "amountCents": 145_000},
		map[string]any{"category": "BUDGET_CATEGORY_HOUSING", "amountCents": 65_000},
		map[string]any{"category": "BUDGET_CATEGORY_HOUSEHOLD", "amountCents": 70_000},
	}})
	outcome := func(cents int) map[string]any {
		return map[string]any{"calculator": "Recofa vtlb-calculator", "version": "2024-2", "date": date, "amountCents": cents}
	}
	protected := h.add("calculations", map[string]any{
		"kind": "CALCULATION_KIND_PROTECTED_EARNINGS", "date": date, "protectedEarnings": map[string]any{
			"incomeGroup": "INCOME_GROUP_MIDDLE", "household": "HOUSEHOLD_SINGLE", "incomeCents": 145_000, "outcome": outcome(136_000),
		},
	})
	free := h.add("calculations", map[string]any{
		"kind": "CALCULATION_KIND_FREE_AMOUNT", "date": date, "freeAmount": map[string]any{"outcome": outcome(138_450)},
	})
	capacity := h.add("calculations", map[string]any{
		"kind": "CALCULATION_KIND_CAPACITY", "date": date, "capacity": map[string]any{
			"household": "HOUSEHOLD_SINGLE", "incomeCents": 145_000, "freeAmountId": free["id"],
			"protectedEarningsId": protected["id"], "debtCents": 1_500_000,
		},
	})
	require.EqualValues(h.t, 6550, capacity["capacity"].(map[string]any)["capacityCents"])
	return capacity["id"].(string)
}

// settle proposes what the client can pay to the creditors, and answers the settlement that runs. One of them refuses twice, and
// is made to agree by the court.
func (h *helped) settle(calculation string) string {
	proposal := func(more map[string]any) map[string]any {
		s := map[string]any{"kind": "SETTLEMENT_KIND_DEBT_MEDIATION", "date": "2024-08-26", "calculationId": calculation}
		maps.Copy(s, more)
		return s
	}
	h.refused(h.path("settlements"), proposal(map[string]any{"monthlyCents": 12_000}), "BELOW_PROTECTED_EARNINGS")
	h.refused(h.path("settlements"), proposal(map[string]any{"offers": []any{
		map[string]any{"claimId": h.claims[0], "shareCents": 39_300}, map[string]any{"claimId": h.claims[1], "shareCents": 58_950},
		map[string]any{"claimId": h.claims[2], "shareCents": 19_649},
	}}), "OFFERS_NOT_POT")
	s := h.add("settlements", proposal(nil))
	require.EqualValues(h.t, 117_900, s["potCents"], "18 months of 65.50")
	for i, share := range []int{39_300, 58_950, 19_650} { // who goes first gets twice the percentage
		require.EqualValues(h.t, share, s["offers"].([]any)[i].(map[string]any)["shareCents"])
	}
	step := func(state, date string) map[string]any {
		return h.post(fmt.Sprintf("/v1/settlements/%s/transitions", s["id"]), map[string]any{
			"to": "SETTLEMENT_STATE_" + state, "date": date,
		})
	}
	answer := func(date string, what map[string]any, claims ...any) map[string]any {
		what["date"], what["claimIds"] = date, claims
		return h.post(fmt.Sprintf("/v1/settlements/%s/offer-answers", s["id"]), what)
	}
	refusal := map[string]any{"outcome": "OFFER_OUTCOME_REFUSED", "reason": "OFFER_REFUSAL_OFFER_TOO_LOW"}
	step("PROPOSED", "2024-08-28")
	require.Contains(h.t, h.due(), "TERM_KIND_PROPOSAL_ANSWER")
	answer("2024-09-04", map[string]any{"outcome": "OFFER_OUTCOME_ACCEPTED"}, h.claims[0], h.claims[2])
	require.Equal(h.t, "SETTLEMENT_STATE_PARTLY_REFUSED", answer("2024-09-05", refusal, h.claims[1])["state"])
	step("RECONSIDERATION", "2024-09-09")
	answer("2024-09-16", refusal, h.claims[1])
	step("COURT", "2024-09-18")
	require.Equal(h.t, true, step("ACCEPTED", "2024-10-01")["forcedAgreement"])
	h.step("SOLUTION", "2024-10-01")
	step("RUNNING", "2024-10-01")
	return s["id"].(string)
}

// pay has the client pay in what was agreed and the creditors be paid, on the dates of the schedule, with the yearly recheck. Half
// way the power is cut.
func (h *helped) pay(settlement string, host *program) {
	path := func(noun string) string { return fmt.Sprintf("/v1/settlements/%s/%s", settlement, noun) }
	h.refused(path("payouts"), map[string]any{
		"claimId": h.claims[0], "date": "2024-10-02", "amountCents": 39_300,
	}, "PAYOUT_ABOVE_BALANCE")
	require.Contains(h.t, h.due(), "TERM_KIND_RECHECK")
	h.post(path("rechecks"), map[string]any{
		"date": "2025-09-22", "calculationId": h.calculate("2025-09-22"), "outcome": "RECHECK_OUTCOME_UNCHANGED",
	})
	schedule := h.rest("GET", path("payment-schedule"), h.counsellor, nil)
	require.Equal(h.t, 200, schedule.status, schedule.text)
	instalments, payouts := schedule.body["instalments"].([]any), schedule.body["payouts"].([]any)
	require.Len(h.t, instalments, 18)
	for i, one := range instalments {
		if i == 9 {
			host.kill()
			host.restart()
			require.Eventually(h.t, func() bool {
				balance := h.rest("GET", path("balance"), h.counsellor, nil)
				return balance.status == 200 && balance.body["heldCents"] == float64(9*6550)
			}, patience, pause, "what was answered is there")
		}
		due := one.(map[string]any)
		h.post(path("receipts"), map[string]any{
			"kind": "RECEIPT_KIND_INSTALMENT", "date": due["dueDate"], "amountCents": due["amountCents"],
		})
	}
	for _, one := range payouts {
		planned := one.(map[string]any)
		h.post(path("payouts"), map[string]any{
			"claimId": planned["claimId"], "date": planned["date"], "amountCents": planned["amountCents"],
		})
	}
	balance := h.rest("GET", path("balance"), h.counsellor, nil)
	require.EqualValues(h.t, 117_900, balance.body["paidInCents"], balance.text)
	require.EqualValues(h.t, 117_900, balance.body["paidOutCents"])
	require.EqualValues(h.t, 0, balance.body["heldCents"])
	h.refused(path("payouts"), map[string]any{
		"claimId": h.claims[0], "date": "2026-04-02", "amountCents": 1,
	}, "PAYOUT_ABOVE_BALANCE", "PAYOUT_ABOVE_OFFER")
	h.post(path("transitions"), map[string]any{"to": "SETTLEMENT_STATE_COMPLETED", "date": "2026-04-10"})
}

// discharge ends the help, free of debts, and looks at what is left of it.
func (h *helped) discharge() {
	h.step("AFTERCARE", "2026-04-10")
	h.add("decisions", map[string]any{
		"kind": "DECISION_KIND_ENDING", "date": "2026-10-12", "ground": "DECISION_GROUND_COMPLETED",
	})
	h.step("EXITED", "2026-10-12", "COMPLETED")
	require.Empty(h.t, h.due(), "nothing is left to do")
	ended := h.rest("GET", "/v1/trajectories/"+h.trajectory, h.counsellor, nil)
	require.Equal(h.t, true, ended.body["debtFree"], ended.text)
	report := h.rest("GET", fmt.Sprintf("/v1/debt-clients/%s/access-report?pageSize=1000", h.client), h.counsellor, nil)
	require.Equal(h.t, 200, report.status, report.text)
	seen := map[string]bool{}
	for _, one := range report.body["entries"].([]any) {
		entry := one.(map[string]any)
		seen[fmt.Sprint(entry["actor"], " ", entry["kind"])] = true
	}
	require.True(h.t, seen["anna ACCESS_KIND_READ"] && seen["anna ACCESS_KIND_CHANGED"], seen)
	require.True(h.t, seen["bert ACCESS_KIND_REFUSED"], "who tried and may not is in it too: %v", seen)
	require.False(h.t, seen["bert ACCESS_KIND_READ"], seen)
	paper := h.rest("GET", h.path("case-file"), h.counsellor, nil)
	require.Equal(h.t, 200, paper.status, paper.text)
	content, err := base64.StdEncoding.DecodeString(paper.body["content"].(string))
	require.NoError(h.t, err)
	require.True(h.t, bytes.HasPrefix(content, []byte("%PDF-")))
}
