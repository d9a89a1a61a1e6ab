package domain

import (
	"fmt"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// LivingArea is an area of life (leefgebied): the names of the contract.
type LivingArea string

// LivingAreas answers every area (JPF: the areas on which somebody is guided).
func LivingAreas() []LivingArea {
	return []LivingArea{"housing", "health", "relations", "addiction", "work_school", "daytime"}
}

// ScoreMoment is when scores are of: the names of the contract.
type ScoreMoment string

// The moments.
const (
	ScoresAtStart ScoreMoment = "start"
	ScoresMidway  ScoreMoment = "mid"
	ScoresAtEnd   ScoreMoment = "end"
)

// The scores that there are: from an acute problem to none.
const (
	leastScore = 1
	mostScore  = 5
)

// LivingAreaScores is how somebody fares in every area of life at a moment. Scores are never changed.
type LivingAreaScores struct {
	ID           string
	TrajectoryID string
	ClientID     string
	Moment       ScoreMoment
	Date         civil.Date
	Scores       []LivingAreaScore
	Recorder     string
	Created      time.Time
}

// LivingAreaScore is how somebody fares in an area of life.
type LivingAreaScore struct {
	Area  LivingArea
	Score int64
}

// Check answers every rule that scores break beside those of the client before. Errors: INVALID_ARGUMENT with every violation,
// and FAILED_PRECONDITION (SCORES_EXIST).
func (s LivingAreaScores) Check(t Trajectory, others []LivingAreaScores, today civil.Date) error {
	broken := append(s.checkAreas(), within(t, "date", s.Date)...)
	if s.Date.After(today) {
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", s.Date))
	}
	if !slices.Contains(t.ClientIDs, s.ClientID) {
		broken = append(broken, violation("client_id", "CLIENT_NOT_IN_TRAJECTORY", "This is no client of the trajectory."))
	}
	others = slices.DeleteFunc(slices.Clone(others), func(o LivingAreaScores) bool { return o.ClientID != s.ClientID })
	broken = append(broken, s.checkOrder(others)...)
	if err := fault.At("living_area_scores", fault.Violations(broken)); err != nil {
		return err
	}
	if slices.ContainsFunc(others, s.isSame) {
		return fault.New(fault.FailedPrecondition, "SCORES_EXIST", "The client has scores of this moment.")
	}
	return nil
}

// isSame says that other is of the same moment: on the way there may be one set a date.
func (s LivingAreaScores) isSame(other LivingAreaScores) bool {
	return other.Moment == s.Moment && (s.Moment != ScoresMidway || other.Date == s.Date)
}

// checkOrder answers that scores are out of the order of their moments: what is known of a moment lies between the start and
// the end.
func (s LivingAreaScores) checkOrder(others []LivingAreaScores) []fault.Field {
	if s.Date.IsZero() {
		return nil
	}
	for _, o := range others {
		switch {
		case s.Moment != ScoresAtStart && o.Moment == ScoresAtStart && s.Date.Before(o.Date),
			s.Moment == ScoresAtEnd && o.Moment == ScoresMidway && s.Date.Before(o.Date):
			return []fault.Field{violation("date", "SCORES_OUT_OF_ORDER", "There are scores of %s, which come before.", o.Date)}
		case s.Moment != ScoresAtEnd && o.Moment == ScoresAtEnd && s.Date.After(o.Date),
			s.Moment == ScoresAtStart && o.Moment == ScoresMidway && s.Date.After(o.Date):
			return []fault.Field{violation("date", "SCORES_OUT_OF_ORDER", "There are scores of %s, which come after.", o.Date)}
		}
	}
	return nil
}

func (s LivingAreaScores) checkAreas() (broken []fault.Field) {
	seen := map[LivingArea]bool{}
	for i, one := range s.Scores {
		path := fmt.Sprintf("scores[%d]", i)
		if one.Score < leastScore || one.Score > mostScore {
			broken = append(broken, violation(path+".score", "SCORE_OUTSIDE", "A score is %d to %d.", leastScore, mostScore))
		}
		if seen[one.Area] {
			broken = append(broken, violation(path+".area", "AREA_TWICE", "Each area has one score."))
		}
		seen[one.Area] = true
	}
	for _, area := range LivingAreas() {
		if !seen[area] {
			broken = append(broken, violation("scores", "AREA_MISSING", "The score of %s is missing.", area))
		}
	}
	return broken
}
