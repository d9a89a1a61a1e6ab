package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// InsertInitiative adds an initiative.
func (s Store) InsertInitiative(ctx context.Context, i domain.Initiative) error {
	return s.q.InsertInitiative(ctx, db.InsertInitiativeParams{
		ID: i.ID, DisplayName: i.Name, OwnerGroup: i.OwnerGroup, ProgrammeID: i.ProgrammeID, WijkCode: i.Wijk.Code,
		WijkYear: int64(i.Wijk.Edition), Stadsdeel: i.Stadsdeel, StartDate: i.Start, EndDate: i.End, Version: i.Version,
		CreatedAt: sqldb.At(i.Created), UpdatedAt: sqldb.At(i.Updated),
	})
}

// UpdateInitiative changes an initiative from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateInitiative(ctx context.Context, i domain.Initiative) error {
	return sqldb.Changed(s.q.UpdateInitiative(ctx, db.UpdateInitiativeParams{
		DisplayName: i.Name, OwnerGroup: i.OwnerGroup, ProgrammeID: i.ProgrammeID, WijkCode: i.Wijk.Code,
		WijkYear: int64(i.Wijk.Edition), Stadsdeel: i.Stadsdeel, StartDate: i.Start, EndDate: i.End,
		UpdatedAt: sqldb.At(i.Updated), ID: i.ID, Version: i.Version - 1,
	}))
}

// Initiative answers one initiative. Error: NOT_FOUND (INITIATIVE_NOT_FOUND).
func (s Store) Initiative(ctx context.Context, id string) (domain.Initiative, error) {
	row, err := s.q.GetInitiative(ctx, id)
	return sqldb.One(row, err, initiative, "INITIATIVE_NOT_FOUND", "There is no initiative with this id.")
}

// Initiatives answers size initiatives after the one with id after, of a programme ("" for any).
func (s Store) Initiatives(ctx context.Context, after, programmeID string, size int32) ([]domain.Initiative, error) {
	rows, err := s.q.ListInitiatives(ctx, db.ListInitiativesParams{After: after, ProgrammeID: programmeID, Size: size})
	return sqldb.All(rows, err, initiative)
}

// InitiativesByID answers when the initiatives with ids ran, those there are.
func (s Store) InitiativesByID(ctx context.Context, ids map[string]bool) (map[string]domain.Initiative, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: InitiativesByID :many
SELECT id, start_date, end_date FROM initiative WHERE id IN (%s)`, ids,
		func(r *sql.Rows) (string, domain.Initiative, error) {
			var i domain.Initiative
			err := r.Scan(&i.ID, &i.Start, &i.End)
			return i.ID, i, err
		})
}

func initiative(row db.Initiative) domain.Initiative {
	return domain.Initiative{
		ID: row.ID, Name: row.DisplayName, OwnerGroup: row.OwnerGroup, ProgrammeID: row.ProgrammeID,
		Wijk: areas.Wijk{Code: row.WijkCode, Edition: int(row.WijkYear)}, Stadsdeel: row.Stadsdeel, Start: row.StartDate,
		End: row.EndDate, Version: row.Version, Created: row.CreatedAt.Time, Updated: row.UpdatedAt.Time,
	}
}
