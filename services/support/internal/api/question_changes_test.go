package api_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

type watchRequest = supportv1.WatchQuestionsRequest

// sends has a system send a question, which it calls reference.
func (r *rig) sends(t testing.TB, name, reference string) *supportv1.Question {
	t.Helper()
	q, err := r.questions.CreateQuestion(r.system(t, name), &supportv1.CreateQuestionRequest{
		Question: asked(func(q *supportv1.Question) { q.SenderReference = reference }),
	})
	require.NoError(t, err)
	return q
}

// goesOn takes a question on and on: taken up, closed, opened again.
func (r *rig) goesOn(t testing.TB, id string, steps int) {
	t.Helper()
	for i := range steps {
		var err error
		switch {
		case i%2 == 1:
			err = r.takes(t, id, closed, func(s *supportv1.QuestionTransition) {
				s.Reason = supportv1.QuestionReason_QUESTION_REASON_WITHDRAWN
			})
		case i == 0:
			err = r.takes(t, id, takenUp)
		default:
			err = r.takes(t, id, takenUp, func(s *supportv1.QuestionTransition) {
				s.Reason = supportv1.QuestionReason_QUESTION_REASON_NOT_SOLVED
			})
		}
		require.NoError(t, err)
	}
}

func TestSenderSeesWhatBecomesOfAQuestion(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		w := watches(r.system(t, "wijkteam-haven"), t, r.changes, &watchRequest{})
		q := r.sends(t, "wijkteam-haven", "zaak-7")
		r.clock.Advance(time.Minute)
		require.NoError(t, r.takes(t, q.GetId(), takenUp))
		require.NoError(t, r.takes(t, q.GetId(), answered, func(s *supportv1.QuestionTransition) {
			s.Result = supportv1.QuestionResult_QUESTION_RESULT_INFORMAL_SOLUTION
			s.SolvedInVoorveld, s.Answer = true, "Mevrouw Kwikstaart belt de verhuurder."
		}))
		w.until(t, 3)
		base := &supportv1.QuestionChange{QuestionId: q.GetId(), SenderReference: "zaak-7", Team: "haven"}
		for i, change := range []func(*supportv1.QuestionChange){
			func(c *supportv1.QuestionChange) {
				c.State, c.StateDate, c.ChangeTime = received, "2026-11-20", q.GetUpdateTime()
			},
			func(c *supportv1.QuestionChange) { c.State = takenUp },
			func(c *supportv1.QuestionChange) {
				c.State, c.SolvedInVoorveld = answered, true
				c.Result = supportv1.QuestionResult_QUESTION_RESULT_INFORMAL_SOLUTION
			},
		} {
			want := proto.CloneOf(base)
			if want.Version = int64(i + 1); i > 0 {
				want.StateDate, want.TakeUpDate = "2026-11-26", proto.String("2026-11-26")
				want.ChangeTime = w.told[1].GetChangeTime()
				require.Equal(t, time.Minute, want.GetChangeTime().AsTime().Sub(q.GetUpdateTime().AsTime()))
			}
			change(want)
			requireProto(t, want, w.told[i])
		}
		requireNoCanary(t, fmt.Sprint(w.told))
	})
}

func TestEachSeesTheOwnQuestions(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		mine, theirs := r.sends(t, "system-a", "1"), r.sends(t, "system-b", "1")
		elsewhere := r.aQuestionOf(t, "duin")
		last := r.sends(t, "system-a", "2")
		r.goesOn(t, last.GetId(), 1)
		for name, tt := range map[string]struct {
			ctx  context.Context
			want []string
		}{
			"the sender":           {r.system(t, "system-a"), []string{mine.GetId(), last.GetId(), last.GetId()}},
			"another sender":       {r.system(t, "system-b"), []string{theirs.GetId()}},
			"a worker of the team": {r.worker(t), []string{mine.GetId(), theirs.GetId(), last.GetId(), last.GetId()}},
			"of another team":      {r.workerOf(t, "ben", "duin"), []string{elsewhere.GetId()}},
			"of both":              {r.workerOf(t, "els", "duin", "haven"), []string{mine.GetId(), theirs.GetId(), elsewhere.GetId(), last.GetId(), last.GetId()}},
		} {
			t.Run(name, func(t *testing.T) {
				w := watches(tt.ctx, t, r.changes, &watchRequest{FromStart: true}).until(t, len(tt.want))
				r.beats(t, w, 1) // nothing else was told
				var got []string
				for _, c := range w.told {
					got = append(got, c.GetQuestionId())
				}
				require.Equal(t, tt.want, got)
			})
		}
		w := watches(r.system(t, "system-c"), t, r.changes, &watchRequest{FromStart: true})
		r.beats(t, w, 2)
		require.Empty(t, w.told)
	})
}

// aQuestionOf comes in with a worker of a team.
func (r *rig) aQuestionOf(t testing.TB, team string) *supportv1.Question {
	t.Helper()
	q, err := r.questions.CreateQuestion(r.workerOf(t, "ben", team), &supportv1.CreateQuestionRequest{
		Question: asked(func(q *supportv1.Question) { q.Team = team }),
	})
	require.NoError(t, err)
	return q
}

// beats has a stream be silent until it sends so many heartbeats.
func (r *rig) beats(t testing.TB, w *watch, n int) {
	t.Helper()
	for range n {
		r.clock.Advance(15 * time.Second)
		require.Empty(t, w.next(t), "a heartbeat")
	}
}

func TestSilentStreamBeatsAndItsTokenMovesOn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		w := watches(r.system(t, "system-a"), t, r.changes, &watchRequest{})
		require.Zero(t, w.asOf)
		r.beats(t, w, 1)
		first := w.token
		for range 3 {
			r.sends(t, "system-b", "")
		}
		r.waitFor(t, 3)
		r.beats(t, w, 2)
		require.False(t, w.asOf.Before(r.clock.Now().Add(-15*time.Second)), "everything until then")
		require.NotEqual(t, first, w.token)
		w.leave()
		// What others were told meanwhile is not read again: the token says that it was passed over.
		var at int64
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(), "SELECT seq FROM question_change_count").Scan(&at))
		require.Equal(t, int64(3), at)
		again := watches(r.system(t, "system-a"), t, r.changes, &watchRequest{ResumeToken: w.token})
		r.sends(t, "system-a", "mine")
		require.Equal(t, "mine", again.until(t, 1).told[0].GetSenderReference())
	})
}

// waitFor waits until so many changes have their number, and the feed knows them.
func (r *rig) waitFor(t testing.TB, n int64) {
	t.Helper()
	w := watches(r.workerOf(t, "waiting", "haven", "duin"), t, r.changes, &watchRequest{FromStart: true})
	w.until(t, int(n)).leave()
}

func TestStreamGoesOnFromAToken(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		ctx := r.system(t, "system-a")
		q := r.sends(t, "system-a", "1")
		r.goesOn(t, q.GetId(), 9)
		w := watches(ctx, t, r.changes, &watchRequest{FromStart: true}).until(t, 10)
		requireOrder(t, w.told)
		w.leave()
		for range 3 { // begun again and again with the same token: each change once, none left out
			r.goesOn(t, r.sends(t, "system-a", "").GetId(), 4)
			w2 := watches(ctx, t, r.changes, &watchRequest{ResumeToken: w.token}).until(t, 5)
			w2.leave()
			w.token, w.told = w2.token, append(w.told, w2.told...)
		}
		require.Len(t, w.told, 25)
		requireOrder(t, w.told)
		all := watches(ctx, t, r.changes, &watchRequest{FromStart: true}).until(t, 25)
		for i := range all.told {
			requireProto(t, all.told[i], w.told[i])
		}
		// The token that was not stored has its changes told again, and nothing else.
		before := watches(ctx, t, r.changes, &watchRequest{FromStart: true})
		start := before.token
		before.until(t, 25).leave()
		require.Len(t, watches(ctx, t, r.changes, &watchRequest{ResumeToken: start}).until(t, 25).told, 25)
	})
}

func TestNothingFallsBetweenListingAndFollowing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		ctx := r.system(t, "system-a")
		stop, under, stopped := make(chan struct{}), make(chan struct{}), make(chan []string)
		go func() {
			var sent []string
			for {
				select {
				case <-stop:
					stopped <- sent
					return
				default:
				}
				if sent = append(sent, r.sends(t, "system-a", "").GetId()); len(sent) == 5 {
					close(under)
				}
			}
		}()
		<-under
		w := watches(ctx, t, r.changes, &watchRequest{})
		seen := map[string]bool{}
		req := &supportv1.ListQuestionsRequest{PageSize: 1000}
		listed, err := r.questions.ListQuestions(ctx, req)
		require.NoError(t, err)
		for _, q := range listed.GetQuestions() {
			seen[q.GetId()] = true
		}
		require.GreaterOrEqual(t, len(seen), 5)
		w.until(t, 5)
		close(stop)
		sent := <-stopped
		for !slices.ContainsFunc(w.told, func(c *supportv1.QuestionChange) bool { return c.GetQuestionId() == sent[len(sent)-1] }) {
			w.next(t)
		}
		for _, c := range w.told {
			seen[c.GetQuestionId()] = true
		}
		for _, id := range sent {
			require.True(t, seen[id], "neither listed nor told")
		}
	})
}

func TestWritersAtTheSameTimeLeaveNoGap(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		const writers, steps = 8, 12
		elsewhere, _ := r.another(t) // which gives numbers too
		live := watches(r.worker(t), t, r.changes, &watchRequest{})
		far := watches(r.worker(t), t, elsewhere, &watchRequest{FromStart: true})
		shared := r.sends(t, "system-a", "shared")
		var all sync.WaitGroup
		for range writers {
			all.Go(func() {
				q := r.sends(t, "system-a", "")
				r.goesOn(t, q.GetId(), steps)
				// Some of these are refused, and some are run again.
				for range steps {
					_ = r.takes(t, shared.GetId(), takenUp, func(s *supportv1.QuestionTransition) {
						s.Reason = supportv1.QuestionReason_QUESTION_REASON_NOT_SOLVED
					})
					_ = r.takes(t, shared.GetId(), closed, func(s *supportv1.QuestionTransition) {
						s.Reason = supportv1.QuestionReason_QUESTION_REASON_WITHDRAWN
					})
				}
			})
		}
		all.Wait()
		n := len(r.rows(t, "question_change"))
		require.Greater(t, n, writers*(steps+1))
		for _, w := range []*watch{live, far} {
			requireOrder(t, w.until(t, n).told)
			require.Len(t, w.each, n, "each once")
		}
		for i := range live.told {
			requireProto(t, live.told[i], far.told[i]) // all instances have one order
		}
	})
}
