package sample_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// TestQuestionsMakeTheirFigure counts them once more, as somebody would with paper and pencil. Another date counts others.
func TestQuestionsMakeTheirFigure(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		taken, came, ended := 0, 0, 0
		for _, q := range y.Questions {
			if q.TakeUp.Year == 2022 {
				taken++
			}
			if q.Receive.Year == 2022 {
				came++
			}
			if q.StateDate.Year == 2022 {
				ended++
			}
		}
		for _, f := range sample.Published() {
			if f.Indicator == "resident-questions" {
				require.True(t, f.Agrees(taken), "%d", taken)
				require.False(t, f.Agrees(came), "by the date it came in")
				require.False(t, f.Agrees(ended), "by the date of its end")
			}
		}
	})
}

// TestQuestionsKeepTheRulesOfTheService: a batch with one that does not is refused.
func TestQuestionsKeepTheRulesOfTheService(t *testing.T) {
	const (
		received = supportv1.QuestionState_QUESTION_STATE_RECEIVED
		answered = supportv1.QuestionState_QUESTION_STATE_ANSWERED
		closed   = supportv1.QuestionState_QUESTION_STATE_CLOSED
	)
	everySeed(t, func(t *testing.T, y sample.Year) {
		references := map[string]bool{}
		for _, q := range y.Questions {
			require.False(t, references[q.Reference], q.Reference)
			references[q.Reference] = true
			require.NotZero(t, q.State)
			require.Equal(t, q.State == answered, q.Result != 0, q.Reference)
			require.Equal(t, q.State == closed, q.Reason != 0, q.Reference)
			require.False(t, q.Voorveld && q.State != answered, q.Reference)
			require.False(t, q.StateDate.Before(q.Receive), q.Reference)
			require.Less(t, q.StateDate.Year, 2024, "it is over")
			if q.TakeUp.IsZero() {
				require.Contains(t, []supportv1.QuestionState{received, closed}, q.State, q.Reference)
			} else {
				require.NotEqual(t, received, q.State, q.Reference)
				require.False(t, q.TakeUp.Before(q.Receive) || q.StateDate.Before(q.TakeUp), q.Reference)
			}
			require.Len(t, asSet(q.Domains), len(q.Domains), "each of %v once", q.Domains)
			require.NotEmpty(t, q.Domains)
		}
	})
}

func TestQuestionsLookLikeThoseOfNeighbourhoodTeams(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		residents := map[string]sample.Resident{}
		for _, r := range y.Residents {
			residents[r.RequestID] = r
			require.NotEmpty(t, stadsdeel(t, r.Wijk))
			require.LessOrEqual(t, r.BirthDate.Year, 2022-18)
		}
		known, walkedIn, solved, several := map[string]int{}, 0, 0, 0
		teams := map[string]int{}
		for _, q := range y.Questions {
			teams[q.Team]++
			if q.Wijk != "" {
				require.Contains(t, q.Team, stadsdeel(t, q.Wijk), "the team is that of the wijk")
			}
			if q.Resident != "" {
				known[q.Resident]++
				require.Equal(t, residents[q.Resident].Wijk, q.Wijk)
			}
			require.Equal(t, q.Resident != "", q.Summary != "", "of who is not known nothing is said")
			if q.Channel == supportv1.QuestionChannel_QUESTION_CHANNEL_WALK_IN {
				walkedIn++
			}
			if q.Voorveld {
				solved++
			}
			if len(q.Domains) > 1 {
				several++
			}
		}
		of := float64(len(y.Questions))
		require.Len(t, teams, 7)
		require.InDelta(t, 0.45, float64(walkedIn)/of, 0.05)
		require.InDelta(t, 0.45, float64(several)/of, 0.05)
		require.InDelta(t, 0.63, float64(solved)/of, 0.06)
		for _, g := range y.Guidance {
			known[g.Resident]++
		}
		require.Len(t, known, len(y.Residents), "nobody is there who asked nothing and is not guided")
		require.Greater(t, len(residents), 500)
	})
}

func asSet[T comparable](list []T) map[T]bool {
	set := map[T]bool{}
	for _, one := range list {
		set[one] = true
	}
	return set
}
