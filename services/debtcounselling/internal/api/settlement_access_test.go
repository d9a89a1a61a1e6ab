package api_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

func TestSettlementOfSomebodyElseIsRefusedEverywhereAndAudited(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1450_00, 1384_50)
		id, other := r.aSettlement(t, c, c.drawn(loan)).GetId(), r.caller(t, "other", "debt.counsellor")
		calls := []func(trajectoryID, id string) error{
			func(trajectoryID, _ string) error {
				_, err := r.settlements.CreateSettlement(other, &debtcounsellingv1.CreateSettlementRequest{
					TrajectoryId: trajectoryID, Settlement: c.drawn(loan),
				})
				return err
			},
			func(trajectoryID, _ string) error {
				_, err := r.settlements.ListSettlements(other, &debtcounsellingv1.ListSettlementsRequest{TrajectoryId: trajectoryID})
				return err
			},
			func(_, id string) error {
				_, err := r.settlements.GetSettlement(other, &debtcounsellingv1.GetSettlementRequest{Id: id})
				return err
			},
			func(_, id string) error {
				_, err := r.settlements.CreateSettlementTransition(other, &debtcounsellingv1.CreateSettlementTransitionRequest{
					SettlementId: id, Transition: &debtcounsellingv1.SettlementTransition{To: proposedState, Date: "2026-11-20"},
				})
				return err
			},
			func(_, id string) error {
				_, err := r.settlements.ListSettlementTransitions(other, &debtcounsellingv1.ListSettlementTransitionsRequest{SettlementId: id})
				return err
			},
			func(_, id string) error {
				_, err := r.settlements.CreateOfferAnswer(other, &debtcounsellingv1.CreateOfferAnswerRequest{
					SettlementId: id, Answer: &debtcounsellingv1.OfferAnswer{ClaimIds: c.claims[:], Outcome: accepts, Date: "2026-11-20"},
				})
				return err
			},
			func(_, id string) error {
				_, err := r.settlements.ListOfferAnswers(other, &debtcounsellingv1.ListOfferAnswersRequest{SettlementId: id})
				return err
			},
			func(_, id string) error {
				_, err := r.settlements.GetPaymentSchedule(other, &debtcounsellingv1.GetPaymentScheduleRequest{SettlementId: id})
				return err
			},
		}
		for _, call := range calls {
			r.refuses(t, notYours(), func() error { return call(c.trajectory, id) })
			r.refuses(t, notYours(), func() error { return call(ids.New(), ids.New()) })
		}
		require.Len(t, r.refusals(t), 2*len(calls))
	})
}

func TestOfSettlementsThatComeTogetherOneIsDrawnUp(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCase(t, 1450_00, 1384_50)
		ctx, errs := r.counsellor(t), make([]error, 4)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				_, errs[i] = r.settlements.CreateSettlement(ctx, &debtcounsellingv1.CreateSettlementRequest{
					TrajectoryId: c.trajectory, Settlement: c.drawn(loan),
				})
			})
		}
		all.Wait()
		drawn := 0
		for _, err := range errs {
			if err == nil {
				drawn++
			} else {
				failed("SETTLEMENT_RUNNING").require(t, err)
			}
		}
		require.Equal(t, 1, drawn)
		require.Len(t, r.rows(t, "settlement"), 1)
	})
}
