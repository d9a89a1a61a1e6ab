package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

func TestNewestVersionOfAPlaceIsKept(t *testing.T) {
	place := func(version int64, kind string) store.Versioned[domain.Location] {
		return store.Versioned[domain.Location]{Version: version, Value: domain.Location{
			ID: "l", Kind: kind,
			Area:    domain.Area{Wijk: "WK00340" + kind, WijkYear: 2000 + int(version), Stadsdeel: "in " + kind},
			Opening: civil.Date{Year: 2010, Month: 1, Day: int(version)},
			Closing: civil.Date{Year: 2022, Month: 12, Day: int(version)},
		}}
	}
	open := place(9, "still open")
	open.Value.Closing = civil.Date{}
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		for _, step := range []struct {
			told, kept store.Versioned[domain.Location]
		}{
			{place(5, "first"), place(5, "first")},
			{place(5, "same"), place(5, "first")},
			{place(4, "older"), place(5, "first")},
			{place(6, "newer"), place(6, "newer")},
			{open, open},
		} {
			write(t, db, func(ctx context.Context, s store.Store) error { return s.PutLocation(ctx, step.told) })
			require.Equal(t, map[string]store.Versioned[domain.Location]{"l": step.kept}, register(t, db).Locations)
			list, err := store.Reading(db.Read()).Locations(t.Context())
			require.NoError(t, err)
			require.Equal(t, []domain.Location{step.kept.Value}, list)
		}
	})
}

func TestNewestVersionOfAProgrammeIsKept(t *testing.T) {
	programme := func(version int64, code string) store.Versioned[domain.Programme] {
		return store.Versioned[domain.Programme]{Version: version, Value: domain.Programme{
			ID: "p", Code: code, Theme: "theme of " + code, ParentID: "above " + code,
			Start: civil.Date{Year: 2010, Month: 1, Day: int(version)},
			End:   civil.Date{Year: 2022, Month: 12, Day: int(version)},
		}}
	}
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		for _, step := range []struct {
			told, kept store.Versioned[domain.Programme]
		}{
			{programme(5, "first"), programme(5, "first")},
			{programme(5, "same"), programme(5, "first")},
			{programme(4, "older"), programme(5, "first")},
			{programme(6, "newer"), programme(6, "newer")},
		} {
			write(t, db, func(ctx context.Context, s store.Store) error { return s.PutProgramme(ctx, step.told) })
			require.Equal(t, map[string]store.Versioned[domain.Programme]{"p": step.kept}, register(t, db).Programmes)
		}
	})
}

func register(t *testing.T, db *sqldb.DB) (r store.Register) {
	t.Helper()
	write(t, db, func(ctx context.Context, s store.Store) (err error) {
		r, err = s.Register(ctx)
		return err
	})
	return r
}

func TestAccountIsPublishedSinceTheEarliestTimeThatIsKnown(t *testing.T) {
	first := time.Date(2023, 4, 1, 9, 30, 0, 123456000, time.UTC)
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		requirePublished := func(year int, want time.Time) {
			got, err := store.Reading(db.Read()).Published(t.Context(), year)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		requirePublished(2022, time.Time{})
		for _, step := range []struct {
			at    time.Time
			isNew bool
			since time.Time
		}{
			{first, true, first},
			{first, false, first},
			{first.AddDate(0, 1, 0), false, first},
			{first.AddDate(0, -1, 0), true, first.AddDate(0, -1, 0)},
		} {
			write(t, db, func(ctx context.Context, s store.Store) error {
				isNew, err := s.Publish(ctx, 2022, step.at)
				require.Equal(t, step.isNew, isNew)
				return err
			})
			requirePublished(2022, step.since)
		}
		requirePublished(2021, time.Time{})
	})
}
