package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// fulfilments says twice that an assignment goes on: by the second time SQLite takes the index of those that do.
const fulfilments = `
SELECT a.id, e.person_id, a.role_id FROM assignment a JOIN engagement e ON e.id = a.engagement_id
WHERE a.state = 'active' AND a.state NOT IN ('declined', 'ended')
    AND EXISTS (SELECT 1 FROM role_certificate c WHERE c.role_id = a.role_id)`

// Fulfilments answers who fulfils a role that asks for certificates.
func (s Store) Fulfilments(ctx context.Context) (all []domain.Fulfilment, err error) {
	rows, err := s.tx.QueryContext(ctx, "-- name: Fulfilments :many"+fulfilments)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		f, err := scanFulfilment(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, rows.Err()
}

// FulfilmentsOf answers which roles that ask for certificates people fulfil.
func (s Store) FulfilmentsOf(ctx context.Context, personIDs map[string]bool) (all []domain.Fulfilment, err error) {
	_, err = sqldb.ByID(ctx, s.tx, "-- name: FulfilmentsOf :many"+fulfilments+" AND e.person_id IN (%s)", personIDs,
		func(r *sql.Rows) (string, bool, error) {
			f, err := scanFulfilment(r)
			all = append(all, f)
			return f.AssignmentID, true, err
		})
	return all, err
}

func scanFulfilment(r *sql.Rows) (f domain.Fulfilment, err error) {
	err = r.Scan(&f.AssignmentID, &f.PersonID, &f.RoleID)
	return f, err
}

// PeopleInRole answers who fulfils a role or may come to.
func (s Store) PeopleInRole(ctx context.Context, roleID string) (map[string]bool, error) {
	list, err := s.q.ListPeopleInRole(ctx, roleID)
	people := make(map[string]bool, len(list))
	for _, id := range list {
		people[id] = true
	}
	return people, err
}

// PeopleWithCertificates answers who holds certificates, also withdrawn ones: size people after one.
func (s Store) PeopleWithCertificates(ctx context.Context, after string, size int32) ([]string, error) {
	return s.q.ListPeopleWithCertificates(ctx, db.ListPeopleWithCertificatesParams{After: after, Size: size})
}
