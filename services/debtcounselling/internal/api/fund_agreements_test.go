package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

func TestAgreementIsDraftedWithTheClaimsOfItsClientAndKeptAsItWasGiven(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		trajectoryID, clientID, claimID, studyID := r.youth(t)
		requestID := ids.New()
		create := func() *debtcounsellingv1.FundAgreement {
			a, err := r.agreements.CreateFundAgreement(r.counsellor(t), &debtcounsellingv1.CreateFundAgreementRequest{
				TrajectoryId: trajectoryID, FundAgreement: agreement(claimID), RequestId: requestID,
			})
			require.NoError(t, err)
			return a
		}
		a := create()
		want := agreement(claimID)
		want.Id, want.TrajectoryId, want.ClientId, want.Recorder, want.Etag = a.GetId(), trajectoryID, clientID, counsellorSubject, "1"
		want.CreateTime, want.UpdateTime = a.GetCreateTime(), a.GetUpdateTime()
		want.State = debtcounsellingv1.FundAgreementState_FUND_AGREEMENT_STATE_DRAFT
		want.PlannedReturns[0].ValueCents, want.Reviews = 200_00, []string{"2027-02-10", "2027-05-10"}
		want.IncludedCents, want.ExcludedCents, want.ShareBasisPoints = 1_000_00, 1_000_00, 40_00
		want.Claims = []*debtcounsellingv1.FundAgreementClaim{
			{ClaimId: claimID, Included: true, AmountCents: 1_000_00},
			{ClaimId: studyID, Exclusion: debtcounsellingv1.ClaimExclusion_CLAIM_EXCLUSION_STUDY_DEBT, AmountCents: 1_000_00},
		}
		requireProto(t, want, a)
		requireProto(t, a, create())
		requireProto(t, a, r.getAgreement(t, a.GetId()))
		list, err := r.agreements.ListFundAgreements(r.counsellor(t), &debtcounsellingv1.ListFundAgreementsRequest{TrajectoryId: trajectoryID})
		require.NoError(t, err)
		require.Len(t, list.GetFundAgreements(), 1)
		requireProto(t, a, list.GetFundAgreements()[0])
		require.Len(t, r.lines(t, "CreateFundAgreement"), 2)
		require.Len(t, r.lines(t, "GetFundAgreement"), 1)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "AGREEMENT_EXISTS"}, func() error {
			_, err := r.draftAgreement(t, trajectoryID, agreement(claimID))
			return err
		})
	})
}

func TestEveryRuleThatAnAgreementBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		trajectoryID, _, claimID, studyID := r.youth(t)
		bad := agreement(claimID, studyID, ids.New())
		bad.StartDate, bad.Reviews, bad.Goals = "2035-02-30", []string{"2026-02-30"}, nil
		bad.Residence = debtcounsellingv1.FundResidence_FUND_RESIDENCE_ELSEWHERE
		r.refuses(t, invalid("fund_agreement.start_date DATE_INVALID", "fund_agreement.reviews[0] DATE_INVALID",
			"fund_agreement.residence RESIDENCE_OUTSIDE", "fund_agreement.goals GOALS_MISSING",
			"fund_agreement.claim_ids[1] CLAIM_EXCLUDED", "fund_agreement.claim_ids[2] CLAIM_UNKNOWN"), func() error {
			_, err := r.draftAgreement(t, trajectoryID, bad)
			return err
		})
		older := r.aTrajectory(t, r.aClient(t).GetId(), byFund).GetId()
		r.refuses(t, invalid("fund_agreement.start_date AGE_OUTSIDE", "fund_agreement.buy_off_cents BUY_OFF_ABOVE_CLAIMS"), func() error {
			_, err := r.draftAgreement(t, older, agreement())
			return err
		})
		other := r.aTrajectory(t, r.aClient(t, young).GetId()).GetId()
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "FUND_NOT_HERE"}, func() error {
			_, err := r.draftAgreement(t, other, agreement())
			return err
		})
	})
}

func TestDraftChangesAndWhatWasSignedDoesNot(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		trajectoryID, _, claimID, _ := r.youth(t)
		a, err := r.draftAgreement(t, trajectoryID, agreement(claimID))
		require.NoError(t, err)
		change := func() error {
			_, err := r.agreements.UpdateFundAgreement(r.counsellor(t), &debtcounsellingv1.UpdateFundAgreementRequest{
				FundAgreement: &debtcounsellingv1.FundAgreement{Id: a.GetId(), BuyOffCents: 500_00, Goals: []string{"werk"}, Etag: a.GetEtag()},
				UpdateMask:    &fieldmaskpb.FieldMask{Paths: []string{"buy_off_cents", "goals", "reviews"}},
			})
			return err
		}
		r.deposit(t, 500_00)
		require.NoError(t, change())
		got := r.getAgreement(t, a.GetId())
		require.Equal(t, []string{"werk"}, got.GetGoals())
		require.Empty(t, got.GetReviews())
		require.EqualValues(t, 50_00, got.GetShareBasisPoints())
		require.Len(t, got.GetPlannedReturns(), 1)
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, change)
		_, err = r.stepAgreement(t, a.GetId(), fundSigned, "2026-11-11")
		require.NoError(t, err)
		a = r.getAgreement(t, a.GetId())
		require.Equal(t, "2026-11-11", a.GetSignDate())
		require.Equal(t, debtcounsellingv1.FundBreachRule_FUND_BREACH_RULE_WAIVER_UNDONE, a.GetBreachRule())
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "AGREEMENT_NOT_DRAFT"}, change)
	})
}

func TestClaimThatWasSettledMeanwhileIsNotSignedFor(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		trajectoryID, _, claimID, _ := r.youth(t)
		a, err := r.draftAgreement(t, trajectoryID, agreement(claimID))
		require.NoError(t, err)
		_, err = r.claims.CreateClaimEnding(r.counsellor(t), &debtcounsellingv1.CreateClaimEndingRequest{
			ClaimId: claimID, State: debtcounsellingv1.ClaimState_CLAIM_STATE_SETTLED, Date: "2026-11-25",
		})
		require.NoError(t, err)
		r.refuses(t, invalid("fund_agreement.claim_ids[0] CLAIM_NOT_OPEN"), func() error {
			_, err := r.stepAgreement(t, a.GetId(), fundSigned, "2026-11-26")
			return err
		})
	})
}

func TestReturnsRedeemTheObligationAndNoMore(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a, _ := r.runningAgreement(t)
		_, err := r.payFromFund(t, a.GetId(), a.GetClaimIds()[0], 400_00)
		require.NoError(t, err)
		give := func(kind debtcounsellingv1.FundReturnKind, minutes int32) (*debtcounsellingv1.FundReturn, error) {
			return r.agreements.CreateFundReturn(r.counsellor(t), &debtcounsellingv1.CreateFundReturnRequest{
				FundAgreementId: a.GetId(), FundReturn: &debtcounsellingv1.FundReturn{Kind: kind, Minutes: minutes, Date: "2026-11-20"},
			})
		}
		first, err := give(atSchool, 10*60+30)
		require.NoError(t, err)
		require.EqualValues(t, 105_00, first.GetValueCents())
		require.EqualValues(t, 295_00, r.getAgreement(t, a.GetId()).GetOwedCents())
		r.refuses(t, invalid("fund_return.minutes RETURN_ABOVE_OBLIGATION"), func() error {
			_, err := give(atWork, 29*60+31)
			return err
		})
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "OBLIGATION_LEFT"}, func() error {
			_, err := r.stepAgreement(t, a.GetId(), fundFulfilled, "2026-11-26")
			return err
		})
		second, err := give(atWork, 29*60+30)
		require.NoError(t, err)
		list, err := r.agreements.ListFundReturns(r.counsellor(t), &debtcounsellingv1.ListFundReturnsRequest{FundAgreementId: a.GetId()})
		require.NoError(t, err)
		require.Len(t, list.GetFundReturns(), 2)
		requireProto(t, first, list.GetFundReturns()[0])
		requireProto(t, second, list.GetFundReturns()[1])
		_, err = r.stepAgreement(t, a.GetId(), fundFulfilled, "2026-11-26")
		require.NoError(t, err)
		require.EqualValues(t, 400_00, r.getAgreement(t, a.GetId()).GetRedeemedCents())
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "AGREEMENT_NOT_RUNNING"}, func() error {
			_, err := give(atWork, 1)
			return err
		})
	})
}

func TestTrajectoryDoesNotEndBeforeItsAgreement(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a, trajectoryID := r.runningAgreement(t)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "AGREEMENT_NOT_CONCLUDED"}, func() error {
			return r.step(t, trajectoryID, exited, "2026-11-26")
		})
		ended, err := r.stepAgreement(t, a.GetId(), fundEnded, "2026-11-26")
		require.NoError(t, err)
		require.EqualValues(t, 400_00, ended.GetReleasedCents(), "the fund paid nothing")
		require.Zero(t, r.getAgreement(t, a.GetId()).GetOwedCents())
		require.NoError(t, r.step(t, trajectoryID, exited, "2026-11-26"))
		steps, err := r.agreements.ListFundAgreementTransitions(r.counsellor(t), &debtcounsellingv1.ListFundAgreementTransitionsRequest{
			FundAgreementId: a.GetId(),
		})
		require.NoError(t, err)
		require.Len(t, steps.GetTransitions(), 3)
		requireProto(t, ended, steps.GetTransitions()[2])
	})
}
