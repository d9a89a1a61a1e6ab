package api

import (
	"context"
	"errors"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// questionFields is the class of data in the processing log: what is asked, and what became of it.
const questionFields = "question"

// The places of what is sealed in the row of a question.
const (
	summaryField = "summary"
	answerField  = "answer"
)

// sealText answers a text of a question as it is kept: nothing where nothing was said. Errors: privacy.ErrErased.
func sealText(keys privacy.Keys, q domain.Question, field, text string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	return keys.Seal(q.Holder(), q.ID, field, []byte(text))
}

// openTexts answers a question with what was said. Nothing was where its resident was erased meanwhile.
func openTexts(keys privacy.Keys, row store.Question) (q domain.Question, err error) {
	q = row.Question
	err = openSaid(keys, q.Holder(), q.ID,
		said{summaryField, row.SealedSummary, &q.Summary}, said{answerField, row.SealedAnswer, &q.Answer})
	return q, err
}

// said is something that was said, sealed at its place in a row, and where it goes when it is opened.
type said struct {
	field  string
	sealed []byte
	text   *string
}

// openSaid opens what was said in the row with id, with the key of holder. Nothing was where that was destroyed.
func openSaid(keys privacy.Keys, holder, id string, parts ...said) error {
	for _, part := range parts {
		if len(part.sealed) == 0 {
			continue
		}
		text, err := keys.Open(holder, id, part.field, part.sealed)
		if err != nil && !errors.Is(err, privacy.ErrErased) {
			return err
		}
		*part.text = string(text)
	}
	return nil
}

// openQuestions answers questions with what was said; it reads their keys with one query.
func (d Deps) openQuestions(ctx context.Context, rows ...store.Question) ([]domain.Question, error) {
	return privacy.OpenEach(ctx, d.vault(), rows, func(row store.Question) string { return row.Holder() }, openTexts)
}

// tell answers the event of a question as it became.
func (d Deps) tell(q domain.Question) outbox.Event {
	stadsdeel, _ := d.Areas.Stadsdeel(q.Wijk)
	return events.QuestionSaved(q, stadsdeel)
}

// doneWith answers the entries in both logs of what is done with questions: about their residents, and about those whose
// resident is not known by the question itself.
func (d Deps) doneWith(ctx context.Context, object string, list ...domain.Question) entries {
	return d.doneWithQuestions(ctx, questionFields, object, list...)
}

// doneWithQuestions is doneWith for a class of data.
func (d Deps) doneWithQuestions(ctx context.Context, fields, object string, list ...domain.Question) (e entries) {
	var residents, alone []string
	for _, q := range list {
		if q.ResidentID != "" {
			residents = append(residents, q.ResidentID)
		} else {
			alone = append(alone, q.ID)
		}
	}
	e = d.done(ctx, fields, object, residents...)
	e.processing = append(e.processing, d.aboutSubjects(ctx, "question", fields, alone...))
	return e
}

// doneWithEach is doneWith, with an object for each question.
func (d Deps) doneWithEach(ctx context.Context, list ...domain.Question) entries {
	e := d.doneWith(ctx, "", list...)
	e.audit = nil
	for _, q := range list {
		e.audit = append(e.audit, auditlog.Done(ctx, "question/"+q.ID))
	}
	return e
}

// decodeQuestion reads a question that comes in.
func decodeQuestion(ctx context.Context, m *supportv1.Question, d *resource.Dates) domain.Question {
	q := domain.Question{
		Channel: enums.Text(m.GetChannel()), AskerKind: enums.Text(m.GetAskerKind()), Summary: m.GetSummary(),
		ResidentID: m.GetResidentId(), Wijk: areas.Wijk{Code: m.GetWijkCode(), Edition: int(m.GetWijkYear())}, Team: m.GetTeam(),
		Organisation: m.GetOrganisation(), Sender: auth.Subject(ctx), Reference: m.GetSenderReference(),
		Receive: d.Read("receive_date", m.GetReceiveDate()), TakeUp: d.Read("take_up_date", m.GetTakeUpDate()),
		State: domain.QuestionState(enums.Text(m.GetState())), StateDate: d.Read("state_date", m.GetStateDate()),
		Result: domain.QuestionResult(enums.Text(m.GetResult())), Voorveld: m.GetSolvedInVoorveld(),
		Reason: domain.QuestionReason(enums.Text(m.GetReason())), Version: 1,
	}
	for _, life := range m.GetLifeDomains() {
		q.LifeDomains = append(q.LifeDomains, enums.Text(life))
	}
	return q
}

func encodeQuestion(q domain.Question) *supportv1.Question {
	m := &supportv1.Question{
		Id: q.ID, Channel: enums.Value[supportv1.QuestionChannel](q.Channel),
		AskerKind: enums.Value[supportv1.AskerKind](q.AskerKind),
		Summary:   q.Summary, ResidentId: q.ResidentID, WijkCode: q.Wijk.Code, WijkYear: int32(q.Wijk.Edition), Team: q.Team,
		Organisation: q.Organisation, SenderReference: q.Reference, Sender: q.Sender, ReceiveDate: q.Receive.String(),
		State: enums.Value[supportv1.QuestionState](string(q.State)), StateDate: resource.Optional(q.StateDate),
		TakeUpDate: resource.Optional(q.TakeUp), Worker: q.Worker, Result: enums.Value[supportv1.QuestionResult](string(q.Result)),
		SolvedInVoorveld: q.Voorveld, Reason: enums.Value[supportv1.QuestionReason](string(q.Reason)), Answer: q.Answer,
		Etag: resource.Etag(q.Version), CreateTime: timestamppb.New(q.Created), UpdateTime: timestamppb.New(q.Updated),
	}
	for _, life := range q.LifeDomains {
		m.LifeDomains = append(m.LifeDomains, enums.Value[supportv1.LifeDomain](life))
	}
	return m
}
