package store

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

const sessionColumns = `id, activity_id, programme_id, location_id, date, start_at, end_at, state, version`

// PutSession keeps what an event tells of a session, and locks it; newer is false where something as new is kept already.
func (s Store) PutSession(ctx context.Context, one domain.Session) (newer bool, err error) {
	n, err := s.q.PutSession(ctx, db.PutSessionParams{
		ID: one.ID, ActivityID: one.ActivityID, ProgrammeID: one.ProgrammeID, LocationID: one.LocationID, Date: one.Date,
		StartAt: sqldb.At(one.Start), EndAt: sqldb.At(one.End), State: string(one.State), Version: one.Version,
	})
	return n > 0, err
}

// SessionsByID answers the sessions with ids, those that are known.
func (s Store) SessionsByID(ctx context.Context, ids map[string]bool) (map[string]domain.Session, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: SessionsByID :many
SELECT `+sessionColumns+` FROM session WHERE id IN (%s)`, ids, scanSession)
}

// LockSessions answers what is kept of sessions, and keeps of those that no event told of yet what all say. Whoever is told
// of one meanwhile waits until the transaction ends, and then finds the shifts that it added.
func (s Store) LockSessions(ctx context.Context, all map[string]domain.Session) (map[string]domain.Session, error) {
	rows := make(sqldb.Rows, 0, len(all))
	for _, id := range slices.Sorted(maps.Keys(all)) {
		one := all[id]
		rows = append(rows, []any{
			one.ID, one.ActivityID, one.ProgrammeID, one.LocationID, one.Date, sqldb.At(one.Start), sqldb.At(one.End),
			string(one.State), 0,
		})
	}
	kept := make(map[string]domain.Session, len(all))
	err := rows.Each(ctx, s.tx, `-- name: LockSessions :many
INSERT INTO session (`+sessionColumns+`) VALUES %s
ON CONFLICT (id) DO UPDATE SET version = session.version
RETURNING `+sessionColumns, func(r *sql.Rows) error {
		id, one, err := scanSession(r)
		kept[id] = one
		return err
	})
	return kept, err
}

func scanSession(r *sql.Rows) (string, domain.Session, error) {
	var one domain.Session
	var start, end sqldb.Time
	err := r.Scan(&one.ID, &one.ActivityID, &one.ProgrammeID, &one.LocationID, &one.Date, &start, &end, &one.State, &one.Version)
	one.Period = period.Period{Start: start.Time, End: end.Time}
	return one.ID, one, err
}
