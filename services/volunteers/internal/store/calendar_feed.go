package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// InsertCalendarFeed adds a feed.
func (s Store) InsertCalendarFeed(ctx context.Context, f domain.CalendarFeed) error {
	return s.q.InsertCalendarFeed(ctx, db.InsertCalendarFeedParams{
		ID: f.ID, PersonID: f.PersonID, SecretHash: f.SecretHash, State: string(f.State), LoggedDate: f.Logged, Recorder: f.Recorder,
		Version: f.Version, CreatedAt: sqldb.At(f.Created), UpdatedAt: sqldb.At(f.Updated),
	})
}

// CalendarFeed answers one feed. Error: NOT_FOUND (CALENDAR_FEED_NOT_FOUND).
func (s Store) CalendarFeed(ctx context.Context, id string) (domain.CalendarFeed, error) {
	row, err := s.q.GetCalendarFeed(ctx, id)
	return sqldb.One(row, err, calendarFeed, "CALENDAR_FEED_NOT_FOUND", "There is no calendar feed with this id.")
}

// LiveCalendarFeed answers the feed whose secret has a hash, where it can be read. Error: NOT_FOUND (CALENDAR_UNKNOWN).
func (s Store) LiveCalendarFeed(ctx context.Context, secretHash string) (domain.CalendarFeed, error) {
	row, err := s.q.GetLiveCalendarFeed(ctx, secretHash)
	return sqldb.One(row, err, calendarFeed, "CALENDAR_UNKNOWN", "There is no calendar at this address.")
}

// CalendarFeeds answers size feeds of a person after the one with id after.
func (s Store) CalendarFeeds(ctx context.Context, personID, after string, size int32) ([]domain.CalendarFeed, error) {
	rows, err := s.q.ListCalendarFeeds(ctx, db.ListCalendarFeedsParams{PersonID: personID, After: after, Size: size})
	return sqldb.All(rows, err, calendarFeed)
}

// CalendarFeedsOfPerson answers all feeds of a person, oldest first.
func (s Store) CalendarFeedsOfPerson(ctx context.Context, personID string) ([]domain.CalendarFeed, error) {
	rows, err := s.q.ListCalendarFeedsOfPerson(ctx, personID)
	return sqldb.All(rows, err, calendarFeed)
}

// UpdateCalendarFeed changes a feed from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateCalendarFeed(ctx context.Context, f domain.CalendarFeed) error {
	return sqldb.Changed(s.q.UpdateCalendarFeed(ctx, db.UpdateCalendarFeedParams{
		State: string(f.State), Recorder: f.Recorder, UpdatedAt: sqldb.At(f.Updated), ID: f.ID, Version: f.Version - 1,
	}))
}

// LogCalendarFeed keeps that a feed is read on a date, and says whether it was the first time that day.
func (s Store) LogCalendarFeed(ctx context.Context, id string, on civil.Date) (first bool, err error) {
	n, err := s.q.LogCalendarFeed(ctx, db.LogCalendarFeedParams{ID: id, LoggedDate: on})
	return n > 0, err
}

// DeleteCalendarFeeds removes the feeds of a person.
func (s Store) DeleteCalendarFeeds(ctx context.Context, personID string) error {
	return s.q.DeleteCalendarFeeds(ctx, personID)
}

func calendarFeed(f db.CalendarFeed) domain.CalendarFeed {
	return domain.CalendarFeed{
		ID: f.ID, PersonID: f.PersonID, SecretHash: f.SecretHash, State: domain.FeedState(f.State), Logged: f.LoggedDate,
		Recorder: f.Recorder, Version: f.Version, Created: f.CreatedAt.Time, Updated: f.UpdatedAt.Time,
	}
}
