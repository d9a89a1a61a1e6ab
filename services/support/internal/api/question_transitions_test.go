package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func TestQuestionIsTakenUpAnsweredAndOpenedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestion(t)
		require.NoError(t, r.takes(t, q.GetId(), takenUp, func(s *supportv1.QuestionTransition) { s.Date = "2026-11-21" }))
		require.NoError(t, r.takes(t, q.GetId(), answered, func(s *supportv1.QuestionTransition) {
			s.Result, s.SolvedInVoorveld = supportv1.QuestionResult_QUESTION_RESULT_ADVICE, true
			s.Answer = "Mevrouw Windvaan heeft de brief uitgelegd."
		}))
		got, err := r.questions.GetQuestion(r.worker(t), &supportv1.GetQuestionRequest{Id: q.GetId()})
		require.NoError(t, err)
		want := proto.CloneOf(q)
		want.State, want.StateDate, want.TakeUpDate = answered, proto.String("2026-11-26"), proto.String("2026-11-21")
		want.Worker, want.Result, want.SolvedInVoorveld = workerSubject, supportv1.QuestionResult_QUESTION_RESULT_ADVICE, true
		want.Answer, want.Etag, want.UpdateTime = "Mevrouw Windvaan heeft de brief uitgelegd.", "3", got.GetUpdateTime()
		requireProto(t, want, got)

		r.refuses(t, invalid("transition.reason REASON_MISSING"), func() error { return r.takes(t, q.GetId(), takenUp) })
		r.refuses(t, invalid("transition.reason REASON_NOT_HERE"), func() error {
			return r.takes(t, q.GetId(), takenUp, because(supportv1.QuestionReason_QUESTION_REASON_NO_REACTION))
		})
		require.NoError(t, r.takes(t, q.GetId(), takenUp, because(supportv1.QuestionReason_QUESTION_REASON_NOT_SOLVED)))
		got, err = r.questions.GetQuestion(r.worker(t), &supportv1.GetQuestionRequest{Id: q.GetId()})
		require.NoError(t, err)
		require.Zero(t, got.GetResult())
		require.False(t, got.GetSolvedInVoorveld())
		require.Equal(t, "2026-11-21", got.GetTakeUpDate(), "when it was first taken up")

		steps, err := r.questions.ListQuestionTransitions(r.worker(t), &supportv1.ListQuestionTransitionsRequest{QuestionId: q.GetId()})
		require.NoError(t, err)
		var path []supportv1.QuestionState
		for _, s := range steps.GetTransitions() {
			require.Empty(t, s.GetAnswer())
			path = append(path, s.GetTo())
		}
		require.Equal(t, []supportv1.QuestionState{takenUp, answered, takenUp}, path)
	})
}

// because answers a step with a reason.
func because(reason supportv1.QuestionReason) func(*supportv1.QuestionTransition) {
	return func(s *supportv1.QuestionTransition) { s.Reason = reason }
}

func TestEveryRuleThatAStepBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestion(t)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "TRANSITION_NOT_ALLOWED"}, func() error {
			return r.takes(t, q.GetId(), answered)
		})
		r.refuses(t, invalid("transition.date BEFORE_LAST_TRANSITION", "transition.answer ANSWER_UNEXPECTED",
			"transition.result RESULT_UNEXPECTED", "transition.reason REASON_UNEXPECTED"), func() error {
			return r.takes(t, q.GetId(), takenUp, func(s *supportv1.QuestionTransition) {
				s.Date, s.Answer = "2026-11-19", "Kwikstaart"
				s.Result, s.Reason = supportv1.QuestionResult_QUESTION_RESULT_ADVICE, supportv1.QuestionReason_QUESTION_REASON_WITHDRAWN
			})
		})
		require.NoError(t, r.takes(t, q.GetId(), takenUp))
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "REFERRAL_MISSING"}, func() error {
			return r.takes(t, q.GetId(), referred)
		})
		r.refuses(t, invalid("transition.date DATE_IN_FUTURE", "transition.result RESULT_MISSING"), func() error {
			return r.takes(t, q.GetId(), answered, func(s *supportv1.QuestionTransition) { s.Date = "2026-11-27" })
		})
	})
}

func TestStepIsTakenOnceForARequestAndOfWhatWasRead(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q, request := r.aQuestion(t), ids.New()
		take := func(etag string) (*supportv1.QuestionTransition, error) {
			return r.questions.CreateQuestionTransition(r.worker(t), &supportv1.CreateQuestionTransitionRequest{
				QuestionId: q.GetId(), Transition: step(takenUp), Etag: etag, RequestId: request,
			})
		}
		_, err := take("2")
		refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}.require(t, err)
		first, err := take("1")
		require.NoError(t, err)
		again, err := take("1")
		require.NoError(t, err)
		requireProto(t, first, again)
		require.Len(t, r.rows(t, "question_transition"), 1)
	})
}

func TestEachChangeIsToldWithTheFullValue(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestion(t)
		require.NoError(t, r.takes(t, q.GetId(), takenUp))
		rows, err := r.db.Read().QueryContext(t.Context(), "SELECT data FROM outbox ORDER BY id")
		require.NoError(t, err)
		defer rows.Close()
		var told []*supportv1.QuestionSaved
		for rows.Next() {
			var data []byte
			require.NoError(t, rows.Scan(&data))
			saved := &supportv1.QuestionSaved{}
			require.NoError(t, proto.Unmarshal(data, saved))
			told = append(told, saved)
		}
		require.NoError(t, rows.Err())
		require.Len(t, told, 2)
		require.Equal(t, []int64{1, 2}, []int64{told[0].GetVersion(), told[1].GetVersion()})
		require.Equal(t, "2026-11-26", told[1].GetTakeUpDate())
		require.NotEmpty(t, told[1].GetStadsdeel())
	})
}
