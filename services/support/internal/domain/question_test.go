package domain_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

func today() civil.Date { return civil.Date{Year: 2026, Month: time.November, Day: 26} }

func states() []domain.QuestionState {
	return []domain.QuestionState{domain.Received, domain.TakenUp, domain.Referred, domain.Answered, domain.Closed}
}

// legal answers a step to a state that breaks no rule but perhaps that of the table.
func legal(from, to domain.QuestionState) domain.QuestionTransition {
	s := domain.QuestionTransition{To: to, Date: today(), Worker: "b"}
	switch {
	case to == domain.Answered:
		s.Result = "advice"
	case to == domain.Closed:
		s.Reason = domain.Withdrawn
	case to == domain.TakenUp && from != domain.Received:
		s.Reason = domain.NotSolved
	}
	return s
}

func TestEveryStateFollowsTheTable(t *testing.T) {
	can := map[domain.QuestionState][]domain.QuestionState{
		domain.Received: {domain.TakenUp, domain.Closed},
		domain.TakenUp:  {domain.Referred, domain.Answered, domain.Closed},
		domain.Referred: {domain.TakenUp, domain.Answered, domain.Closed},
		domain.Answered: {domain.TakenUp},
		domain.Closed:   {domain.TakenUp},
	}
	for _, from := range states() {
		for _, to := range states() {
			q := domain.Question{ID: "q", State: from, StateDate: today(), Receive: today(), Version: 4, Worker: "a"}
			before, s := q, legal(from, to)
			err := q.Step(&s, "", 1, today())
			if !slices.Contains(can[from], to) {
				require.True(t, fault.Is(err, "TRANSITION_NOT_ALLOWED"), "%s → %s: %v", from, to, err)
				require.Equal(t, before, q)
				continue
			}
			require.NoError(t, err, "%s → %s", from, to)
			require.Equal(t, to, q.State)
			require.Equal(t, from, s.From)
			require.EqualValues(t, 5, q.Version)
			require.Equal(t, q.Version, s.Version)
		}
	}
}

// Whatever a question goes through, what is kept of it agrees with its state.
func TestQuestionAlwaysAgreesWithItsState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := domain.Question{ID: "q", State: domain.Received, StateDate: today(), Receive: today(), Version: 1}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			s := legal(q.State, rapid.SampledFrom(states()).Draw(t, "to"))
			if rapid.Bool().Draw(t, "wrong") {
				s.Result, s.Reason = "information", domain.Duplicate
			}
			_ = q.Step(&s, rapid.SampledFrom([]string{"", "x"}).Draw(t, "answer"), rapid.IntRange(0, 1).Draw(t, "referrals"), today())
			require.Equal(t, q.State == domain.Answered, q.Result != "")
			require.Equal(t, q.State == domain.Closed, q.Reason != "")
			require.True(t, q.State == domain.Received || q.State == domain.Closed || !q.TakeUp.IsZero())
		}
	})
}

func TestWhoSeesAQuestion(t *testing.T) {
	q := domain.Question{Team: "haven", Sender: "s", Worker: "w"}
	for name, tt := range map[string]struct {
		viewer domain.Viewer
		sees   bool
	}{
		"worker of the team":              {domain.ViewerOf("x", []string{"stad", "haven"}, true), true},
		"worker of another team":          {domain.ViewerOf("x", []string{"stad"}, true), false},
		"worker of no team":               {domain.ViewerOf("x", nil, true), false},
		"a group that reads as two teams": {domain.ViewerOf("x", []string{"stad,haven"}, true), false},
		"who works on it, of no team":     {domain.ViewerOf("w", nil, true), true},
		"who sent it":                     {domain.ViewerOf("s", nil, false), true},
		"another system of the team":      {domain.ViewerOf("x", []string{"haven"}, false), false},
		"a system that is called as one":  {domain.ViewerOf("w", nil, false), false},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, tt.sees, tt.viewer.MaySee(q)) })
	}
}

func TestSecondDeliveryDiffersInWhatWasSaidAnew(t *testing.T) {
	q := domain.Question{Channel: "walk_in", LifeDomains: []string{"finances"}, Summary: "x", Team: "haven", Receive: today()}
	same := q
	same.State, same.Worker, same.Answer = domain.Answered, "w", "y"
	require.Empty(t, same.Differs(q), "how far it came is no difference")
	same.Summary = ""
	require.Empty(t, same.Differs(q), "its resident was erased")
	other := domain.Question{Channel: "online", LifeDomains: []string{"housing"}, Summary: "y", Team: "stad", ResidentID: "r"}
	var fields []string
	for _, f := range q.Differs(other) {
		fields = append(fields, f.Path)
	}
	require.Equal(t, []string{"channel", "life_domains", "summary", "resident_id", "team", "receive_date"}, fields)
}
