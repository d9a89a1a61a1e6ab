package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/limits"
)

// agreed answers an agreement that may be drafted, of somebody who is 21.
func agreed(t testing.TB) domain.FundAgreement {
	return domain.FundAgreement{
		ID: "g", TrajectoryID: "t", ClientID: "a", Start: date(t, "2026-12-01"), Residence: "municipality", Goals: []string{"een diploma"},
		State: domain.AgreementDraft, FundTotals: domain.FundTotals{Obligation: 400_00},
		Returns: []domain.PlannedReturn{{Effort: domain.Effort{Kind: domain.ReturnSchool, Minutes: 20 * 60}}},
		Reviews: []civil.Date{date(t, "2027-03-01")},
	}
}

func agreeing(t testing.TB) domain.Agreeing {
	all, err := limits.Parse(limits.BuiltIn)
	require.NoError(t, err)
	claim := func(id, client string, amount int64) domain.Claim {
		return domain.Claim{ID: id, ClientID: client, Amount: amount, State: domain.ClaimOpen}
	}
	study, ended := claim("study", "a", 9_000_00), claim("ended", "a", 50_00)
	study.Exclusion, ended.State = "study_debt", domain.ClaimSettled
	return domain.Agreeing{
		Trajectory: domain.Trajectory{ID: "t", Kind: domain.YouthFund, ClientIDs: []string{"a"}, Report: date(t, "2026-10-01"), State: domain.Guided},
		Birth:      person.Birth{Date: date(t, "2005-06-07")}, Limits: all, ClaimIDs: []string{"rent", "phone"},
		Claims: []domain.Claim{claim("rent", "a", 900_00), claim("phone", "a", 100_00), claim("shop", "a", 70_00), study, ended, claim("other", "b", 1)},
	}
}

func TestAgreementCoversTheOpenClaimsOfItsClient(t *testing.T) {
	a := agreed(t)
	require.Empty(t, a.Check(agreeing(t)))
	require.Equal(t, []domain.CoveredClaim{
		{ClaimID: "rent", Included: true, Amount: 900_00}, {ClaimID: "phone", Included: true, Amount: 100_00},
		{ClaimID: "shop", Amount: 70_00}, {ClaimID: "study", Exclusion: "study_debt", Amount: 9_000_00},
	}, a.Claims)
	included, excluded := a.Included()
	require.Equal(t, []int64{1_000_00, 9_070_00}, []int64{included, excluded})
	require.Equal(t, int64(40_00), a.Share(), "40 %, in hundredths of a percent")
	require.Equal(t, int64(200_00), a.Returns[0].Value)
}

func TestEveryRuleThatAnAgreementBreaksIsToldAtOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*domain.FundAgreement, *domain.Agreeing)
		want   []string
	}{
		"study debt": {func(_ *domain.FundAgreement, in *domain.Agreeing) {
			in.ClaimIDs = []string{"rent", "study"}
		}, []string{"claim_ids[1] CLAIM_EXCLUDED"}},
		"claims": {func(_ *domain.FundAgreement, in *domain.Agreeing) {
			in.ClaimIDs = []string{"rent", "rent", "other", "ended"}
		}, []string{"claim_ids[1] CLAIM_TWICE", "claim_ids[2] CLAIM_UNKNOWN", "claim_ids[3] CLAIM_NOT_OPEN"}},
		"more than is owed": {func(a *domain.FundAgreement, _ *domain.Agreeing) {
			a.Obligation = 1_000_01
		}, []string{"buy_off_cents BUY_OFF_ABOVE_CLAIMS"}},
		"more in return than is bought off": {func(a *domain.FundAgreement, _ *domain.Agreeing) {
			a.Returns[0].Minutes = 40*60 + 1
		}, []string{"planned_returns RETURN_ABOVE_OBLIGATION"}},
		"somebody else": {func(a *domain.FundAgreement, in *domain.Agreeing) {
			a.ClientID, in.ClaimIDs, a.Obligation, a.Returns = "b", nil, 0, nil
		}, []string{"client_id CLIENT_NOT_IN_TRAJECTORY"}},
		"all wrong": {func(a *domain.FundAgreement, in *domain.Agreeing) {
			a.Start, a.Residence, a.Goals, in.Birth = date(t, "2026-09-30"), "elsewhere", []string{"a\nb"}, person.Birth{Year: 2005}
			a.Returns = []domain.PlannedReturn{
				{Effort: domain.Effort{Kind: domain.ReturnWork}}, {Effort: domain.Effort{Kind: domain.ReturnWork, Minutes: 1, Sessions: 1}},
				{Effort: domain.Effort{Kind: domain.ReturnInformationSession, Minutes: 1, Sessions: 1}},
			}
			a.Reviews = []civil.Date{date(t, "2026-09-01"), date(t, "2027-01-01"), date(t, "2027-01-01")}
		}, []string{
			"start_date BEFORE_REPORT", "residence RESIDENCE_OUTSIDE", "client_id BIRTH_DATE_MISSING", "goals[0] TEXT_INVALID",
			"planned_returns[0].minutes RETURN_EMPTY", "planned_returns[1].sessions RETURN_UNIT_WRONG",
			"planned_returns[2].minutes RETURN_UNIT_WRONG", "reviews[0] REVIEW_BEFORE_START", "reviews[2] REVIEW_TWICE",
		}},
		"no goals": {func(a *domain.FundAgreement, _ *domain.Agreeing) { a.Goals = nil }, []string{"goals GOALS_MISSING"}},
	} {
		t.Run(name, func(t *testing.T) {
			a, in := agreed(t), agreeing(t)
			tt.change(&a, &in)
			require.Equal(t, tt.want, reasons(a.Check(in)))
		})
	}
}

func TestFundIsForWhoIs18To27OnTheStartDate(t *testing.T) {
	for birth, may := range map[string]bool{
		"2008-12-02": false, "2008-12-01": true, "1998-12-02": true, "1998-12-01": false,
	} {
		a, in := agreed(t), agreeing(t)
		in.Birth = person.Birth{Date: date(t, birth)}
		if broken := reasons(a.Check(in)); may {
			require.Empty(t, broken, birth)
		} else {
			require.Equal(t, []string{"start_date AGE_OUTSIDE"}, broken, birth)
		}
	}
}

func TestOnlyARunningTrajectoryOfTheFundHasAgreements(t *testing.T) {
	in := agreeing(t).Trajectory
	require.NoError(t, in.CheckHere())
	in.State = domain.Exited
	require.Equal(t, []string{"TRAJECTORY_ENDED"}, reasonsOf(t, in.CheckHere()))
	in.Kind = domain.DebtHelp
	require.Equal(t, []string{"FUND_NOT_HERE"}, reasonsOf(t, in.CheckHere()))
}
