package store

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// PutLocationNames keeps what places are called, by id.
func (s Store) PutLocationNames(ctx context.Context, names map[string]string) error {
	rows := make(sqldb.Rows, 0, len(names))
	for _, id := range slices.Sorted(maps.Keys(names)) {
		rows = append(rows, []any{id, names[id]})
	}
	return rows.Each(ctx, s.tx, `-- name: PutLocationNames :exec
INSERT INTO location_name (location_id, display_name) VALUES %s
ON CONFLICT (location_id) DO UPDATE SET display_name = excluded.display_name
WHERE location_name.display_name <> excluded.display_name`, nil)
}

// LocationNames answers what the places with ids are called, as far as it is known.
func (s Store) LocationNames(ctx context.Context, ids map[string]bool) (map[string]string, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: LocationNames :many
SELECT location_id, display_name FROM location_name WHERE location_id IN (%s)`, ids,
		func(r *sql.Rows) (id, name string, err error) {
			err = r.Scan(&id, &name)
			return id, name, err
		})
}
