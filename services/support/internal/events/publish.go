// Package events writes what happened here in the words of the contract. No event names a person.
package events

import (
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

// Service is the name under which the events are published.
const Service = "support"

// QuestionSaved tells the full value of a question, but for who it is about and what was said. Stadsdeel is the city district of
// its wijk.
func QuestionSaved(q domain.Question, stadsdeel string) outbox.Event {
	said := &supportv1.QuestionSaved{
		Id: q.ID, Version: q.Version, Channel: enums.Value[supportv1.QuestionChannel](q.Channel),
		AskerKind: enums.Value[supportv1.AskerKind](q.AskerKind), WijkCode: q.Wijk.Code, WijkYear: int32(q.Wijk.Edition),
		Stadsdeel: stadsdeel, Team: q.Team, ReceiveDate: q.Receive.String(), TakeUpDate: q.TakeUp.String(),
		State: enums.Value[supportv1.QuestionState](string(q.State)), StateDate: q.StateDate.String(),
		Result: enums.Value[supportv1.QuestionResult](string(q.Result)), SolvedInVoorveld: q.Voorveld,
		Reason: enums.Value[supportv1.QuestionReason](string(q.Reason)),
	}
	for _, domain := range q.LifeDomains {
		said.LifeDomains = append(said.LifeDomains, enums.Value[supportv1.LifeDomain](domain))
	}
	return outbox.Event{Noun: "question.saved", AggregateID: q.ID, Data: said}
}

// MediationSaved tells the full value of a mediation, but for who it is about, who mediates and what was said. Stadsdeel is the
// city district of its wijk.
func MediationSaved(m domain.Mediation, stadsdeel string) outbox.Event {
	said := &supportv1.MediationSaved{
		Id: m.ID, Version: m.Version, ReferrerKind: enums.Value[supportv1.ReferrerKind](m.ReferrerKind),
		ComplaintKind: enums.Value[supportv1.ComplaintKind](m.ComplaintKind), WijkCode: m.Wijk.Code, WijkYear: int32(m.Wijk.Edition),
		Stadsdeel: stadsdeel, Team: m.Team, RegisterDate: m.Register.String(),
		State: enums.Value[supportv1.MediationState](string(m.State)), StateDate: m.StateDate.String(),
		Outcome: enums.Value[supportv1.MediationOutcome](string(m.Outcome)), Successful: m.Successful(),
	}
	if m.State == domain.MediationClosed {
		said.LeadDays = int32(m.LeadDays(m.StateDate))
	}
	return outbox.Event{Noun: "mediation.saved", AggregateID: m.ID, Data: said}
}
