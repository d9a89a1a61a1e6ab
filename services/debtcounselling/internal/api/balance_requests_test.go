package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// ask records that the creditor of claims was asked on a date.
func (r *rig) ask(t testing.TB, trajectoryID, date string, claimIDs ...string) *debtcounsellingv1.BalanceRequest {
	t.Helper()
	asked, err := r.requests.CreateBalanceRequest(r.counsellor(t), &debtcounsellingv1.CreateBalanceRequestRequest{
		TrajectoryId: trajectoryID, BalanceRequest: &debtcounsellingv1.BalanceRequest{ClaimIds: claimIDs, Date: date},
	})
	require.NoError(t, err)
	return asked
}

// answers records what was answered.
func (r *rig) answers(
	t testing.TB, id string, answer *debtcounsellingv1.BalanceAnswer,
) (*debtcounsellingv1.BalanceRequest, error) {
	t.Helper()
	return r.requests.CreateBalanceAnswer(r.counsellor(t), &debtcounsellingv1.CreateBalanceAnswerRequest{
		BalanceRequestId: id, Answer: answer,
	})
}

// W18 of the worked examples.
func TestCreditorHasTenWorkingDaysToAnswer(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr, creditor := r.aTrajectory(t, r.aClient(t).GetId()), r.aCreditor(t, "Zorgfonds")
		one, two := r.aClaim(t, tr.GetId(), owedTo(creditor.GetId())), r.aClaim(t, tr.GetId(), owedTo("", toAPerson))
		first := r.ask(t, tr.GetId(), "2026-11-23", one.GetId())
		second := r.ask(t, tr.GetId(), "2026-11-23", two.GetId())
		require.Equal(t, "2026-12-07", first.GetDueDate(), "W18: ten working days")
		require.Equal(t, "2026-11-30", first.GetFetchDate(), "W18: five working days")
		require.Equal(t, creditor.GetId(), first.GetCreditorId())
		require.Empty(t, second.GetCreditorId())
		r.clock.Set(time.Date(2026, 12, 8, 12, 0, 0, 0, time.UTC))
		overdue := func() (n int) {
			answer, err := r.terms.ListTerms(r.counsellor(t), &debtcounsellingv1.ListTermsRequest{
				TrajectoryId: tr.GetId(), State: debtcounsellingv1.TermState_TERM_STATE_RUNNING, UntilDate: "2026-12-07",
			})
			require.NoError(t, err)
			for _, term := range answer.GetTerms() {
				if term.GetOverdue() && term.GetKind() == debtcounsellingv1.TermKind_TERM_KIND_BALANCE_ANSWER {
					n++
				}
			}
			return n
		}
		require.Equal(t, 2, overdue())
		answered, err := r.answers(t, first.GetId(), &debtcounsellingv1.BalanceAnswer{
			Date: "2026-12-08", AgreesBeforehand: true,
			Balances: []*debtcounsellingv1.AnsweredBalance{{ClaimId: one.GetId(), AmountCents: 1_234_56, Date: "2026-12-01"}},
		})
		require.NoError(t, err)
		require.Equal(t, debtcounsellingv1.BalanceRequestState_BALANCE_REQUEST_STATE_ANSWERED, answered.GetState())
		require.Equal(t, 1, overdue(), "the term of the other request runs on")
		claim, err := r.claims.GetClaim(r.counsellor(t), &debtcounsellingv1.GetClaimRequest{Id: one.GetId()})
		require.NoError(t, err)
		require.EqualValues(t, 1_234_56, claim.GetAmountCents())
		require.Equal(t, "2026-12-01", claim.GetBalanceDate())
		refused, err := r.answers(t, second.GetId(), &debtcounsellingv1.BalanceAnswer{
			Date: "2026-12-08", NoCooperation: debtcounsellingv1.NoCooperation_NO_COOPERATION_CLIENT_UNKNOWN,
		})
		require.NoError(t, err)
		require.Equal(t, debtcounsellingv1.BalanceRequestState_BALANCE_REQUEST_STATE_NO_COOPERATION, refused.GetState())
		require.Zero(t, overdue())
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "BALANCE_REQUEST_ANSWERED"}, func() error {
			_, err := r.answers(t, second.GetId(), &debtcounsellingv1.BalanceAnswer{Date: "2026-12-08"})
			return err
		})
		list, err := r.requests.ListBalanceRequests(r.counsellor(t), &debtcounsellingv1.ListBalanceRequestsRequest{TrajectoryId: tr.GetId()})
		require.NoError(t, err)
		require.Len(t, list.GetBalanceRequests(), 2)
		requireProto(t, answered, list.GetBalanceRequests()[0])
	})
}

func TestEveryRuleThatABalanceRequestBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr, creditor := r.aTrajectory(t, r.aClient(t).GetId()), r.aCreditor(t, "Zorgfonds")
		claim := r.aClaim(t, tr.GetId(), owedTo(creditor.GetId()))
		other := r.aTrajectory(t, r.aClient(t).GetId())
		elsewhere := r.aClaim(t, other.GetId(), owedTo(creditor.GetId()))
		r.refuses(t, invalid("balance_request.date DATE_IN_FUTURE", "balance_request.claim_ids[1] CLAIM_TWICE",
			"balance_request.claim_ids[2] CLAIM_UNKNOWN"), func() error {
			_, err := r.requests.CreateBalanceRequest(r.counsellor(t), &debtcounsellingv1.CreateBalanceRequestRequest{
				TrajectoryId: tr.GetId(), BalanceRequest: &debtcounsellingv1.BalanceRequest{
					ClaimIds: []string{claim.GetId(), claim.GetId(), elsewhere.GetId()}, Date: "2026-11-27",
				},
			})
			return err
		})
		asked := r.ask(t, tr.GetId(), "2026-11-23", claim.GetId())
		r.refuses(t, invalid("answer.date BEFORE_REQUEST", "answer.balances[0].claim_id CLAIM_NOT_ASKED",
			"answer.balances BALANCE_MISSING"), func() error {
			_, err := r.answers(t, asked.GetId(), &debtcounsellingv1.BalanceAnswer{
				Date: "2026-11-20", Balances: []*debtcounsellingv1.AnsweredBalance{{ClaimId: elsewhere.GetId(), Date: "2026-11-20"}},
			})
			return err
		})
	})
}

func TestBalanceRequestAndAnswerThatComeTwiceCountOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		client := r.aClient(t).GetId()
		tr := r.aTrajectory(t, client)
		claim := r.aClaim(t, tr.GetId(), owedTo("", toAPerson))
		req := &debtcounsellingv1.CreateBalanceRequestRequest{
			TrajectoryId: tr.GetId(), RequestId: ids.New(),
			BalanceRequest: &debtcounsellingv1.BalanceRequest{ClaimIds: []string{claim.GetId()}, Date: "2026-11-23"},
		}
		first, err := r.requests.CreateBalanceRequest(r.counsellor(t), req)
		require.NoError(t, err)
		again, err := r.requests.CreateBalanceRequest(r.counsellor(t), req)
		require.NoError(t, err)
		requireProto(t, first, again)
		answer := &debtcounsellingv1.CreateBalanceAnswerRequest{
			BalanceRequestId: first.GetId(), RequestId: ids.New(), Answer: &debtcounsellingv1.BalanceAnswer{
				Date: "2026-11-26", Balances: []*debtcounsellingv1.AnsweredBalance{{ClaimId: claim.GetId(), AmountCents: 1, Date: "2026-11-26"}},
			},
		}
		answered, err := r.requests.CreateBalanceAnswer(r.counsellor(t), answer)
		require.NoError(t, err)
		again, err = r.requests.CreateBalanceAnswer(r.counsellor(t), answer)
		require.NoError(t, err)
		requireProto(t, answered, again)
		require.Len(t, r.rows(t, "claim_balance"), 2)
		export, err := r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: client})
		require.NoError(t, err)
		require.Len(t, export.GetBalanceRequests(), 1)
	})
}

func TestBalanceRequestOfSomebodyElseIsRefusedEverywhereAndAudited(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId())
		claim := r.aClaim(t, tr.GetId(), owedTo("", toAPerson))
		asked := r.ask(t, tr.GetId(), "2026-11-23", claim.GetId())
		other := r.caller(t, "other", "debt.counsellor")
		calls := []func(trajectoryID, requestID string) error{
			func(id, _ string) error {
				_, err := r.requests.CreateBalanceRequest(other, &debtcounsellingv1.CreateBalanceRequestRequest{
					TrajectoryId: id, BalanceRequest: &debtcounsellingv1.BalanceRequest{ClaimIds: []string{claim.GetId()}, Date: "2026-11-23"},
				})
				return err
			},
			func(id, _ string) error {
				_, err := r.requests.ListBalanceRequests(other, &debtcounsellingv1.ListBalanceRequestsRequest{TrajectoryId: id})
				return err
			},
			func(_, id string) error {
				_, err := r.requests.GetBalanceRequest(other, &debtcounsellingv1.GetBalanceRequestRequest{Id: id})
				return err
			},
			func(_, id string) error {
				_, err := r.requests.CreateBalanceAnswer(other, &debtcounsellingv1.CreateBalanceAnswerRequest{
					BalanceRequestId: id, Answer: &debtcounsellingv1.BalanceAnswer{Date: "2026-11-26"},
				})
				return err
			},
		}
		for _, call := range calls {
			r.refuses(t, notYours(), func() error { return call(tr.GetId(), asked.GetId()) })
			r.refuses(t, notYours(), func() error { return call(ids.New(), ids.New()) })
		}
		require.Len(t, r.refusals(t), 2*len(calls))
	})
}
