package store

import (
	"cmp"
	"context"
	"database/sql"
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// Due is a trajectory, a client or a case of early signals of which something is due.
type Due struct {
	ID   string
	End  civil.Date // of a trajectory or a case
	Held bool       // a hold keeps it
}

// DueCount is of how many something is due.
type DueCount struct {
	Free, Held int64
}

// preview answers the rows of which something would go in a whole run, but for holds, and the condition under which one is held.
func (q *due) preview(of domain.RecordType) (from string, held func() string) {
	switch of.Start() {
	case domain.FromCaseEnd:
		return "early_signal_case e WHERE " + q.earlyCase(), q.earlyCaseHeld
	case domain.FromRecording:
		return "client k WHERE " + q.client(), q.clientHeld
	case domain.FromErasure:
		return "client k WHERE " + q.erased() + " AND " + q.free(), q.clientHeld
	default:
		return "trajectory t WHERE " + q.trajectory(records(of)), q.held
	}
}

// next answers the rows of which something goes now. Of clients these are those who have no trajectory left: others go with
// their last one.
func (q *due) next(of domain.RecordType) string {
	switch of.Start() {
	case domain.FromCaseEnd:
		return "early_signal_case e WHERE " + q.earlyCase() + " AND NOT " + q.earlyCaseHeld()
	case domain.FromRecording:
		return "client k WHERE " + q.neverHelped() + " AND NOT " + q.clientHeld()
	case domain.FromErasure:
		return "client k WHERE " + q.erased() + " AND NOT " + hasTrajectory + " AND NOT " + q.clientHeld()
	default:
		return "trajectory t WHERE " + q.trajectory(records(of)) + " AND NOT " + q.held()
	}
}

// columns answers the columns of a row: its id, and when a trajectory or a case ended.
func columns(of domain.RecordType) (id, end string) {
	switch of.Start() {
	case domain.FromEnd:
		return "t.id", "t.end_date"
	case domain.FromCaseEnd:
		return "e.id", "e.end_date"
	default:
		return "k.id", "''"
	}
}

// DuePage answers size trajectories, clients or cases of which what is kept of a record type is due, after the one with id after.
func (s Store) DuePage(
	ctx context.Context, on DueOn, of domain.RecordType, after string, size int32,
) (list []Due, err error) {
	q := due{DueOn: on}
	id, end := columns(of)
	from, held := q.preview(of)
	rows, err := s.tx.QueryContext(ctx, "-- name: ListDue :many\nSELECT "+id+", "+end+", CASE WHEN "+held()+
		" THEN 1 ELSE 0 END FROM "+from+" AND "+id+" > "+q.arg(after)+" ORDER BY "+id+" LIMIT "+q.arg(size), q.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var d Due
		var held int64
		if err := rows.Scan(&d.ID, &d.End, &held); err != nil {
			return nil, err
		}
		d.Held = held == 1
		list = append(list, d)
	}
	return list, rows.Err()
}

// CountDue answers of how many trajectories, clients or cases what is kept of a record type is due.
func (s Store) CountDue(ctx context.Context, on DueOn, of domain.RecordType) (count DueCount, err error) {
	q := due{DueOn: on}
	from, held := q.preview(of)
	var all int64
	err = s.tx.QueryRowContext(ctx, "-- name: CountDue :one\nSELECT COUNT(*), COALESCE(SUM(CASE WHEN "+held()+
		" THEN 1 ELSE 0 END), 0) FROM "+from, q.args...).Scan(&all, &count.Held)
	count.Free = all - count.Held
	return count, err
}

// NextDue answers the ids of size trajectories, clients or cases of which something is to be removed now: no hold keeps it.
// Among them are only those with the ids that are named, if any are.
func (s Store) NextDue(
	ctx context.Context, on DueOn, of domain.RecordType, size int32, among ...string,
) (list []string, err error) {
	q := due{DueOn: on}
	id, _ := columns(of)
	query := "-- name: NextDue :many\nSELECT " + id + " FROM " + q.next(of)
	if len(among) > 0 {
		places := make([]string, len(among))
		for i, one := range among {
			places[i] = q.arg(one)
		}
		query += " AND " + id + " IN (" + strings.Join(places, ", ") + ")"
	}
	rows, err := s.tx.QueryContext(ctx, query+" ORDER BY "+id+" LIMIT "+q.arg(size), q.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, rows.Err()
}

// Remove removes what trajectories with ids have of a record type, and answers how many rows that were. The ids of the requests
// that made them go along: they are kept with a hash of what was asked.
func (s Store) Remove(ctx context.Context, of domain.RecordType, trajectoryIDs []string) (removed int64, err error) {
	ids := make(sqldb.Rows, len(trajectoryIDs))
	for i, id := range trajectoryIDs {
		ids[i] = []any{id}
	}
	for _, table := range records(of).Tables {
		if !table.Part {
			err := ids.Each(ctx, s.tx, `-- name: DeleteRequestIDsOf :exec
DELETE FROM request_id WHERE resource_id IN (SELECT `+cmp.Or(table.ID, "id")+" FROM "+table.Name+" WHERE "+table.Of+")", nil)
			if err != nil {
				return removed, err
			}
		}
		err := ids.Each(ctx, s.tx, "-- name: Remove :many\nDELETE FROM "+table.Name+" WHERE "+table.Of+" RETURNING 1",
			func(*sql.Rows) error {
				removed++
				return nil
			})
		if err != nil {
			return removed, err
		}
	}
	return removed, nil
}

// ClientsLeft answers, of clients with ids, those who are kept and have no trajectory any more, nor a case of early signals that
// goes on.
func (s Store) ClientsLeft(ctx context.Context, clientIDs map[string]bool) (map[string]bool, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: ClientsLeft :many
SELECT k.id FROM client k WHERE `+removable+` AND NOT `+hasTrajectory+` AND k.id IN (%s)`, clientIDs,
		func(r *sql.Rows) (id string, left bool, err error) {
			err = r.Scan(&id)
			return id, true, err
		})
}

// LockTrajectories answers the trajectories with ids, those there are, with their clients, and locks them until the transaction
// ends.
func (s Store) LockTrajectories(ctx context.Context, ids map[string]bool) (map[string]domain.Trajectory, error) {
	found, err := sqldb.LockByID(ctx, s.tx, `-- name: LockTrajectories :many
SELECT `+trajectoryColumns+` FROM trajectory WHERE id IN (%s)`, ids, scanTrajectory)
	if err != nil {
		return nil, err
	}
	return found, s.addClients(ctx, found)
}

// MarkLogRemoved keeps that the lines about somebody who was erased left the processing log.
func (s Store) MarkLogRemoved(ctx context.Context, clientID string) error {
	return s.q.MarkLogRemoved(ctx, clientID)
}
