package api

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/processinglog"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/calendar"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// calendarReader is who reads a feed in the processing log: nobody knows whose program asks.
const calendarReader = "calendar"

// GetCalendar answers the shifts of whom a secret is of as a calendar.
func (s *CalendarFeeds) GetCalendar(
	ctx context.Context, req *volunteersv1.GetCalendarRequest,
) (*volunteersv1.Calendar, error) {
	var feed domain.CalendarFeed
	var entries []calendar.Entry
	err := s.snapshot(ctx, func(in store.Store) (err error) {
		if feed, err = in.LiveCalendarFeed(ctx, domain.FeedSecretHash(req.GetSecret())); err != nil {
			return err
		}
		entries, err = s.entries(ctx, in, feed.PersonID)
		return err
	})
	if err != nil {
		return nil, err
	}
	content, err := calendar.Of(entries)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	return &volunteersv1.Calendar{Content: content, Etag: hex.EncodeToString(sum[:16])}, s.logFeed(ctx, feed)
}

// entries answers what stands in the calendar of a person today.
func (s *CalendarFeeds) entries(ctx context.Context, in store.Store, personID string) ([]calendar.Entry, error) {
	shown := domain.CalendarPeriod(s.today(), s.Zone)
	shifts, err := in.ShiftsOfPerson(ctx, personID, shown)
	if err != nil {
		return nil, err
	}
	roles, locations := map[string]bool{}, map[string]bool{}
	for _, sh := range shifts {
		roles[sh.RoleID], locations[sh.LocationID] = true, true
	}
	byID, err := in.RolesByID(ctx, roles)
	if err != nil {
		return nil, err
	}
	names, err := in.LocationNames(ctx, locations)
	if err != nil {
		return nil, err
	}
	var entries []calendar.Entry
	for _, sh := range shifts {
		place := sh.Place
		if place == "" {
			place = names[sh.LocationID]
		}
		entries = append(entries, calendar.Entry{Shift: sh, Role: byID[sh.RoleID].Name, Where: place})
	}
	return entries, nil
}

// logFeed has it in the processing log, once a day, that a feed is read.
func (s *CalendarFeeds) logFeed(ctx context.Context, feed domain.CalendarFeed) error {
	today := s.today()
	if !feed.Logged.Before(today) {
		processinglog.Stands(ctx)
		return nil
	}
	entry := s.log().About(auth.With(ctx, &auth.Identity{Subject: calendarReader}), calendarFields, feed.PersonID)
	return s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		first, err := store.In(tx).LogCalendarFeed(ctx, feed.ID, today)
		if err != nil {
			return err
		}
		line := entry
		if !first {
			line.Subjects = nil // somebody else read it at the same time, and wrote the line
		}
		return processinglog.Append(ctx, tx, s.now(), line)
	})
}
