package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// FindPeople answers at most 100 people for each of hashes, nobody twice.
func (s Store) FindPeople(ctx context.Context, hashes []string) ([]Person, error) {
	var found []Person
	seen := map[string]bool{}
	for _, hash := range hashes {
		rows, err := s.q.FindPeople(ctx, hash)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if !seen[row.ID] {
				seen[row.ID] = true
				found = append(found, person(row))
			}
		}
	}
	return found, nil
}

// FindIDs answers the ids of the first 100 people for each of hashes, oldest first.
func (s Store) FindIDs(ctx context.Context, hashes map[string]bool) (map[string][]string, error) {
	const most = 100
	keys := make(sqldb.Rows, 0, len(hashes))
	for hash := range hashes {
		keys = append(keys, []any{hash})
	}
	found := make(map[string][]string, len(hashes))
	err := keys.Each(ctx, s.tx, fmt.Sprintf(`-- name: FindPeopleIDs :many
SELECT hash, person_id FROM (
    SELECT hash, person_id, ROW_NUMBER() OVER (PARTITION BY hash ORDER BY person_id) AS place
    FROM person_lookup WHERE hash IN (%%s)
) AS l WHERE place <= %d ORDER BY hash, person_id`, most), func(r *sql.Rows) error {
		var hash, id string
		err := r.Scan(&hash, &id)
		found[hash] = append(found[hash], id)
		return err
	})
	return found, err
}
