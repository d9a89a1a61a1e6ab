package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// makeHeadCounts is how head counts of a file are kept.
func makeHeadCounts() making[domain.HeadCount] {
	return making[domain.HeadCount]{
		make: func(c domain.HeadCount, made resource.Made, by string) domain.HeadCount {
			c.ID, c.Recorder, c.Version, c.Created, c.Updated = made.ID, by, 1, made.Now, made.Now
			return c
		},
		insert: func(ctx context.Context, s store.Store, counts []domain.HeadCount) error {
			return s.InsertHeadCounts(ctx, counts)
		},
		event: events.HeadCountSaved,
	}
}
