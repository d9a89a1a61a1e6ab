package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// LockParticipantsByID answers the participants with ids, those there are, without what is sealed, and locks them until the
// transaction ends: nobody merges or erases one of whom something is being recorded.
func (s Store) LockParticipantsByID(ctx context.Context, ids map[string]bool) (map[string]Participant, error) {
	return sqldb.LockByID(ctx, s.tx, `-- name: LockParticipantsByID :many
SELECT id, state, survivor_id FROM participant WHERE id IN (%s)`, ids,
		func(r *sql.Rows) (string, Participant, error) {
			var p Participant
			var state string
			err := r.Scan(&p.ID, &state, &p.SurvivorID)
			p.State = domain.ParticipantState(state)
			return p.ID, p, err
		})
}
