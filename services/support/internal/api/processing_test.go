package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func TestEveryMethodThatTouchesAPersonDeclaresItsProcessing(t *testing.T) {
	for _, file := range served() {
		switch file {
		case supportv1.File_meedoen_support_v1_processing_log_proto, supportv1.File_meedoen_support_v1_audit_log_proto,
			supportv1.File_meedoen_support_v1_webhook_proto: // about no resident; what is sent to one is logged as WatchQuestions is
		default:
			require.NotEmpty(t, servicetest.ProcessingMethods(t, file))
		}
	}
}

func TestReadingIsInBothLogsBeforeItIsAnswered(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestion(t, func(q *supportv1.Question) { q.ResidentId = r.aResident(t).GetId() })
		alone := r.aQuestion(t)
		require.Len(t, r.lines(t, "CreateResident"), 1)
		require.Len(t, r.lines(t, "CreateQuestion"), 2)
		for _, one := range []*supportv1.Question{q, alone} {
			_, err := r.questions.GetQuestion(r.worker(t), &supportv1.GetQuestionRequest{Id: one.GetId()})
			require.NoError(t, err)
		}
		lines := r.lines(t, "GetQuestion")
		require.Len(t, lines, 2)
		require.Equal(t, "support/questions", lines[0].GetActivity())
		require.Equal(t, workerSubject, lines[0].GetActor())
		require.Equal(t, r.deps.Privacy.Logged(q.GetResidentId()), lines[0].GetSubject(), "the resident")
		require.Equal(t, r.deps.Privacy.Logged(alone.GetId()), lines[1].GetSubject(), "the question itself, where nobody is known")
		var read int
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM audit_log WHERE result = 'done'
			AND object = $1 AND actor = $2 AND action LIKE '%/GetQuestion'`, "question/"+q.GetId(), workerSubject).Scan(&read))
		require.Equal(t, 1, read)
	})
}
