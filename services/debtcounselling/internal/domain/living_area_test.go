package domain_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// scored answers scores of every area at a moment.
func scored(t testing.TB, moment domain.ScoreMoment, on string) domain.LivingAreaScores {
	s := domain.LivingAreaScores{ID: "s", TrajectoryID: "t", ClientID: "a", Moment: moment, Date: date(t, on)}
	for i, area := range domain.LivingAreas() {
		s.Scores = append(s.Scores, domain.LivingAreaScore{Area: area, Score: int64(i%5) + 1})
	}
	return s
}

func TestEveryRuleThatScoresBreakIsToldAtOnce(t *testing.T) {
	in := agreeing(t).Trajectory
	before := []domain.LivingAreaScores{
		scored(t, domain.ScoresAtStart, "2026-10-10"), scored(t, domain.ScoresMidway, "2026-11-01"), scored(t, domain.ScoresMidway, "2026-11-05"),
	}
	ended := append(slices.Clone(before), scored(t, domain.ScoresAtEnd, "2026-11-20"))
	for name, tt := range map[string]struct {
		scores domain.LivingAreaScores
		others []domain.LivingAreaScores
		change func(*domain.LivingAreaScores)
		want   []string
	}{
		"first":              {scored(t, domain.ScoresAtStart, "2026-10-10"), nil, nil, []string{}},
		"on the way":         {scored(t, domain.ScoresMidway, "2026-11-06"), before, nil, []string{}},
		"the same date":      {scored(t, domain.ScoresMidway, "2026-11-05"), before, nil, []string{"SCORES_EXIST"}},
		"a second start":     {scored(t, domain.ScoresAtStart, "2026-10-12"), before, nil, []string{"SCORES_EXIST"}},
		"before the start":   {scored(t, domain.ScoresMidway, "2026-10-09"), before, nil, []string{"living_area_scores.date SCORES_OUT_OF_ORDER"}},
		"ends before midway": {scored(t, domain.ScoresAtEnd, "2026-11-02"), before, nil, []string{"living_area_scores.date SCORES_OUT_OF_ORDER"}},
		"after the end":      {scored(t, domain.ScoresMidway, "2026-11-21"), ended, nil, []string{"living_area_scores.date SCORES_OUT_OF_ORDER"}},
		"of somebody else": {scored(t, domain.ScoresAtStart, "2026-10-12"), before, func(s *domain.LivingAreaScores) {
			s.ClientID = "b"
		}, []string{"living_area_scores.client_id CLIENT_NOT_IN_TRAJECTORY"}},
		"all wrong": {scored(t, domain.ScoresAtStart, "2026-11-27"), nil, func(s *domain.LivingAreaScores) {
			s.Scores[0].Score, s.Scores[1].Score, s.Scores[2].Area = 0, 6, "housing"
		}, []string{
			"living_area_scores.scores[0].score SCORE_OUTSIDE", "living_area_scores.scores[1].score SCORE_OUTSIDE",
			"living_area_scores.scores[2].area AREA_TWICE", "living_area_scores.scores AREA_MISSING", "living_area_scores.date DATE_IN_FUTURE",
		}},
		"before the report": {scored(t, domain.ScoresAtStart, "2026-09-30"), nil, nil, []string{"living_area_scores.date BEFORE_REPORT"}},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.change != nil {
				tt.change(&tt.scores)
			}
			require.Equal(t, tt.want, reasonsOf(t, tt.scores.Check(in, tt.others, date(t, "2026-11-26"))))
		})
	}
}
