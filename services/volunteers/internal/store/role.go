package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// InsertRole adds a role with what it asks.
func (s Store) InsertRole(ctx context.Context, r domain.Role) error {
	err := s.q.InsertRole(ctx, db.InsertRoleParams{
		ID: r.ID, Code: r.Code, DisplayName: r.Name, ProgrammeID: r.ProgrammeID, MinAge: int64(r.MinAge), Reach: string(r.Reach),
		StartDate: r.Start, EndDate: r.End, Version: r.Version, CreatedAt: sqldb.At(r.Created), UpdatedAt: sqldb.At(r.Updated),
	})
	if err != nil {
		return err
	}
	return s.insertRoleCertificates(ctx, r)
}

func (s Store) insertRoleCertificates(ctx context.Context, r domain.Role) error {
	rows := make(sqldb.Rows, len(r.Certificates))
	for i, c := range r.Certificates {
		rows[i] = []any{r.ID, string(c.Kind), c.Training, words(c.RiskAreas), words(c.FunctionAspects), c.ValidityMonths}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertRoleCertificates :exec
INSERT INTO role_certificate (role_id, kind, training, risk_areas, function_aspects, validity_months) VALUES %s`, nil)
}

// Role answers one role. Error: NOT_FOUND (ROLE_NOT_FOUND).
func (s Store) Role(ctx context.Context, id string) (domain.Role, error) {
	row, err := s.q.GetRole(ctx, id)
	r, err := sqldb.One(row, err, role, "ROLE_NOT_FOUND", "There is no role with this id.")
	if err != nil {
		return r, err
	}
	certificates, err := s.q.ListRoleCertificates(ctx, id)
	r.Certificates, err = sqldb.All(certificates, err, requiredCertificate)
	return r, err
}

func role(r db.Role) domain.Role {
	return domain.Role{
		ID: r.ID, Code: r.Code, Name: r.DisplayName, ProgrammeID: r.ProgrammeID, MinAge: int(r.MinAge), Reach: domain.Reach(r.Reach),
		Start: r.StartDate, End: r.EndDate, Version: r.Version, Created: r.CreatedAt.Time, Updated: r.UpdatedAt.Time,
	}
}

func requiredCertificate(c db.RoleCertificate) domain.RequiredCertificate {
	return domain.RequiredCertificate{
		Kind: domain.CertificateKind(c.Kind), Training: c.Training, RiskAreas: list(c.RiskAreas),
		FunctionAspects: list(c.FunctionAspects), ValidityMonths: int(c.ValidityMonths),
	}
}

// UpdateRole changes a role, and what it asks, from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateRole(ctx context.Context, r domain.Role) error {
	err := sqldb.Changed(s.q.UpdateRole(ctx, db.UpdateRoleParams{
		DisplayName: r.Name, MinAge: int64(r.MinAge), Reach: string(r.Reach), StartDate: r.Start, EndDate: r.End,
		UpdatedAt: sqldb.At(r.Updated), ID: r.ID, Version: r.Version - 1,
	}))
	if err != nil {
		return err
	}
	if err := s.q.DeleteRoleCertificates(ctx, r.ID); err != nil {
		return err
	}
	return s.insertRoleCertificates(ctx, r)
}

// Roles answers size roles after the one with id after, of a programme ("" for any), and what they ask.
func (s Store) Roles(ctx context.Context, after, programmeID string, size int32) ([]domain.Role, error) {
	rows, err := s.q.ListRoles(ctx, db.ListRolesParams{After: after, ProgrammeID: programmeID, Size: size})
	roles, err := sqldb.All(rows, err, role)
	if err != nil || len(roles) == 0 {
		return roles, err
	}
	asked, err := s.q.ListRoleCertificatesBetween(ctx, db.ListRoleCertificatesBetweenParams{
		First: roles[0].ID, Last: roles[len(roles)-1].ID,
	})
	place := make(map[string]int, len(roles))
	for i, r := range roles {
		place[r.ID] = i
	}
	for _, c := range asked {
		if i, listed := place[c.RoleID]; listed {
			roles[i].Certificates = append(roles[i].Certificates, requiredCertificate(c))
		}
	}
	return roles, err
}
