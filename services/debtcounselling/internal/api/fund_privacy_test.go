package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

func TestAgreementOfSomebodyElseIsRefusedAsOneThatIsNotThere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a, trajectoryID := r.runningAgreement(t)
		other := r.caller(t, "other", "debt.counsellor")
		for _, id := range []string{a.GetId(), ids.New()} {
			for _, call := range []func() error{
				func() error {
					_, err := r.agreements.GetFundAgreement(other, &debtcounsellingv1.GetFundAgreementRequest{Id: id})
					return err
				},
				func() error {
					_, err := r.agreements.UpdateFundAgreement(other, &debtcounsellingv1.UpdateFundAgreementRequest{
						FundAgreement: &debtcounsellingv1.FundAgreement{Id: id, BuyOffCents: 1},
					})
					return err
				},
				func() error {
					_, err := r.agreements.CreateFundAgreementTransition(other, &debtcounsellingv1.CreateFundAgreementTransitionRequest{
						FundAgreementId: id, Transition: &debtcounsellingv1.FundAgreementTransition{To: fundFulfilled, Date: "2026-11-26"},
					})
					return err
				},
				func() error {
					_, err := r.agreements.ListFundAgreementTransitions(other, &debtcounsellingv1.ListFundAgreementTransitionsRequest{FundAgreementId: id})
					return err
				},
				func() error {
					_, err := r.agreements.CreateFundReturn(other, &debtcounsellingv1.CreateFundReturnRequest{
						FundAgreementId: id, FundReturn: &debtcounsellingv1.FundReturn{Kind: atWork, Minutes: 1, Date: "2026-11-26"},
					})
					return err
				},
				func() error {
					_, err := r.agreements.ListFundReturns(other, &debtcounsellingv1.ListFundReturnsRequest{FundAgreementId: id})
					return err
				},
			} {
				r.refuses(t, notYours(), call)
			}
		}
		for _, id := range []string{trajectoryID, ids.New()} {
			r.refuses(t, notYours(), func() error {
				_, err := r.agreements.CreateFundAgreement(other, &debtcounsellingv1.CreateFundAgreementRequest{
					TrajectoryId: id, FundAgreement: agreement(),
				})
				return err
			})
			r.refuses(t, notYours(), func() error {
				_, err := r.agreements.ListFundAgreements(other, &debtcounsellingv1.ListFundAgreementsRequest{TrajectoryId: id})
				return err
			})
		}
		require.Len(t, r.refusals(t), 16)
	})
}

func TestGoalsAreExportedAndGoWithAnErasureAndFiguresStay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a, trajectoryID := r.runningAgreement(t)
		_, err := r.agreements.CreateFundReturn(r.counsellor(t), &debtcounsellingv1.CreateFundReturnRequest{
			FundAgreementId: a.GetId(), FundReturn: &debtcounsellingv1.FundReturn{Kind: atWork, Minutes: 60, Date: "2026-11-20"},
		})
		require.NoError(t, err)
		_, err = r.scores(t, trajectoryID, "2026-11-20", 3)
		require.NoError(t, err)
		_, err = r.stepAgreement(t, a.GetId(), fundEnded, "2026-11-26")
		require.NoError(t, err)
		require.NoError(t, r.step(t, trajectoryID, exited, "2026-11-26"))
		export, err := r.clients.ExportClient(r.supervisor(t), &debtcounsellingv1.ExportClientRequest{ClientId: a.GetClientId()})
		require.NoError(t, err)
		require.Len(t, export.GetFundAgreements(), 1)
		require.Equal(t, a.GetGoals(), export.GetFundAgreements()[0].GetGoals())
		require.Empty(t, export.GetFundAgreements()[0].GetRecorder())
		require.Len(t, export.GetFundAgreementTransitions(), 3)
		require.Len(t, export.GetFundReturns(), 1)
		require.Len(t, export.GetFundEntries(), 4, "reserved, given back, and not counted and released at the end")
		require.Len(t, export.GetLivingAreaScores(), 1)
		_, err = r.clients.CreateClientErasure(r.supervisor(t), &debtcounsellingv1.CreateClientErasureRequest{ClientId: a.GetClientId()})
		require.NoError(t, err)
		left, err := r.agreements.GetFundAgreement(r.supervisor(t), &debtcounsellingv1.GetFundAgreementRequest{Id: a.GetId()})
		require.NoError(t, err)
		require.Empty(t, left.GetGoals())
		require.EqualValues(t, 10_00, left.GetRedeemedCents())
		require.EqualValues(t, 10_00, left.GetRevertedCents())
	})
}

func TestNothingOfAnAgreementIsInTheFilesOrLogs(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	a, _ := r.runningAgreement(t)
	require.Contains(t, a.GetGoals()[0], "Dieuwertje")
	r.requireNoCanaryInFiles(t)
}
