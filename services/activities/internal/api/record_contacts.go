package api

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/requestid"
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
	by := recorder(ctx)
	list := make(entries[domain.Contact], len(requests))
	for i, r := range requests {
		list[i] = decodeContact(r, place(i), by, now)
	}
	return s.recording.record(ctx, s.Deps, noun[domain.Contact]{
		scope: "CreateContact", field: "contact", rules: s.rules,
		insert: store.Store.InsertContacts, byID: store.Store.ContactsByID, saved: events.ContactSaved,
	}, list)
}

func decodeContact(r *activitiesv1.CreateContactRequest, place, by string, now time.Time) entry[domain.Contact] {
	m := r.GetContact()
	var d dates
	contact := domain.Contact{
		ID: ids.New(), Occasion: decodeOccasion(m, &d), Channel: enums.Text(m.GetChannel()),
		GroupSize: int64(m.GetGroupSize()), PartOfDay: enums.Text(m.GetPartOfDay()),
		Recorder: by, Version: 1, Created: now, Updated: now,
	}
	return entry[domain.Contact]{
		value: contact, place: place, broken: d.broken,
		claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: contact.ID, Path: join(place, "request_id"),
		},
	}
}

// rules answers the rules of contacts, with what they speak of.
func (s *Contacts) rules(ctx context.Context, st store.Store, contacts []domain.Contact) (rules[domain.Contact], error) {
	occasions := make([]domain.Occasion, len(contacts))
	for i, c := range contacts {
		occasions[i] = c.Occasion
	}
	registers, err := s.look(ctx, st, occasions)
	if err != nil {
		return rules[domain.Contact]{}, err
	}
	return rules[domain.Contact]{check: func(c *domain.Contact) []fault.Field {
		return c.Check(registers(c.Occasion, c.Created), s.MaxContactGroup)
	}}, nil
}
