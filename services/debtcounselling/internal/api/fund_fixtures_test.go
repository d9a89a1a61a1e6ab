package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

const (
	fundSigned    = debtcounsellingv1.FundAgreementState_FUND_AGREEMENT_STATE_SIGNED
	fundRunning   = debtcounsellingv1.FundAgreementState_FUND_AGREEMENT_STATE_RUNNING
	fundFulfilled = debtcounsellingv1.FundAgreementState_FUND_AGREEMENT_STATE_FULFILLED
	fundBreached  = debtcounsellingv1.FundAgreementState_FUND_AGREEMENT_STATE_BREACHED
	fundEnded     = debtcounsellingv1.FundAgreementState_FUND_AGREEMENT_STATE_ENDED

	atSchool = debtcounsellingv1.FundReturnKind_FUND_RETURN_KIND_SCHOOL
	atWork   = debtcounsellingv1.FundReturnKind_FUND_RETURN_KIND_WORK
)

// young is a client whom the fund is for.
func young(c *debtcounsellingv1.Client) { c.BirthDate = proto.String("2005-06-07") }

// byFund makes a trajectory one of the fund.
func byFund(t *debtcounsellingv1.Trajectory) {
	t.Kind = debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_YOUTH_FUND
}

// youth answers a trajectory of the fund whose client owes 1000 euros of rent, and to DUO.
func (r *rig) youth(t testing.TB) (trajectoryID, clientID, claimID, studyID string) {
	t.Helper()
	clientID = r.aClient(t, young).GetId()
	trajectoryID = r.aTrajectory(t, clientID, byFund).GetId()
	creditor := r.aCreditor(t, "Zorgfonds").GetId()
	claimID = r.aClaim(t, trajectoryID, owedTo(creditor)).GetId()
	studyID = r.aClaim(t, trajectoryID, owedTo(creditor, func(c *debtcounsellingv1.Claim) {
		c.Exclusion = debtcounsellingv1.ClaimExclusion_CLAIM_EXCLUSION_STUDY_DEBT
	})).GetId()
	return trajectoryID, clientID, claimID, studyID
}

// agreement answers an agreement about claims that may be drafted.
func agreement(claimIDs ...string) *debtcounsellingv1.FundAgreement {
	return &debtcounsellingv1.FundAgreement{
		StartDate: "2026-11-10", Residence: debtcounsellingv1.FundResidence_FUND_RESIDENCE_MUNICIPALITY,
		Motive:   debtcounsellingv1.FundMotive_FUND_MOTIVE_STUDENT,
		Referrer: debtcounsellingv1.FundReferrer_FUND_REFERRER_SCHOOL, BuyOffCents: 400_00, ClaimIds: claimIDs,
		Goals:          []string{"Dieuwertje haalt haar diploma", "een eigen kamer in Almere"},
		PlannedReturns: []*debtcounsellingv1.PlannedReturn{{Kind: atSchool, Minutes: 20 * 60}},
		Reviews:        []string{"2027-05-10", "2027-02-10"},
	}
}

// draftAgreement drafts an agreement, as the counsellor does.
func (r *rig) draftAgreement(
	t testing.TB, trajectoryID string, a *debtcounsellingv1.FundAgreement,
) (*debtcounsellingv1.FundAgreement, error) {
	t.Helper()
	return r.agreements.CreateFundAgreement(r.counsellor(t), &debtcounsellingv1.CreateFundAgreementRequest{
		TrajectoryId: trajectoryID, FundAgreement: a,
	})
}

func (r *rig) getAgreement(t testing.TB, id string) *debtcounsellingv1.FundAgreement {
	t.Helper()
	a, err := r.agreements.GetFundAgreement(r.counsellor(t), &debtcounsellingv1.GetFundAgreementRequest{Id: id})
	require.NoError(t, err)
	return a
}

// stepAgreement takes an agreement to a state on a date, as the counsellor does.
func (r *rig) stepAgreement(
	t testing.TB, id string, to debtcounsellingv1.FundAgreementState, date string,
) (*debtcounsellingv1.FundAgreementTransition, error) {
	t.Helper()
	step := &debtcounsellingv1.FundAgreementTransition{To: to, Date: date}
	if to == fundBreached || to == fundEnded {
		step.Reason = debtcounsellingv1.FundAgreementReason_FUND_AGREEMENT_REASON_NO_CONTACT
	}
	return r.agreements.CreateFundAgreementTransition(r.counsellor(t), &debtcounsellingv1.CreateFundAgreementTransitionRequest{
		FundAgreementId: id, Transition: step,
	})
}

// deposit pays into the fund, as a supervisor records it.
func (r *rig) deposit(t testing.TB, cents int32) *debtcounsellingv1.FundEntry {
	t.Helper()
	e, err := r.funds.CreateFundDeposit(r.supervisor(t), &debtcounsellingv1.CreateFundDepositRequest{
		FundDeposit: &debtcounsellingv1.FundDeposit{Date: "2026-11-01", AmountCents: cents},
	})
	require.NoError(t, err)
	return e
}

// runningAgreement answers an agreement that runs, changed by change.
func (r *rig) runningAgreement(
	t testing.TB, change ...func(*debtcounsellingv1.FundAgreement),
) (a *debtcounsellingv1.FundAgreement, trajectoryID string) {
	t.Helper()
	r.deposit(t, 1_000_00)
	trajectoryID, _, claimID, _ := r.youth(t)
	asked := agreement(claimID)
	for _, c := range change {
		c(asked)
	}
	a, err := r.draftAgreement(t, trajectoryID, asked)
	require.NoError(t, err)
	for _, to := range []debtcounsellingv1.FundAgreementState{fundSigned, fundRunning} {
		_, err := r.stepAgreement(t, a.GetId(), to, "2026-11-11")
		require.NoError(t, err)
	}
	return r.getAgreement(t, a.GetId()), trajectoryID
}
