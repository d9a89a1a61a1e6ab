package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// RolesByID answers the roles with ids and what they ask, those there are.
func (s Store) RolesByID(ctx context.Context, ids map[string]bool) (map[string]domain.Role, error) {
	asked := map[string][]domain.RequiredCertificate{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: RoleCertificatesByRole :many
SELECT role_id, kind, training, risk_areas, function_aspects, validity_months FROM role_certificate
WHERE role_id IN (%s) ORDER BY kind, training`, ids, func(r *sql.Rows) (string, bool, error) {
		var c db.RoleCertificate
		err := r.Scan(&c.RoleID, &c.Kind, &c.Training, &c.RiskAreas, &c.FunctionAspects, &c.ValidityMonths)
		asked[c.RoleID] = append(asked[c.RoleID], requiredCertificate(c))
		return c.RoleID, true, err
	})
	if err != nil {
		return nil, err
	}
	return sqldb.ByID(ctx, s.tx, `-- name: RolesByID :many
SELECT id, code, display_name, programme_id, min_age, reach, start_date, end_date, version, created_at, updated_at FROM role
WHERE id IN (%s)`, ids, func(r *sql.Rows) (string, domain.Role, error) {
		var row db.Role
		err := r.Scan(&row.ID, &row.Code, &row.DisplayName, &row.ProgrammeID, &row.MinAge, &row.Reach, &row.StartDate, &row.EndDate,
			&row.Version, &row.CreatedAt, &row.UpdatedAt)
		found := role(row)
		found.Certificates = asked[row.ID]
		return row.ID, found, err
	})
}
