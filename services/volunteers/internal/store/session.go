package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// PutSession keeps what an event tells of a session, unless something newer is kept.
func (s Store) PutSession(ctx context.Context, one domain.Session) error {
	return s.q.PutSession(ctx, db.PutSessionParams{
		ID: one.ID, ActivityID: one.ActivityID, ProgrammeID: one.ProgrammeID, LocationID: one.LocationID, Date: one.Date,
		StartAt: sqldb.At(one.Start), EndAt: sqldb.At(one.End), State: string(one.State), Version: one.Version,
	})
}
