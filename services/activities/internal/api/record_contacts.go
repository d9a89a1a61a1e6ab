package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// record records all contacts, or none.
func (s *Contacts) record(
	ctx context.Context, requests []*activitiesv1.CreateContactRequest, place func(int) string,
) ([]domain.Contact, error) {
	now := s.now()
	by := auth.Subject(ctx)
	list := make(resource.Entries[domain.Contact], len(requests))
	for i, r := range requests {
		list[i] = decodeContact(r, place(i), by, now)
	}
	return s.recording.Record(ctx, s.DB, s.Clock.Now, resource.Noun[domain.Contact]{
		Service: events.Service, Scope: "CreateContact", Field: "contact", Rules: s.rules,
		Insert: inserting(store.Store.InsertContacts), ByID: byID(store.Store.ContactsByID), Saved: events.ContactSaved,
	}, list)
}

func decodeContact(r *activitiesv1.CreateContactRequest, place, by string, now time.Time) resource.Entry[domain.Contact] {
	m := r.GetContact()
	var d resource.Dates
	contact := domain.Contact{
		ID: ids.New(), Occasion: decodeOccasion(m, &d), Channel: enums.Text(m.GetChannel()),
		GroupSize: int64(m.GetGroupSize()), PartOfDay: enums.Text(m.GetPartOfDay()),
		Recorder: by, Version: 1, Created: now, Updated: now,
	}
	return resource.Entry[domain.Contact]{
		Value: contact, Place: place, Broken: d.Broken,
		Claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: contact.ID, Path: resource.Join(place, "request_id"),
		},
	}
}

// rules answers the rules of contacts, with what they speak of.
func (s *Contacts) rules(ctx context.Context, tx *sql.Tx, contacts []domain.Contact) (resource.Rules[domain.Contact], error) {
	occasions := make([]domain.Occasion, len(contacts))
	for i, c := range contacts {
		occasions[i] = c.Occasion
	}
	registers, err := s.look(ctx, store.In(tx), occasions)
	if err != nil {
		return resource.Rules[domain.Contact]{}, err
	}
	return resource.Rules[domain.Contact]{Check: func(c *domain.Contact) []fault.Field {
		return c.Check(registers(c.Occasion, c.Created), s.MaxContactGroup)
	}}, nil
}
