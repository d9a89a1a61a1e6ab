package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// PersonOfLogin answers whose login has one of hashes, or "" where nobody's has.
func (s Store) PersonOfLogin(ctx context.Context, hashes map[string]bool) (personID string, err error) {
	_, err = sqldb.ByID(ctx, s.tx, `-- name: PersonOfLogin :many
SELECT login_hash, person_id FROM person_login WHERE login_hash IN (%s)`, hashes, func(r *sql.Rows) (hash, id string, err error) {
		err = r.Scan(&hash, &id)
		personID = id
		return hash, id, err
	})
	return personID, err
}
