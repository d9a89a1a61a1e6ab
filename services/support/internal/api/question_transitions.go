package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// CreateQuestionTransition takes a question to its next state.
func (s *Questions) CreateQuestionTransition(
	ctx context.Context, req *supportv1.CreateQuestionTransitionRequest,
) (*supportv1.QuestionTransition, error) {
	row, err := s.openQuestion(ctx, req.GetQuestionId())
	if err != nil {
		return nil, err
	}
	asked, err := decodeTransition(ctx, req.GetTransition())
	if err != nil {
		return nil, err
	}
	sealedAnswer, err := s.sealAnswer(ctx, row.Question, req.GetTransition().GetAnswer())
	if err != nil {
		return nil, err
	}
	made, first := resource.Making(s.Clock.Now()), false
	done := s.doneWithEach(ctx, row.Question)
	step, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateQuestionTransition/"+row.ID, req.GetRequestId(), req.GetTransition()), loadTransition,
		func(ctx context.Context, tx *sql.Tx) (domain.QuestionTransition, error) {
			step := asked
			step.ID, step.Created, first = made.ID, made.Now, true
			if err := s.step(ctx, tx, row.ID, &step, req, sealedAnswer); err != nil {
				return step, err
			}
			return step, s.log(ctx, tx, done)
		})
	if err == nil && !first {
		err = s.logApart(ctx, done)
	}
	if err != nil {
		return nil, err
	}
	return encodeTransition(step), nil
}

// step locks a question and takes the step, with what the sender is answered.
func (s *Questions) step(
	ctx context.Context, tx *sql.Tx, id string, step *domain.QuestionTransition, req *supportv1.CreateQuestionTransitionRequest,
	sealedAnswer []byte,
) error {
	st := store.In(tx)
	q, err := st.LockQuestion(ctx, id)
	if err != nil {
		return err
	}
	if err := resource.MatchEtag(req.GetEtag(), q.Version); err != nil {
		return err
	}
	referrals, err := st.ReferralsOfQuestion(ctx, id)
	if err != nil {
		return err
	}
	if err := q.Step(step, req.GetTransition().GetAnswer(), counting(referrals), s.today()); err != nil {
		return err
	}
	if sealedAnswer != nil {
		q.SealedAnswer = sealedAnswer
	}
	if err := st.StepQuestion(ctx, q, *step, domain.ReferralChange{}); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, step.Created, events.Service, s.tell(q.Question))
}

// counting answers how many of the referrals of a question run or were taken on.
func counting(rows []store.Referral) int {
	list := make([]domain.Referral, len(rows))
	for i, row := range rows {
		list[i] = row.Referral
	}
	return domain.Counting(list)
}

// sealAnswer seals what the sender is answered, before the transaction that keeps it. Error: NOT_FOUND (RESIDENT_ERASED).
func (s *Questions) sealAnswer(ctx context.Context, q domain.Question, answer string) ([]byte, error) {
	if answer == "" {
		return nil, nil
	}
	keys, err := s.questionKeys(ctx, q)
	if err != nil {
		return nil, err
	}
	sealed, err := sealText(keys, q, answerField, answer)
	return sealed, erased(err)
}

// ListQuestionTransitions lists what a question went through, oldest first.
func (s *Questions) ListQuestionTransitions(
	ctx context.Context, req *supportv1.ListQuestionTransitionsRequest,
) (*supportv1.ListQuestionTransitionsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	row, err := s.openQuestion(ctx, req.GetQuestionId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).QuestionTransitions(ctx, row.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(t domain.QuestionTransition) string { return t.ID })
	answer := &supportv1.ListQuestionTransitionsResponse{NextPageToken: next}
	for _, one := range list {
		answer.Transitions = append(answer.Transitions, encodeTransition(one))
	}
	return answer, s.logApart(ctx, s.doneWithEach(ctx, row.Question))
}

func loadTransition(ctx context.Context, tx *sql.Tx, id string) (domain.QuestionTransition, error) {
	return store.In(tx).QuestionTransition(ctx, id)
}

func decodeTransition(ctx context.Context, m *supportv1.QuestionTransition) (domain.QuestionTransition, error) {
	var d resource.Dates
	t := domain.QuestionTransition{
		To: domain.QuestionState(enums.Text(m.GetTo())), Date: d.Read("transition.date", m.GetDate()),
		Result: domain.QuestionResult(enums.Text(m.GetResult())), Voorveld: m.GetSolvedInVoorveld(),
		Reason: domain.QuestionReason(enums.Text(m.GetReason())), Worker: auth.Subject(ctx),
	}
	return t, fault.Violations(d.Broken)
}

func encodeTransition(t domain.QuestionTransition) *supportv1.QuestionTransition {
	return &supportv1.QuestionTransition{
		Id: t.ID, QuestionId: t.QuestionID, From: enums.Value[supportv1.QuestionState](string(t.From)),
		To: enums.Value[supportv1.QuestionState](string(t.To)), Date: t.Date.String(),
		Result: enums.Value[supportv1.QuestionResult](string(t.Result)), SolvedInVoorveld: t.Voorveld,
		Reason: enums.Value[supportv1.QuestionReason](string(t.Reason)), Worker: t.Worker, CreateTime: timestamppb.New(t.Created),
	}
}
