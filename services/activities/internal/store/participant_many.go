package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// ParticipantsByHash answers the ids of the participants that are found under each of hashes.
func (s Store) ParticipantsByHash(ctx context.Context, hashes []string) (map[string][]string, error) {
	keys := make(sqldb.Rows, len(hashes))
	for i, hash := range hashes {
		keys[i] = []any{hash}
	}
	found := map[string][]string{}
	err := keys.Each(ctx, s.tx, `-- name: ParticipantsByHash :many
SELECT hash, participant_id FROM participant_lookup WHERE hash IN (%s)`, func(r *sql.Rows) error {
		var hash, id string
		err := r.Scan(&hash, &id)
		found[hash] = append(found[hash], id)
		return err
	})
	return found, err
}
