package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// InsertEngagements adds relations.
func (s Store) InsertEngagements(ctx context.Context, all []domain.Engagement) error {
	rows := make(sqldb.Rows, len(all))
	for i, e := range all {
		rows[i] = []any{
			e.ID, e.PersonID, string(e.Kind), string(e.State), e.Start, e.StateDate, e.Version, sqldb.At(e.Created),
			sqldb.At(e.Updated),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertEngagements :exec
INSERT INTO engagement (id, person_id, kind, state, start_date, state_date, version, created_at, updated_at) VALUES %s`, nil)
}

// Engagement answers one relation. Error: NOT_FOUND (ENGAGEMENT_NOT_FOUND).
func (s Store) Engagement(ctx context.Context, id string) (domain.Engagement, error) {
	row, err := s.q.GetEngagement(ctx, id)
	return sqldb.One(row, err, engagement, "ENGAGEMENT_NOT_FOUND", "There is no relation with this id.")
}

// EngagementsByID answers the relations with ids, those there are.
func (s Store) EngagementsByID(ctx context.Context, ids map[string]bool) (map[string]domain.Engagement, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: EngagementsByID :many
SELECT id, person_id, kind, state, start_date, state_date, version, created_at, updated_at FROM engagement
WHERE id IN (%s)`, ids, func(r *sql.Rows) (string, domain.Engagement, error) {
		var e db.Engagement
		err := r.Scan(&e.ID, &e.PersonID, &e.Kind, &e.State, &e.StartDate, &e.StateDate, &e.Version, &e.CreatedAt, &e.UpdatedAt)
		return e.ID, engagement(e), err
	})
}

func engagement(e db.Engagement) domain.Engagement {
	return domain.Engagement{
		ID: e.ID, PersonID: e.PersonID, Kind: domain.EngagementKind(e.Kind), State: domain.EngagementState(e.State),
		Start: e.StartDate, StateDate: e.StateDate, Version: e.Version, Created: e.CreatedAt.Time, Updated: e.UpdatedAt.Time,
	}
}
