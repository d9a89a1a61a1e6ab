package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// PutProgramme keeps what an event tells of a programme, unless something newer is kept.
func (s Store) PutProgramme(ctx context.Context, p domain.Programme) error {
	return s.q.PutProgramme(ctx, db.PutProgrammeParams{
		ID: p.ID, Code: p.Code, ParentID: p.ParentID, StartDate: p.Start, EndDate: p.End, Version: p.Version,
	})
}

// Programme answers one programme. Error: NOT_FOUND (PROGRAMME_UNKNOWN) for one that no event told of.
func (s Store) Programme(ctx context.Context, id string) (domain.Programme, error) {
	row, err := s.q.GetProgramme(ctx, id)
	return sqldb.One(row, err, programme, "PROGRAMME_UNKNOWN", "No programme with this id is known here.")
}

func programme(p db.Programme) domain.Programme {
	return domain.Programme{
		ID: p.ID, Code: p.Code, ParentID: p.ParentID, Start: p.StartDate, End: p.EndDate, Version: p.Version,
	}
}
