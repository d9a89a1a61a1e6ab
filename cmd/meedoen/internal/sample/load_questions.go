package sample

import (
	"context"
	"fmt"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/civil"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func (l *loader) addResidents(ctx context.Context) error {
	return inBatches(ctx, l, "residents", l.year.Residents, residentRequest,
		func(ctx context.Context, list []*supportv1.CreateResidentRequest) ([]*supportv1.Resident, error) {
			added, err := call(ctx, l.Residents.BatchCreateResidents, &supportv1.BatchCreateResidentsRequest{Requests: list})
			return added.GetResidents(), err
		})
}

func residentRequest(r Resident) *supportv1.CreateResidentRequest {
	return &supportv1.CreateResidentRequest{RequestId: r.RequestID, Resident: &supportv1.Resident{
		GivenName: r.GivenName, Surname: r.Surname, BirthDate: proto.String(r.BirthDate.String()), WijkCode: r.Wijk,
		WijkYear: CalendarYear,
	}}
}

func (l *loader) addQuestions(ctx context.Context) error {
	return inBatches(ctx, l, "questions", l.year.Questions, l.question, l.sendQuestions)
}

func (l *loader) question(q Question) *supportv1.CreateQuestionRequest {
	m := &supportv1.Question{
		Channel: q.Channel, AskerKind: q.Asker, LifeDomains: q.Domains, Summary: q.Summary, ResidentId: l.ids.of(q.Resident),
		WijkCode: q.Wijk, Team: q.Team, Organisation: q.Organisation, SenderReference: q.Reference,
		ReceiveDate: q.Receive.String(), TakeUpDate: dated(q.TakeUp), State: q.State, StateDate: dated(q.StateDate),
		Result: q.Result, SolvedInVoorveld: q.Voorveld, Reason: q.Reason,
	}
	if q.Wijk != "" {
		m.WijkYear = CalendarYear
	}
	return &supportv1.CreateQuestionRequest{RequestId: q.RequestID, Question: m}
}

func (l *loader) sendQuestions(
	ctx context.Context, list []*supportv1.CreateQuestionRequest,
) ([]*supportv1.Question, error) {
	added, err := call(ctx, l.Questions.BatchCreateQuestions, &supportv1.BatchCreateQuestionsRequest{Requests: list})
	return added.GetQuestions(), err
}

// deliverQuestionsAgain sends some questions once more, as the software of a team does that got no answer.
func (l *loader) deliverQuestionsAgain(ctx context.Context) error {
	var questions []*supportv1.CreateQuestionRequest
	for _, q := range l.year.Questions[:min(l.batch, len(l.year.Questions))] {
		questions = append(questions, l.question(q))
	}
	if _, err := l.sendQuestions(ctx, questions); err != nil {
		return fmt.Errorf("deliver questions again: %w", err)
	}
	return nil
}

// dated answers a date as a request has it: absent where there is none.
func dated(d civil.Date) *string {
	if d.IsZero() {
		return nil
	}
	return proto.String(d.String())
}
