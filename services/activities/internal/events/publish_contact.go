package events

import (
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// ContactSaved says what a contact is from now on. Who recorded it stays here.
func ContactSaved(c domain.Contact) outbox.Event {
	return outbox.Event{Noun: "contact.saved", AggregateID: c.ID, Data: &activitiesv1.ContactSaved{
		Id: c.ID, Version: c.Version, ProgrammeId: c.ProgrammeID, Date: c.Date.String(), WijkCode: c.Wijk.Code,
		WijkYear: int32(c.Wijk.Edition), Stadsdeel: c.Stadsdeel,
		Channel: enums.Value[activitiesv1.ContactChannel](c.Channel), GroupSize: int32(c.GroupSize), Withdrawn: c.Withdrawn,
	}}
}
