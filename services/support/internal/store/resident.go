package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store/db"
)

// Resident is a resident as it is kept: what identifies the resident is sealed.
type Resident struct {
	ID      string
	Sealed  []byte
	Hashes  []string // under which the resident is found; written, never read
	Wijk    areas.Wijk
	State   domain.ResidentState
	Version int64
	Created time.Time
	Updated time.Time
}

// Use answers why a resident cannot be used any more: NOT_FOUND (RESIDENT_ERASED).
func (r Resident) Use() error {
	if r.State == domain.Erased {
		return fault.New(fault.NotFound, "RESIDENT_ERASED", "This resident was erased.")
	}
	return nil
}

// InsertResidents adds residents, and what they are found by.
func (s Store) InsertResidents(ctx context.Context, residents []Resident) error {
	rows := make(sqldb.Rows, len(residents))
	for i, r := range residents {
		rows[i] = []any{
			r.ID, r.Sealed, r.Wijk.Code, r.Wijk.Edition, string(domain.Present), r.Version, sqldb.At(r.Created), sqldb.At(r.Updated),
		}
	}
	if err := rows.Each(ctx, s.tx, `-- name: InsertResidents :exec
INSERT INTO resident (id, sealed, wijk_code, wijk_year, state, version, created_at, updated_at) VALUES %s`, nil); err != nil {
		return err
	}
	return s.insertLookups(ctx, residents...)
}

// UpdateResident changes a resident from the version before the one it has, and what it is found by. Error: sqldb.ErrStale,
// also for one that was erased.
func (s Store) UpdateResident(ctx context.Context, r Resident) error {
	err := sqldb.Changed(s.q.UpdateResident(ctx, db.UpdateResidentParams{
		Sealed: r.Sealed, WijkCode: r.Wijk.Code, WijkYear: int64(r.Wijk.Edition), UpdatedAt: sqldb.At(r.Updated), ID: r.ID,
		Version: r.Version - 1,
	}))
	if err != nil {
		return err
	}
	if err := s.q.DeleteResidentLookups(ctx, r.ID); err != nil {
		return err
	}
	return s.insertLookups(ctx, r)
}

// Resident answers one resident, also one that was erased. Error: NOT_FOUND (RESIDENT_NOT_FOUND).
func (s Store) Resident(ctx context.Context, id string) (Resident, error) {
	row, err := s.q.GetResident(ctx, id)
	return sqldb.One(row, err, resident, "RESIDENT_NOT_FOUND", "There is no resident with this id.")
}

const residentColumns = `id, sealed, wijk_code, wijk_year, state, version, created_at, updated_at`

// ResidentsByID answers the residents with ids, those there are.
func (s Store) ResidentsByID(ctx context.Context, ids map[string]bool) (map[string]Resident, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: ResidentsByID :many
SELECT `+residentColumns+` FROM resident WHERE id IN (%s)`, ids, scanResident)
}

// LockResidentsByID answers the residents with ids, those there are, and locks them until the transaction ends.
func (s Store) LockResidentsByID(ctx context.Context, ids map[string]bool) (map[string]Resident, error) {
	return sqldb.LockByID(ctx, s.tx, `-- name: LockResidentsByID :many
SELECT `+residentColumns+` FROM resident WHERE id IN (%s)`, ids, scanResident)
}

// FindResidents answers at most 100 residents for each of hashes, nobody twice.
func (s Store) FindResidents(ctx context.Context, hashes []string) ([]Resident, error) {
	var found []Resident
	seen := map[string]bool{}
	for _, hash := range hashes {
		rows, err := s.q.FindResidents(ctx, hash)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if !seen[row.ID] {
				seen[row.ID] = true
				found = append(found, resident(row))
			}
		}
	}
	return found, nil
}

// Lookup answers where it is kept what residents are found by.
func Lookup() person.Index { return person.Index{Table: "resident_lookup", ID: "resident_id"} }

func (s Store) insertLookups(ctx context.Context, list ...Resident) error {
	entries := make([]person.Entry, len(list))
	for i, r := range list {
		entries[i] = person.Entry{ID: r.ID, Hashes: r.Hashes}
	}
	return Lookup().Insert(ctx, s.tx, entries...)
}

func scanResident(r *sql.Rows) (string, Resident, error) {
	var row db.Resident
	err := r.Scan(&row.ID, &row.Sealed, &row.WijkCode, &row.WijkYear, &row.State, &row.Version, &row.CreatedAt, &row.UpdatedAt)
	return row.ID, resident(row), err
}

func resident(r db.Resident) Resident {
	return Resident{
		ID: r.ID, Sealed: r.Sealed, Wijk: areas.Wijk{Code: r.WijkCode, Edition: int(r.WijkYear)},
		State: domain.ResidentState(r.State), Version: r.Version, Created: r.CreatedAt.Time, Updated: r.UpdatedAt.Time,
	}
}
