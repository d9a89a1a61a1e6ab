package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// Locks are taken in this order by all: programmes, sessions, relations, people, vacancies, assignments, shifts.

// LockEngagementsByID answers the relations with ids, those there are, and locks them until the transaction ends.
func (s Store) LockEngagementsByID(ctx context.Context, ids map[string]bool) (map[string]domain.Engagement, error) {
	return sqldb.LockByID(ctx, s.tx, `-- name: LockEngagementsByID :many
SELECT id, person_id, kind, state, start_date, state_date, version, created_at, updated_at
FROM engagement WHERE id IN (%s)`, ids,
		func(r *sql.Rows) (string, domain.Engagement, error) {
			var e db.Engagement
			err := r.Scan(&e.ID, &e.PersonID, &e.Kind, &e.State, &e.StartDate, &e.StateDate, &e.Version, &e.CreatedAt, &e.UpdatedAt)
			return e.ID, engagement(e), err
		})
}

// LockPeopleByID answers the people with ids, those there are, and locks them until the transaction ends.
func (s Store) LockPeopleByID(ctx context.Context, ids map[string]bool) (map[string]Person, error) {
	return sqldb.LockByID(ctx, s.tx, `-- name: LockPeopleByID :many
SELECT id, sealed, wijk_code, wijk_year, state, version
FROM person WHERE id IN (%s)`, ids, func(r *sql.Rows) (string, Person, error) {
		var p db.Person
		err := r.Scan(&p.ID, &p.Sealed, &p.WijkCode, &p.WijkYear, &p.State, &p.Version)
		return p.ID, person(p), err
	})
}
