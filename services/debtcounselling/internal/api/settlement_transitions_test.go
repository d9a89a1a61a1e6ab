package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

const (
	proposedState      = debtcounsellingv1.SettlementState_SETTLEMENT_STATE_PROPOSED
	partlyRefusedState = debtcounsellingv1.SettlementState_SETTLEMENT_STATE_PARTLY_REFUSED
	reconsiderState    = debtcounsellingv1.SettlementState_SETTLEMENT_STATE_RECONSIDERATION
	courtState         = debtcounsellingv1.SettlementState_SETTLEMENT_STATE_COURT
	acceptedState      = debtcounsellingv1.SettlementState_SETTLEMENT_STATE_ACCEPTED
	runningState       = debtcounsellingv1.SettlementState_SETTLEMENT_STATE_RUNNING
	rejectedState      = debtcounsellingv1.SettlementState_SETTLEMENT_STATE_REJECTED
	statutoryState     = debtcounsellingv1.SettlementState_SETTLEMENT_STATE_STATUTORY
	completedState     = debtcounsellingv1.SettlementState_SETTLEMENT_STATE_COMPLETED
	withdrawnState     = debtcounsellingv1.SettlementState_SETTLEMENT_STATE_WITHDRAWN

	accepts = debtcounsellingv1.OfferOutcome_OFFER_OUTCOME_ACCEPTED
	refuses = debtcounsellingv1.OfferOutcome_OFFER_OUTCOME_REFUSED
	silent  = debtcounsellingv1.OfferOutcome_OFFER_OUTCOME_NO_ANSWER
)

// take takes a settlement to a state, as the counsellor does.
func (r *rig) take(
	t testing.TB, id string, to debtcounsellingv1.SettlementState, date string,
) (*debtcounsellingv1.Settlement, error) {
	t.Helper()
	return r.settlements.CreateSettlementTransition(r.counsellor(t), &debtcounsellingv1.CreateSettlementTransitionRequest{
		SettlementId: id, Transition: &debtcounsellingv1.SettlementTransition{To: to, Date: date},
	})
}

// takes takes a settlement to a state that it can come to.
func (r *rig) takes(
	t testing.TB, id string, to debtcounsellingv1.SettlementState, date string,
) *debtcounsellingv1.Settlement {
	t.Helper()
	m, err := r.take(t, id, to, date)
	require.NoError(t, err)
	require.Equal(t, to, m.GetState())
	requireProto(t, m, r.getSettlement(t, id))
	return m
}

// answers records an answer to offers, as the counsellor does.
func (r *rig) answerOffer(
	t testing.TB, id string, outcome debtcounsellingv1.OfferOutcome, date string, claims ...string,
) (*debtcounsellingv1.Settlement, error) {
	t.Helper()
	a := &debtcounsellingv1.OfferAnswer{ClaimIds: claims, Outcome: outcome, Date: date}
	if outcome == refuses {
		a.Reason = debtcounsellingv1.OfferRefusal_OFFER_REFUSAL_OFFER_TOO_LOW
	}
	return r.settlements.CreateOfferAnswer(r.counsellor(t), &debtcounsellingv1.CreateOfferAnswerRequest{SettlementId: id, Answer: a})
}

// answer records an answer that can be.
func (r *rig) answer(
	t testing.TB, id string, outcome debtcounsellingv1.OfferOutcome, date string, claims ...string,
) *debtcounsellingv1.Settlement {
	t.Helper()
	m, err := r.answerOffer(t, id, outcome, date, claims...)
	require.NoError(t, err)
	return m
}

// failed is a refusal for what stands in the way.
func failed(reason string) refusal { return refusal{code: codes.FailedPrecondition, reason: reason} }

func TestSettlementThatAllAcceptIsPaidInTheSolution(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1450_00, 1384_50)
		id := r.aSettlement(t, c, c.drawn(mediation)).GetId()
		m := r.takes(t, id, proposedState, "2026-11-23")
		require.Equal(t, "2026-12-07", m.GetAnswerDueDate(), "ten working days, as a balance request has (W18)")
		require.Equal(t, "2026-12-07 TERM_STATE_RUNNING", r.due(t, c.trajectory)["TERM_KIND_PROPOSAL_ANSWER"])
		require.Equal(t, proposedState, r.answer(t, id, accepts, "2026-11-25", c.claims[0]).GetState())
		m = r.answer(t, id, accepts, "2026-11-24", c.claims[1], c.claims[2])
		require.Equal(t, acceptedState, m.GetState())
		require.Equal(t, "2026-11-25", m.GetAcceptanceDate(), "the date of the last answer")
		require.False(t, m.GetForcedAgreement())
		require.Equal(t, "2026-12-07 TERM_STATE_MET", r.due(t, c.trajectory)["TERM_KIND_PROPOSAL_ANSWER"])
		r.refuses(t, failed("TRAJECTORY_NOT_IN_SOLUTION"), func() error {
			_, err := r.take(t, id, runningState, "2026-11-26")
			return err
		})
		require.NoError(t, r.step(t, c.trajectory, solution, "2026-11-26"))
		schedule := func() (*debtcounsellingv1.PaymentSchedule, error) {
			return r.settlements.GetPaymentSchedule(r.counsellor(t), &debtcounsellingv1.GetPaymentScheduleRequest{SettlementId: id})
		}
		r.refuses(t, failed("SETTLEMENT_NOT_BEGUN"), func() error {
			_, err := schedule()
			return err
		})
		r.takes(t, id, runningState, "2026-11-26")
		plan, err := schedule()
		require.NoError(t, err)
		require.Len(t, plan.GetInstalments(), 18)
		require.Equal(t, "2026-12-26", plan.GetInstalments()[0].GetDueDate())
		require.Equal(t, "2028-05-26", plan.GetInstalments()[17].GetDueDate())
		require.Len(t, plan.GetPayouts(), 6, "after a year, and at the end")
		require.Equal(t, "2027-11-26", plan.GetPayouts()[0].GetDate())
		require.EqualValues(t, 262_00, plan.GetPayouts()[0].GetAmountCents(), "12 of 18 parts of 393.00")
		require.EqualValues(t, 131_00, plan.GetPayouts()[3].GetAmountCents())
		r.refuses(t, failed("TRANSITION_NOT_ALLOWED"), func() error {
			_, err := r.take(t, id, withdrawnState, "2026-11-26")
			return err
		})
		m = r.takes(t, id, completedState, "2026-11-26")
		require.Equal(t, "2026-11-26", m.GetEndDate())
		steps, err := r.settlements.ListSettlementTransitions(r.counsellor(t), &debtcounsellingv1.ListSettlementTransitionsRequest{
			SettlementId: id,
		})
		require.NoError(t, err)
		var went []string
		for _, step := range steps.GetTransitions() {
			went = append(went, step.GetTo().String()+" "+step.GetDate())
		}
		require.Equal(t, []string{
			"SETTLEMENT_STATE_PROPOSED 2026-11-23", "SETTLEMENT_STATE_ACCEPTED 2026-11-25", "SETTLEMENT_STATE_RUNNING 2026-11-26",
			"SETTLEMENT_STATE_COMPLETED 2026-11-26",
		}, went)
	})
}

func TestWhoRefusedIsAskedAgainAndTheCourtMakesThemAgree(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1450_00, 1384_50)
		id := r.aSettlement(t, c, c.drawn(loan)).GetId()
		r.refuses(t, failed("SETTLEMENT_NOT_ASKED"), func() error {
			_, err := r.answerOffer(t, id, accepts, "2026-11-20", c.claims[0])
			return err
		})
		r.takes(t, id, proposedState, "2026-11-20")
		for _, to := range []debtcounsellingv1.SettlementState{acceptedState, partlyRefusedState} {
			r.refuses(t, failed("ANSWERS_DECIDE"), func() error {
				_, err := r.take(t, id, to, "2026-11-23")
				return err
			})
		}
		r.refuses(t, invalid("answer.date BEFORE_PROPOSAL", "answer.reason REASON_MISSING", "answer.claim_ids[1] OFFER_TWICE",
			"answer.claim_ids[2] OFFER_CLAIM_UNKNOWN"), func() error {
			_, err := r.settlements.CreateOfferAnswer(r.counsellor(t), &debtcounsellingv1.CreateOfferAnswerRequest{
				SettlementId: id, Answer: &debtcounsellingv1.OfferAnswer{
					ClaimIds: []string{c.claims[0], c.claims[0], ids.New()}, Outcome: refuses, Date: "2026-11-19",
				},
			})
			return err
		})
		r.answer(t, id, accepts, "2026-11-20", c.claims[0])
		r.answer(t, id, refuses, "2026-11-23", c.claims[1])
		r.refuses(t, invalid("answer.claim_ids[0] OFFER_ANSWERED"), func() error {
			_, err := r.answerOffer(t, id, accepts, "2026-11-23", c.claims[1])
			return err
		})
		m := r.answer(t, id, silent, "2026-11-23", c.claims[2])
		require.Equal(t, partlyRefusedState, m.GetState())
		m = r.takes(t, id, reconsiderState, "2026-11-23")
		require.Equal(t, "2026-11-20", m.GetProposalDate())
		require.Equal(t, "2026-11-23", m.GetReconsiderationDate())
		r.refuses(t, invalid("answer.claim_ids[0] OFFER_NOT_ASKED"), func() error {
			_, err := r.answerOffer(t, id, refuses, "2026-11-23", c.claims[0])
			return err
		})
		r.answer(t, id, accepts, "2026-11-24", c.claims[2])
		require.Equal(t, partlyRefusedState, r.answer(t, id, refuses, "2026-11-24", c.claims[1]).GetState())
		answers, err := r.settlements.ListOfferAnswers(r.counsellor(t), &debtcounsellingv1.ListOfferAnswersRequest{SettlementId: id})
		require.NoError(t, err)
		require.Len(t, answers.GetAnswers(), 5, "the answers before stay")
		m = r.takes(t, id, courtState, "2026-11-25")
		require.Equal(t, "2026-11-25", m.GetCourtRequestDate())
		require.False(t, m.GetForcedAgreement(), "not before it is granted")
		m = r.takes(t, id, acceptedState, "2026-11-26")
		require.True(t, m.GetForcedAgreement())
		require.Equal(t, "2026-11-26", m.GetAcceptanceDate())
	})
}

func TestSettlementThatTheCourtRejectsIsHandedOverToTheStatutoryScheme(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1450_00, 1384_50)
		id := r.aSettlement(t, c, c.drawn(loan)).GetId()
		r.takes(t, id, proposedState, "2026-11-20")
		r.answer(t, id, refuses, "2026-11-23", c.claims[:]...)
		r.takes(t, id, courtState, "2026-11-23")
		m := r.takes(t, id, rejectedState, "2026-11-24")
		require.Equal(t, "2026-11-24", m.GetRejectionDate())
		require.False(t, m.GetForcedAgreement())
		m = r.takes(t, id, statutoryState, "2026-11-25")
		require.Equal(t, "2026-11-25", m.GetDeclarationDate())
	})
}

func TestStepOfASettlementHasADateThatCanBe(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1450_00, 1384_50)
		m := r.aSettlement(t, c, c.drawn(loan))
		for date, reason := range map[string]string{
			"2026-11-19": "BEFORE_LAST_TRANSITION", "2026-11-27": "DATE_IN_FUTURE", "2026-11-31": "DATE_INVALID",
		} {
			r.refuses(t, invalid("transition.date "+reason), func() error {
				_, err := r.take(t, m.GetId(), proposedState, date)
				return err
			})
		}
		step := &debtcounsellingv1.CreateSettlementTransitionRequest{
			SettlementId: m.GetId(), Transition: &debtcounsellingv1.SettlementTransition{To: proposedState, Date: "2026-11-20"},
			Etag: "9", RequestId: ids.New(),
		}
		take := func() error {
			_, err := r.settlements.CreateSettlementTransition(r.counsellor(t), step)
			return err
		}
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, take)
		step.Etag = m.GetEtag()
		require.NoError(t, take())
		require.NoError(t, take(), "a second delivery changes nothing")
		require.Len(t, r.rows(t, "settlement_transition"), 1)
		answer := &debtcounsellingv1.CreateOfferAnswerRequest{
			SettlementId: m.GetId(), RequestId: ids.New(),
			Answer: &debtcounsellingv1.OfferAnswer{ClaimIds: c.claims[:], Outcome: accepts, Date: "2026-11-23"},
		}
		first, err := r.settlements.CreateOfferAnswer(r.counsellor(t), answer)
		require.NoError(t, err)
		again, err := r.settlements.CreateOfferAnswer(r.counsellor(t), answer)
		require.NoError(t, err)
		requireProto(t, first, again)
		require.Len(t, r.rows(t, "settlement_answer"), 3)
	})
}

func TestOffersOnWhatIsNotOwedAnyMoreAreNotProposed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1450_00, 1384_50)
		id := r.aSettlement(t, c, c.drawn(loan)).GetId()
		_, err := r.claims.CreateClaimBalance(r.counsellor(t), &debtcounsellingv1.CreateClaimBalanceRequest{
			ClaimId: c.claims[1], Balance: &debtcounsellingv1.ClaimBalance{AmountCents: 8_000_00, Date: "2026-11-23"},
		})
		require.NoError(t, err)
		r.refuses(t, failed("SETTLEMENT_OUTDATED"), func() error {
			_, err := r.take(t, id, proposedState, "2026-11-23")
			return err
		})
		r.takes(t, id, withdrawnState, "2026-11-23")
		again := r.aSettlement(t, c, c.drawn(loan, func(m *debtcounsellingv1.Settlement) { m.Date = "2026-11-23" }))
		r.takes(t, again.GetId(), proposedState, "2026-11-23")
		r.takes(t, again.GetId(), withdrawnState, "2026-11-24")
		require.Equal(t, "2026-12-07 TERM_STATE_VOID", r.due(t, c.trajectory)["TERM_KIND_PROPOSAL_ANSWER"])
	})
}

func TestSettlementOfATrajectoryThatEndedCanOnlyBeClosed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1450_00, 1384_50)
		id := r.aSettlement(t, c, c.drawn(loan)).GetId()
		r.takes(t, id, proposedState, "2026-11-20")
		require.NoError(t, r.decide(t, c.trajectory, debtcounsellingv1.DecisionKind_DECISION_KIND_ENDING, "2026-11-25"))
		require.NoError(t, r.step(t, c.trajectory, exited, "2026-11-25"))
		require.Equal(t, "2026-12-04 TERM_STATE_VOID", r.due(t, c.trajectory)["TERM_KIND_PROPOSAL_ANSWER"])
		r.refuses(t, failed("TRAJECTORY_ENDED"), func() error {
			_, err := r.answerOffer(t, id, accepts, "2026-11-25", c.claims[0])
			return err
		})
		r.takes(t, id, withdrawnState, "2026-11-25")
	})
}
