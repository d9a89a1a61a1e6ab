package store

import (
	"context"
	"errors"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// WorkedRoles answers what a person did from a date to another, by role, as far as it was approved; what began first comes
// first.
func (s Store) WorkedRoles(ctx context.Context, personID string, from, to civil.Date) ([]domain.WorkedRole, error) {
	rows, err := s.q.ListWorkedRoles(ctx, db.ListWorkedRolesParams{
		PersonID: personID, FromDate: from.String(), ToDate: to.String(),
	})
	var wrong error
	all, err := sqldb.All(rows, err, func(r db.ListWorkedRolesRow) domain.WorkedRole {
		w := domain.WorkedRole{
			Kind: domain.EngagementKind(r.Kind), RoleID: r.ID, Name: r.DisplayName, ProgrammeID: r.ProgrammeID,
			Programme: r.ProgrammeCode, Minutes: int(r.Minutes),
		}
		wrong = errors.Join(wrong, w.First.Scan(r.FirstDay), w.Last.Scan(r.LastDay))
		return w
	})
	return all, errors.Join(err, wrong)
}
