package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store/db"
)

// PutTold keeps what a service computed, unless a newer value is kept.
func (s Store) PutTold(ctx context.Context, t Versioned[domain.Told]) error {
	v := t.Value
	return s.q.PutToldFigure(ctx, db.PutToldFigureParams{
		ID: v.ID, Version: t.Version, Figure: v.Figure, ProgrammeID: v.ProgrammeID, Year: int64(v.Year), Value: v.Value,
		Base: v.Base,
	})
}

// Told answers what services computed of a year.
func (s Store) Told(ctx context.Context, year int) ([]domain.Told, error) {
	rows, err := s.q.ListToldFigures(ctx, int64(year))
	return sqldb.All(rows, err, func(r db.ToldFigure) domain.Told {
		return domain.Told{
			ID: r.ID, Figure: r.Figure, ProgrammeID: r.ProgrammeID, Year: int(r.Year), Value: r.Value, Base: r.Base,
		}
	})
}
