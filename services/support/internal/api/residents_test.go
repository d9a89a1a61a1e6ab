package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func TestResidentIsKeptAsGiven(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		added := r.aResident(t)
		want := neighbour()
		want.Id, want.Etag, want.CreateTime, want.UpdateTime = added.GetId(), "1", added.GetCreateTime(), added.GetUpdateTime()
		requireProto(t, want, added)
		got, err := r.residents.GetResident(r.worker(t), &supportv1.GetResidentRequest{Id: added.GetId()})
		require.NoError(t, err)
		requireProto(t, added, got)
		_, err = r.residents.GetResident(r.worker(t), &supportv1.GetResidentRequest{Id: ids.New()})
		refusal{code: codes.NotFound, reason: "RESIDENT_NOT_FOUND"}.require(t, err)
	})
}

func TestEveryRuleThatAResidentBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		bad := neighbour(func(n *supportv1.Resident) {
			n.Surname, n.BirthDate, n.Email, n.Telephone, n.WijkYear = "", proto.String("2026-11-27"), "x", "1", 1950
		})
		r.refuses(t, invalid("resident.surname NAME_MISSING", "resident.birth_date BIRTH_DATE_IN_FUTURE", "resident.email EMAIL_INVALID",
			"resident.telephone TELEPHONE_INVALID", "resident.wijk_code WIJK_UNKNOWN"), func() error {
			_, err := r.residents.CreateResident(r.worker(t), &supportv1.CreateResidentRequest{Resident: bad})
			return err
		})
	})
}

func TestProbableDoublesAreToldToAWorkerAndToNoSystem(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		first := r.aResident(t)
		require.Equal(t, []string{first.GetId()}, r.aResident(t).GetProbableDoubleIds())
		sent, err := r.residents.CreateResident(r.system(t, "wijkteam-x"), &supportv1.CreateResidentRequest{Resident: neighbour()})
		require.NoError(t, err)
		require.Empty(t, sent.GetProbableDoubleIds())
	})
}

func TestResidentIsFoundByNameAndBirth(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aResident(t).GetId()
		for _, req := range []*supportv1.SearchResidentsRequest{
			{Surname: "VAN XANTEN EVRARD", BirthDate: "1990-05-06"}, {Surname: "van Xanten-Évrard", BirthYear: 1990},
		} {
			answer, err := r.residents.SearchResidents(r.worker(t), req)
			require.NoError(t, err)
			require.Len(t, answer.GetResidents(), 1)
			require.Equal(t, id, answer.GetResidents()[0].GetId())
		}
		_, err := r.residents.SearchResidents(r.worker(t), &supportv1.SearchResidentsRequest{})
		invalid("surname NAME_MISSING").require(t, err)
	})
}

func TestChangeOfAResidentIsOfWhatWasRead(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := r.aResident(t)
		update := func(telephone string) (*supportv1.Resident, error) {
			return r.residents.UpdateResident(r.worker(t), &supportv1.UpdateResidentRequest{
				Resident: &supportv1.Resident{Id: n.GetId(), Telephone: telephone, Etag: "1"},
			})
		}
		changed, err := update("036 1234567")
		require.NoError(t, err)
		require.Equal(t, "036 1234567", changed.GetTelephone())
		require.Equal(t, n.GetSurname(), changed.GetSurname())
		_, err = update("036 7654321")
		refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}.require(t, err)
	})
}

func TestResidentWithAnOpenQuestionIsNotErasedAndAnotherIsForGood(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := r.aResident(t)
		q := r.aQuestion(t, func(q *supportv1.Question) { q.ResidentId = n.GetId() })
		erase := func() error {
			_, err := r.residents.CreateResidentErasure(r.worker(t), &supportv1.CreateResidentErasureRequest{ResidentId: n.GetId()})
			return err
		}
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "QUESTION_OPEN"}, erase)
		require.NoError(t, r.takes(t, q.GetId(), closed, func(s *supportv1.QuestionTransition) {
			s.Reason, s.Answer = supportv1.QuestionReason_QUESTION_REASON_WITHDRAWN, "Mevrouw Windvaan belt terug."
		}))
		require.NoError(t, erase())
		refusal{code: codes.NotFound, reason: "RESIDENT_ERASED"}.require(t, erase())
		got, err := r.questions.GetQuestion(r.worker(t), &supportv1.GetQuestionRequest{Id: q.GetId()})
		require.NoError(t, err, "what counts stays")
		require.Empty(t, got.GetSummary()+got.GetAnswer(), "what was said is gone")
		require.NoError(t, r.deps.FinishErasures(t.Context()), "nothing is left to do")
		answer, err := r.residents.SearchResidents(r.worker(t), &supportv1.SearchResidentsRequest{
			Surname: n.GetSurname(), BirthDate: n.GetBirthDate(),
		})
		require.NoError(t, err)
		require.Empty(t, answer.GetResidents())
	})
}

func TestExportHasWhatIsKeptAndWhatWasDone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := r.aResident(t)
		q := r.aQuestion(t, func(q *supportv1.Question) { q.ResidentId = n.GetId() })
		require.NoError(t, r.takes(t, q.GetId(), takenUp))
		export, err := r.residents.ExportResident(r.worker(t), &supportv1.ExportResidentRequest{ResidentId: n.GetId()})
		require.NoError(t, err)
		require.Equal(t, n.GetId(), export.GetResident().GetId())
		require.Len(t, export.GetQuestions(), 1)
		require.Contains(t, export.GetQuestions()[0].GetSummary(), "Kwikstaart")
		require.Len(t, export.GetQuestionTransitions(), 1)
		require.Empty(t, export.GetQuestions()[0].GetSender()+export.GetQuestionTransitions()[0].GetWorker())
		require.NotEmpty(t, export.GetProcessingLines())
		for _, line := range export.GetProcessingLines() {
			require.Equal(t, export.GetLogSubject(), line.GetSubject())
			require.Empty(t, line.GetActor())
		}
	})
}

func TestNothingOfAResidentIsInTheFilesLogsOrEvents(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	n := r.aResident(t)
	for _, resident := range []string{n.GetId(), ""} {
		q := r.aQuestion(t, func(q *supportv1.Question) { q.ResidentId = resident })
		require.NoError(t, r.takes(t, q.GetId(), closed, func(s *supportv1.QuestionTransition) {
			s.Reason, s.Answer = supportv1.QuestionReason_QUESTION_REASON_WITHDRAWN, "Mevrouw Windvaan belt terug."
		}))
	}
	r.requireNoCanaryInFiles(t)
}
