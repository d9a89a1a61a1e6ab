package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// Questions answers QuestionService.
type Questions struct {
	supportv1.UnimplementedQuestionServiceServer
	Deps
}

// CreateQuestion takes in a question.
func (s *Questions) CreateQuestion(
	ctx context.Context, req *supportv1.CreateQuestionRequest,
) (*supportv1.Question, error) {
	list, err := s.takeIn(ctx, []*supportv1.CreateQuestionRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// BatchCreateQuestions takes in all questions, or none.
func (s *Questions) BatchCreateQuestions(
	ctx context.Context, req *supportv1.BatchCreateQuestionsRequest,
) (*supportv1.BatchCreateQuestionsResponse, error) {
	list, err := s.takeIn(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	return &supportv1.BatchCreateQuestionsResponse{Questions: list}, nil
}

// GetQuestion answers one question.
func (s *Questions) GetQuestion(ctx context.Context, req *supportv1.GetQuestionRequest) (*supportv1.Question, error) {
	row, err := s.openQuestion(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	list, err := s.openQuestions(ctx, row)
	if err != nil {
		return nil, err
	}
	return encodeQuestion(list[0]), s.logApart(ctx, s.doneWithEach(ctx, list...))
}

// ListQuestions lists questions, oldest first: a worker sees those of the own teams, a system those it sent.
func (s *Questions) ListQuestions(
	ctx context.Context, req *supportv1.ListQuestionsRequest,
) (*supportv1.ListQuestionsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	filter := store.QuestionFilter{
		Viewer: viewer(ctx), State: enums.Text(req.GetState()), Team: req.GetTeam(), ResidentID: req.GetResidentId(),
		Reference: req.GetSenderReference(),
	}
	if filter.Reference != "" {
		filter.Sender = filter.Viewer.Subject
	}
	size := pages.Size(req.GetPageSize())
	rows, err := store.Reading(s.DB.Read()).Questions(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	rows, next := pages.Cut(req, rows, size, func(q store.Question) string { return q.ID })
	list, err := s.openQuestions(ctx, rows...)
	if err != nil {
		return nil, err
	}
	answer := &supportv1.ListQuestionsResponse{NextPageToken: next}
	for _, q := range list {
		answer.Questions = append(answer.Questions, encodeQuestion(q))
	}
	return answer, s.logApart(ctx, s.doneWith(ctx, "questions", list...))
}

// exportQuestions adds what was asked about a resident to an export, without who recorded it.
func exportQuestions(ctx context.Context, in store.Store, of subject, export *supportv1.ResidentExport) error {
	rows, err := in.QuestionsOfResident(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		q, err := openTexts(of.Keys, row)
		if err != nil {
			return err
		}
		q.Sender, q.Worker = "", ""
		export.Questions = append(export.Questions, encodeQuestion(q))
	}
	steps, err := in.TransitionsOfResident(ctx, of.ID)
	for _, t := range steps {
		t.Worker = ""
		export.QuestionTransitions = append(export.QuestionTransitions, encodeTransition(t))
	}
	return err
}

// refuseOpenQuestion answers that a question about a resident is not done. Error: FAILED_PRECONDITION (QUESTION_OPEN).
func refuseOpenQuestion(ctx context.Context, in store.Store, residentID string) error {
	list, err := in.QuestionsOfResident(ctx, residentID)
	for _, q := range list {
		if !q.State.Ended() {
			return fault.New(fault.FailedPrecondition, "QUESTION_OPEN", "A question about the resident is not answered or closed.").
				With("question_id", q.ID)
		}
	}
	return err
}

// dropQuestionTexts forgets what was said in the questions about a resident.
func dropQuestionTexts(ctx context.Context, tx *sql.Tx, residentID string) error {
	return store.In(tx).EmptyQuestions(ctx, residentID)
}
