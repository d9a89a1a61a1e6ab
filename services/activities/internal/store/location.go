package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// InsertLocation adds a location.
func (s Store) InsertLocation(ctx context.Context, l domain.Location) error {
	return s.q.InsertLocation(ctx, db.InsertLocationParams{
		ID: l.ID, DisplayName: l.Name, Kind: l.Kind, WijkCode: l.Wijk.Code, WijkYear: int64(l.Wijk.Edition), Stadsdeel: l.Stadsdeel,
		OpeningDate: l.Opening, ClosingDate: l.Closing, Version: l.Version,
		CreatedAt: sqldb.At(l.Created), UpdatedAt: sqldb.At(l.Updated),
	})
}

// UpdateLocation changes a location from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateLocation(ctx context.Context, l domain.Location) error {
	return sqldb.Changed(s.q.UpdateLocation(ctx, db.UpdateLocationParams{
		DisplayName: l.Name, Kind: l.Kind, WijkCode: l.Wijk.Code, WijkYear: int64(l.Wijk.Edition), Stadsdeel: l.Stadsdeel,
		OpeningDate: l.Opening, ClosingDate: l.Closing, UpdatedAt: sqldb.At(l.Updated), ID: l.ID, Version: l.Version - 1,
	}))
}

// Location answers one location. Error: NOT_FOUND (LOCATION_NOT_FOUND).
func (s Store) Location(ctx context.Context, id string) (domain.Location, error) {
	row, err := s.q.GetLocation(ctx, id)
	return sqldb.One(row, err, location, "LOCATION_NOT_FOUND", "There is no location with this id.")
}

// Locations answers size locations after the one with id after, of kind ("" for any).
func (s Store) Locations(ctx context.Context, after, kind string, size int32) ([]domain.Location, error) {
	rows, err := s.q.ListLocations(ctx, db.ListLocationsParams{After: after, Kind: kind, Size: size})
	return sqldb.All(rows, err, location)
}

// LocationsByID answers where the locations with ids are and when they were open, those there are.
func (s Store) LocationsByID(ctx context.Context, ids map[string]bool) (map[string]domain.Location, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: LocationsByID :many
SELECT id, wijk_code, wijk_year, stadsdeel, opening_date, closing_date FROM location WHERE id IN (%s)`, ids,
		func(r *sql.Rows) (string, domain.Location, error) {
			var l domain.Location
			err := r.Scan(&l.ID, &l.Wijk.Code, &l.Wijk.Edition, &l.Stadsdeel, &l.Opening, &l.Closing)
			return l.ID, l, err
		})
}

func location(row db.Location) domain.Location {
	return domain.Location{
		ID: row.ID, Name: row.DisplayName, Kind: row.Kind, Wijk: areas.Wijk{Code: row.WijkCode, Edition: int(row.WijkYear)},
		Stadsdeel: row.Stadsdeel, Opening: row.OpeningDate, Closing: row.ClosingDate, Version: row.Version,
		Created: row.CreatedAt.Time, Updated: row.UpdatedAt.Time,
	}
}
