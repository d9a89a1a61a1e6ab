package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// InsertProgramme adds a programme.
func (s Store) InsertProgramme(ctx context.Context, p domain.Programme) error {
	return s.q.InsertProgramme(ctx, db.InsertProgrammeParams{
		ID: p.ID, Code: p.Code, DisplayName: p.Name, Theme: p.Theme, ParentID: p.ParentID, StartDate: p.Start, EndDate: p.End,
		Version: p.Version, CreatedAt: sqldb.At(p.Created), UpdatedAt: sqldb.At(p.Updated),
	})
}

// UpdateProgramme changes a programme from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateProgramme(ctx context.Context, p domain.Programme) error {
	return sqldb.Changed(s.q.UpdateProgramme(ctx, db.UpdateProgrammeParams{
		DisplayName: p.Name, ParentID: p.ParentID, StartDate: p.Start, EndDate: p.End, UpdatedAt: sqldb.At(p.Updated),
		ID: p.ID, Version: p.Version - 1,
	}))
}

// Programme answers one programme. Error: NOT_FOUND (PROGRAMME_NOT_FOUND).
func (s Store) Programme(ctx context.Context, id string) (domain.Programme, error) {
	row, err := s.q.GetProgramme(ctx, id)
	return sqldb.One(row, err, programme, "PROGRAMME_NOT_FOUND", "There is no programme with this id.")
}

// Ancestors answers the programme with id, the one it is part of, and so on to the top; nothing where there is none. It
// stops where the tree would bite its tail. They are locked until the transaction ends: of two moves at the same time
// that would make a circle together, one waits and meets the other.
func (s Store) Ancestors(ctx context.Context, id string) ([]domain.Programme, error) {
	var list []domain.Programme
	seen := map[string]bool{}
	for id != "" && !seen[id] {
		seen[id] = true
		row, err := s.q.LockProgramme(ctx, id)
		if errors.Is(err, sql.ErrNoRows) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		list = append(list, programme(row))
		id = row.ParentID
	}
	return list, nil
}

// Programmes answers size programmes after the one with id after, of theme ("" for any).
func (s Store) Programmes(ctx context.Context, after, theme string, size int32) ([]domain.Programme, error) {
	rows, err := s.q.ListProgrammes(ctx, db.ListProgrammesParams{After: after, Theme: theme, Size: size})
	return sqldb.All(rows, err, programme)
}

// ProgrammesByID answers the programmes with ids, those there are.
func (s Store) ProgrammesByID(ctx context.Context, ids map[string]bool) (map[string]domain.Programme, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: ProgrammesByID :many
SELECT id, start_date, end_date FROM programme WHERE id IN (%s)`, ids,
		func(r *sql.Rows) (string, domain.Programme, error) {
			var p domain.Programme
			err := r.Scan(&p.ID, &p.Start, &p.End)
			return p.ID, p, err
		})
}

func programme(row db.Programme) domain.Programme {
	return domain.Programme{
		ID: row.ID, Code: row.Code, Name: row.DisplayName, Theme: row.Theme, ParentID: row.ParentID, Start: row.StartDate,
		End: row.EndDate, Version: row.Version, Created: row.CreatedAt.Time, Updated: row.UpdatedAt.Time,
	}
}
