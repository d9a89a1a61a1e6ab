package api_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func TestQuestionIsKeptAsItWasAsked(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		resident := r.aResident(t).GetId()
		for _, id := range []string{resident, ""} {
			added := r.aQuestion(t, func(q *supportv1.Question) { q.ResidentId = id })
			want := asked()
			want.Id, want.ResidentId, want.Sender, want.State, want.Etag = added.GetId(), id, workerSubject, received, "1"
			want.StateDate, want.CreateTime, want.UpdateTime = proto.String("2026-11-20"), added.GetCreateTime(), added.GetUpdateTime()
			requireProto(t, want, added)
			got, err := r.questions.GetQuestion(r.worker(t), &supportv1.GetQuestionRequest{Id: added.GetId()})
			require.NoError(t, err)
			requireProto(t, added, got)
		}
	})
}

func TestEveryRuleThatAQuestionBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		bad := asked(func(q *supportv1.Question) {
			q.ReceiveDate, q.Team, q.ResidentId, q.WijkYear, q.State = "2026-11-27", "stad", ids.New(), 1950, answered
			q.LifeDomains = append(q.LifeDomains, q.GetLifeDomains()[0])
		})
		r.refuses(t, invalid("question.receive_date DATE_IN_FUTURE", "question.team TEAM_NOT_YOURS",
			"question.resident_id RESIDENT_UNKNOWN", "question.wijk_code WIJK_UNKNOWN", "question.state STATE_NOT_FIRST",
			"question.life_domains LIFE_DOMAIN_TWICE"), func() error {
			_, err := r.questions.CreateQuestion(r.worker(t), &supportv1.CreateQuestionRequest{Question: bad})
			return err
		})
	})
}

func TestSecondDeliveryOfTheSendersOwnQuestionIsHarmlessAndAnotherOneAConflict(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		system := r.system(t, "wijkteam-x")
		deliver := func(change ...func(*supportv1.Question)) (*supportv1.Question, error) {
			q := asked(append(change, func(q *supportv1.Question) { q.SenderReference = "W-1" })...)
			return r.questions.CreateQuestion(system, &supportv1.CreateQuestionRequest{Question: q})
		}
		first, err := deliver()
		require.NoError(t, err)
		require.NoError(t, r.takes(t, first.GetId(), takenUp))
		questions := r.rows(t, "question")
		again, err := deliver()
		require.NoError(t, err)
		require.Equal(t, first.GetId(), again.GetId())
		require.Equal(t, takenUp, again.GetState(), "as it is now")
		require.Equal(t, questions, r.rows(t, "question"))
		want := refusal{code: codes.AlreadyExists, reason: "CONFLICT", fields: []string{
			"question.summary CONFLICT", "question.team CONFLICT", "question.life_domains CONFLICT",
		}}
		r.refuses(t, want, func() error {
			_, err := deliver(func(q *supportv1.Question) {
				q.Summary, q.Team, q.LifeDomains = "Iets anders.", "stad", q.GetLifeDomains()[:1]
			})
			return err
		})
		other, err := r.questions.CreateQuestion(r.system(t, "wijkteam-y"), &supportv1.CreateQuestionRequest{
			Question: asked(func(q *supportv1.Question) { q.SenderReference = "W-1" }),
		})
		require.NoError(t, err)
		require.NotEqual(t, first.GetId(), other.GetId(), "what a sender calls its questions is its own")
	})
}

func TestDeliveriesAtTheSameTimeAreOneQuestion(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		const callers = 8
		system := r.system(t, "wijkteam-x")
		found := make([]string, callers)
		var wg sync.WaitGroup
		for i := range callers {
			wg.Go(func() {
				q, err := r.questions.CreateQuestion(system, &supportv1.CreateQuestionRequest{
					Question: asked(func(q *supportv1.Question) { q.SenderReference = "W-1" }),
				})
				if err == nil {
					found[i] = q.GetId()
				}
			})
		}
		wg.Wait()
		for _, id := range found {
			require.Equal(t, found[0], id)
		}
		require.Len(t, r.rows(t, "question"), 1)
		require.Len(t, r.rows(t, "outbox"), 1)
	})
}

func TestRequestThatIsSentAgainAddsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := ids.New()
		create := func(summary string) (*supportv1.Question, error) {
			return r.questions.CreateQuestion(r.worker(t), &supportv1.CreateQuestionRequest{
				RequestId: id, Question: asked(func(q *supportv1.Question) { q.Summary = summary }),
			})
		}
		first, err := create("een")
		require.NoError(t, err)
		again, err := create("een")
		require.NoError(t, err)
		requireProto(t, first, again)
		_, err = create("twee")
		refusal{
			code: codes.AlreadyExists, reason: "REQUEST_ID_REUSED", fields: []string{"request_id REQUEST_ID_REUSED"},
		}.require(t, err)
	})
}

func TestQuestionOfAnotherTeamIsRefusedAsOneThatIsNotThere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestion(t)
		colleague, other, system := r.workerOf(t, "b", "buiten", "haven"), r.workerOf(t, "c", "stad"), r.system(t, "wijkteam-x")
		get := func(id string) *supportv1.GetQuestionRequest { return &supportv1.GetQuestionRequest{Id: id} }
		_, err := r.questions.GetQuestion(colleague, get(q.GetId()))
		require.NoError(t, err)
		absent := ids.New()
		for _, id := range []string{q.GetId(), absent} {
			_, err = r.questions.GetQuestion(other, get(id))
			notYours().require(t, err)
			_, err = r.questions.GetQuestion(system, get(id))
			notYours().require(t, err)
		}
		require.Equal(t, []string{
			"c GetQuestion question/" + q.GetId(), "wijkteam-x GetQuestion question/" + q.GetId(),
			"c GetQuestion question/" + absent, "wijkteam-x GetQuestion question/" + absent,
		}, r.refusals(t))
		for _, ctx := range []struct {
			caller string
			sees   int
		}{{"haven", 1}, {"stad", 0}} {
			list, err := r.questions.ListQuestions(r.workerOf(t, "d", ctx.caller), &supportv1.ListQuestionsRequest{})
			require.NoError(t, err)
			require.Len(t, list.GetQuestions(), ctx.sees, ctx.caller)
		}
	})
}

func TestSystemListsWhatItSentByItsOwnReference(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for _, sender := range []string{"wijkteam-x", "wijkteam-y"} {
			for _, reference := range []string{"W-1", "W-2"} {
				_, err := r.questions.CreateQuestion(r.system(t, sender), &supportv1.CreateQuestionRequest{
					Question: asked(func(q *supportv1.Question) { q.SenderReference = reference }),
				})
				require.NoError(t, err)
			}
		}
		list := func(req *supportv1.ListQuestionsRequest) (senders []string) {
			answer, err := r.questions.ListQuestions(r.system(t, "wijkteam-x"), req)
			require.NoError(t, err)
			for _, q := range answer.GetQuestions() {
				senders = append(senders, q.GetSender()+" "+q.GetSenderReference())
			}
			return senders
		}
		require.Equal(t, []string{"wijkteam-x W-1", "wijkteam-x W-2"}, list(&supportv1.ListQuestionsRequest{}))
		require.Equal(t, []string{"wijkteam-x W-2"}, list(&supportv1.ListQuestionsRequest{SenderReference: "W-2"}))
		require.Empty(t, list(&supportv1.ListQuestionsRequest{State: answered}))
	})
}

func TestImporterRecordsWhatCameFurtherInBatches(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		of := func(change func(*supportv1.Question)) *supportv1.CreateQuestionRequest {
			return &supportv1.CreateQuestionRequest{Question: asked(func(q *supportv1.Question) {
				q.ReceiveDate, q.TakeUpDate, q.StateDate = "2022-03-01", proto.String("2022-03-02"), proto.String("2022-03-09")
				q.State, q.Result = answered, supportv1.QuestionResult_QUESTION_RESULT_INFORMAL_SOLUTION
				q.SolvedInVoorveld = true
			}, change)}
		}
		batch := []*supportv1.CreateQuestionRequest{
			of(func(*supportv1.Question) {}), of(func(q *supportv1.Question) { q.Result = 0 }),
			of(func(q *supportv1.Question) { q.TakeUpDate, q.State = nil, takenUp }),
		}
		r.refuses(t, invalid("requests[1].question.result RESULT_MISSING", "requests[2].question.take_up_date TAKE_UP_DATE_MISSING",
			"requests[2].question.result RESULT_UNEXPECTED", "requests[2].question.solved_in_voorveld RESULT_UNEXPECTED"), func() error {
			_, err := r.questions.BatchCreateQuestions(r.importing(t), &supportv1.BatchCreateQuestionsRequest{Requests: batch})
			return err
		})
		answer, err := r.questions.BatchCreateQuestions(r.importing(t), &supportv1.BatchCreateQuestionsRequest{Requests: batch[:1]})
		require.NoError(t, err)
		require.Equal(t, answered, answer.GetQuestions()[0].GetState())
	})
}
