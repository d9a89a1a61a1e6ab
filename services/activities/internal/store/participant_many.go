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

// AddParticipants adds participants, and what they are found by, in few statements.
func (s Store) AddParticipants(ctx context.Context, list []Participant) error {
	var rows, lookups sqldb.Rows
	for _, p := range list {
		rows = append(rows, []any{
			p.ID, p.Sealed, p.Wijk.Code, int64(p.Wijk.Edition), string(p.State), "", p.Version, sqldb.At(p.Created),
			sqldb.At(p.Updated),
		})
		for _, hash := range p.Hashes {
			lookups = append(lookups, []any{hash, p.ID})
		}
	}
	err := rows.Each(ctx, s.tx, `-- name: AddParticipants :exec
INSERT INTO participant (id, sealed, wijk_code, wijk_year, state, survivor_id, version, created_at, updated_at) VALUES %s`, nil)
	if err != nil {
		return err
	}
	return lookups.Each(ctx, s.tx, `-- name: AddLookups :exec
INSERT INTO participant_lookup (hash, participant_id) VALUES %s`, nil)
}
