package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// makeContacts is how contacts of a file are kept.
func makeContacts() making[domain.Contact] {
	return making[domain.Contact]{
		make: func(c domain.Contact, made resource.Made, by string) domain.Contact {
			c.ID, c.Recorder, c.Version, c.Created, c.Updated = made.ID, by, 1, made.Now, made.Now
			return c
		},
		insert: func(ctx context.Context, s store.Store, contacts []domain.Contact) error {
			return s.InsertContacts(ctx, contacts)
		},
		event: events.ContactSaved,
	}
}
