package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

const midway = debtcounsellingv1.ScoreMoment_SCORE_MOMENT_MID

// scoresOf answers scores on the way, of which each area has the same.
func scoresOf(date string, score int32) *debtcounsellingv1.LivingAreaScores {
	m := &debtcounsellingv1.LivingAreaScores{Moment: midway, Date: date}
	for area := range debtcounsellingv1.LivingArea(6) {
		m.Scores = append(m.Scores, &debtcounsellingv1.LivingAreaScore{Area: area + 1, Score: score})
	}
	return m
}

// scores records scores on the way, as the counsellor does.
func (r *rig) scores(t testing.TB, trajectoryID, date string, score int32) (*debtcounsellingv1.LivingAreaScores, error) {
	t.Helper()
	return r.livingAreas.CreateLivingAreaScores(r.counsellor(t), &debtcounsellingv1.CreateLivingAreaScoresRequest{
		TrajectoryId: trajectoryID, LivingAreaScores: scoresOf(date, score),
	})
}

func TestScoresAreRecordedOnceForAMoment(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		trajectoryID, clientID, _, _ := r.youth(t)
		requestID := ids.New()
		create := func() *debtcounsellingv1.LivingAreaScores {
			l, err := r.livingAreas.CreateLivingAreaScores(r.counsellor(t), &debtcounsellingv1.CreateLivingAreaScoresRequest{
				TrajectoryId: trajectoryID, LivingAreaScores: scoresOf("2026-11-20", 4), RequestId: requestID,
			})
			require.NoError(t, err)
			return l
		}
		l := create()
		require.Equal(t, clientID, l.GetClientId())
		require.Len(t, l.GetScores(), 6)
		requireProto(t, l, create())
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "SCORES_EXIST"}, func() error {
			_, err := r.scores(t, trajectoryID, "2026-11-20", 5)
			return err
		})
		_, err := r.scores(t, trajectoryID, "2026-11-21", 5)
		require.NoError(t, err)
		list, err := r.livingAreas.ListLivingAreaScores(r.counsellor(t), &debtcounsellingv1.ListLivingAreaScoresRequest{TrajectoryId: trajectoryID})
		require.NoError(t, err)
		require.Len(t, list.GetLivingAreaScores(), 2)
		requireProto(t, l, list.GetLivingAreaScores()[0])
		require.Len(t, r.lines(t, "CreateLivingAreaScores"), 3)
		require.Len(t, r.lines(t, "ListLivingAreaScores"), 1)
	})
}

func TestEveryRuleThatScoresBreakIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		trajectoryID, _, _, _ := r.youth(t)
		bad := scoresOf("2026-11-27", 3)
		bad.ClientId, bad.Scores = ids.New(), []*debtcounsellingv1.LivingAreaScore{
			{Area: 1, Score: 0}, {Area: 1, Score: 6}, {Area: 2, Score: 1}, {Area: 3, Score: 1}, {Area: 4, Score: 1}, {Area: 5, Score: 1},
		}
		r.refuses(t, invalid("living_area_scores.scores[0].score SCORE_OUTSIDE", "living_area_scores.scores[1].score SCORE_OUTSIDE",
			"living_area_scores.scores[1].area AREA_TWICE", "living_area_scores.scores AREA_MISSING",
			"living_area_scores.date DATE_IN_FUTURE", "living_area_scores.client_id CLIENT_NOT_IN_TRAJECTORY"), func() error {
			_, err := r.livingAreas.CreateLivingAreaScores(r.counsellor(t), &debtcounsellingv1.CreateLivingAreaScoresRequest{
				TrajectoryId: trajectoryID, LivingAreaScores: bad,
			})
			return err
		})
		other := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "FUND_NOT_HERE"}, func() error {
			_, err := r.scores(t, other, "2026-11-20", 3)
			return err
		})
		r.refuses(t, notYours(), func() error {
			_, err := r.livingAreas.CreateLivingAreaScores(r.caller(t, "other", "debt.counsellor"),
				&debtcounsellingv1.CreateLivingAreaScoresRequest{TrajectoryId: trajectoryID, LivingAreaScores: scoresOf("2026-11-20", 3)})
			return err
		})
		r.refuses(t, notYours(), func() error {
			_, err := r.livingAreas.ListLivingAreaScores(r.caller(t, "other", "debt.counsellor"),
				&debtcounsellingv1.ListLivingAreaScoresRequest{TrajectoryId: ids.New()})
			return err
		})
	})
}

// reviews answers the reviews of a trajectory, each as its date and state, by date.
func (r *rig) reviews(t testing.TB, trajectoryID string) (list []string) {
	t.Helper()
	answer, err := r.terms.ListTerms(r.counsellor(t), &debtcounsellingv1.ListTermsRequest{TrajectoryId: trajectoryID})
	require.NoError(t, err)
	for _, term := range answer.GetTerms() {
		require.Equal(t, debtcounsellingv1.TermKind_TERM_KIND_FUND_REVIEW, term.GetKind())
		list = append(list, term.GetDueDate()+" "+term.GetState().String())
	}
	return list
}

func TestReviewsThatWereAgreedAreOnTheWorkListAndMetByScores(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a, trajectoryID := r.runningAgreement(t)
		require.Equal(t, []string{"2027-02-10 TERM_STATE_RUNNING", "2027-05-10 TERM_STATE_RUNNING"}, r.reviews(t, trajectoryID))
		_, err := r.scores(t, trajectoryID, "2026-11-20", 3)
		require.NoError(t, err)
		require.Equal(t, []string{"2027-02-10 TERM_STATE_MET", "2027-05-10 TERM_STATE_RUNNING"}, r.reviews(t, trajectoryID))
		_, err = r.stepAgreement(t, a.GetId(), fundBreached, "2026-11-26")
		require.NoError(t, err)
		require.Equal(t, []string{"2027-02-10 TERM_STATE_MET", "2027-05-10 TERM_STATE_VOID"}, r.reviews(t, trajectoryID))
	})
}

func TestReviewIsEachHalfYearWhereNoneWasAgreed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		_, trajectoryID := r.runningAgreement(t, func(a *debtcounsellingv1.FundAgreement) { a.Reviews = nil })
		require.Equal(t, []string{"2027-05-11 TERM_STATE_RUNNING"}, r.reviews(t, trajectoryID))
		_, err := r.scores(t, trajectoryID, "2026-11-25", 3)
		require.NoError(t, err)
		require.Equal(t, []string{"2027-05-11 TERM_STATE_MET", "2027-05-25 TERM_STATE_RUNNING"}, r.reviews(t, trajectoryID))
	})
}
