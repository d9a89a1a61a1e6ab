package handover

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/resource"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
)

// decode reads what arrives, and adds to dates those that do not exist.
func decode(m *referralsv1.IncomingReferral, dates *resource.Dates) Handover {
	p := m.GetPerson()
	return Handover{
		Reference: m.GetReference(), Referrer: m.GetReferrer(), Urgent: m.GetUrgent(), Wanted: m.GetWantedId(), State: Waiting,
		Consent: dates.Read("consent_date", m.GetConsentDate()), Refer: dates.Read("refer_date", m.GetReferDate()), Version: 1,
		Content: &Content{
			Person: person.Person{
				GivenName: p.GetGivenName(), Surname: p.GetSurname(), Email: p.GetEmail(), Telephone: p.GetTelephone(),
				Birth: person.Birth{Date: dates.Read("person.birth_date", p.GetBirthDate()), Year: int(p.GetBirthYear())},
			},
			Wijk: areas.Wijk{Code: p.GetWijkCode(), Edition: int(p.GetWijkYear())}, Purpose: m.GetPurpose(),
		},
	}
}

// Encode answers something that was handed over in the words of the contract.
func Encode(h Handover) *referralsv1.IncomingReferral {
	m := &referralsv1.IncomingReferral{
		Id: h.ID, Reference: h.Reference, Sender: h.Sender, Referrer: h.Referrer, ConsentDate: resource.Optional(h.Consent),
		ReferDate: h.Refer.String(), Urgent: h.Urgent, WantedId: h.Wanted, State: stateOf(h), DecideDate: resource.Optional(h.Date),
		DeclineReason: reasonOf(h), ResultId: h.Result, Decider: h.Decider, Etag: resource.Etag(h.Version),
		CreateTime: timestamppb.New(h.Created), UpdateTime: timestamppb.New(h.Updated),
	}
	if c := h.Content; c != nil {
		m.Purpose = c.Purpose
		m.Person = &referralsv1.ReferredPerson{
			GivenName: c.GivenName, Surname: c.Surname, BirthDate: resource.Optional(c.Birth.Date), BirthYear: int32(c.Birth.Year),
			Email: c.Email, Telephone: c.Telephone, WijkCode: c.Wijk.Code, WijkYear: int32(c.Wijk.Edition),
		}
	}
	return m
}

// saved tells how far something has come, and nothing of who it is about or what for.
func saved(h Handover) outbox.Event {
	return outbox.Event{Noun: "referral.saved", AggregateID: h.ID, Data: &referralsv1.ReferralSaved{
		Id: h.ID, Version: h.Version, Reference: h.Reference, Sender: h.Sender, State: stateOf(h), DecideDate: h.Date.String(),
		DeclineReason: reasonOf(h), ResultId: h.Result,
	}}
}

func stateOf(h Handover) referralsv1.ReferralState {
	return enums.Value[referralsv1.ReferralState](string(h.State))
}

func reasonOf(h Handover) referralsv1.ReferralDeclineReason {
	return enums.Value[referralsv1.ReferralDeclineReason](h.Reason)
}
