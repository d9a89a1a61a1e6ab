package events

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// RegistrationSaved says where a registration stands from now on. Person is the pseudonym under which the participant is
// counted in the year of its date; who that is stays here, and so does why it was cancelled.
func RegistrationSaved(r domain.Registration, person string) outbox.Event {
	saved := &activitiesv1.RegistrationSaved{
		Id: r.ID, Version: r.Version, ActivityId: r.ActivityID, SessionId: r.SessionID, Date: r.Date.String(), Person: person,
		State: enums.Value[activitiesv1.RegistrationState](string(r.State)),
	}
	if !r.OfferExpires.IsZero() {
		saved.OfferExpireTime = timestamppb.New(r.OfferExpires)
	}
	return outbox.Event{Noun: "registration.saved", AggregateID: r.ID, Data: saved}
}
