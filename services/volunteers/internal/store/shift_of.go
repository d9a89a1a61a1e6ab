package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

const shiftColumns = `id, role_id, assignment_id, person_id, series_id, session_id, session_confirmed, minutes_before,
    minutes_after, date, start_at, end_at, location_id, place, adjusted, state, cancellation_reason, override_reason, recorder,
    version, created_at, updated_at`

// ShiftsByID answers the shifts with ids, those there are.
func (s Store) ShiftsByID(ctx context.Context, ids map[string]bool) (map[string]domain.Shift, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: ShiftsByID :many
SELECT `+shiftColumns+` FROM shift WHERE id IN (%s)`, ids, scanShift)
}

// PlannedShiftsOf answers the planned shifts of people that have a moment in p, by person and by their start. Lock the people
// first, and there will be no others until the transaction ends.
func (s Store) PlannedShiftsOf(
	ctx context.Context, people map[string]bool, p period.Period,
) (map[string][]domain.Shift, error) {
	found := map[string][]domain.Shift{}
	// The parameters of the query are the people alone.
	query := fmt.Sprintf(`-- name: PlannedShiftsOf :many
SELECT `+shiftColumns+` FROM shift WHERE person_id IN (%%s) AND person_id <> '' AND state = 'planned'
    AND start_at > %d AND start_at < %d AND end_at > %d ORDER BY start_at, id`,
		p.Start.Add(-domain.MaxShift).UnixMicro(), p.End.UnixMicro(), p.Start.UnixMicro())
	_, err := sqldb.ByID(ctx, s.tx, query, people, func(r *sql.Rows) (string, domain.Shift, error) {
		id, sh, err := scanShift(r)
		found[sh.PersonID] = append(found[sh.PersonID], sh)
		return id, sh, err
	})
	return found, err
}

// ShiftsOfPerson answers the shifts of a person that have a moment in p, by their start.
func (s Store) ShiftsOfPerson(ctx context.Context, personID string, p period.Period) ([]domain.Shift, error) {
	rows, err := s.q.ListShiftsOfPerson(ctx, db.ListShiftsOfPersonParams{
		PersonID: personID, FromAt: sqldb.At(p.Start.Add(-domain.MaxShift)), ToAt: sqldb.At(p.End),
		EndAfter: sqldb.At(p.Start),
	})
	return sqldb.All(rows, err, shift)
}

// ShiftsOfSession answers the shifts at a session.
func (s Store) ShiftsOfSession(ctx context.Context, sessionID string) ([]domain.Shift, error) {
	rows, err := s.q.ListShiftsOfSession(ctx, sessionID)
	return sqldb.All(rows, err, shift)
}

// AllShiftsOfPerson answers all shifts of a person, by their start.
func (s Store) AllShiftsOfPerson(ctx context.Context, personID string) ([]domain.Shift, error) {
	rows, err := s.q.ListAllShiftsOfPerson(ctx, personID)
	return sqldb.All(rows, err, shift)
}

// LockShiftsOfSession answers the shifts at a session, and locks them until the transaction ends.
func (s Store) LockShiftsOfSession(ctx context.Context, sessionID string) ([]domain.Shift, error) {
	rows, err := s.q.LockShiftsOfSession(ctx, sessionID)
	return inOrder(sqldb.All(rows, err, shift))
}

// LockComingShifts answers the planned shifts of an assignment that begin after an instant, and locks them until the
// transaction ends.
func (s Store) LockComingShifts(ctx context.Context, assignmentID string, after time.Time) ([]domain.Shift, error) {
	rows, err := s.q.LockComingShiftsOf(ctx, db.LockComingShiftsOfParams{AssignmentID: assignmentID, AfterAt: sqldb.At(after)})
	return inOrder(sqldb.All(rows, err, shift))
}

func inOrder(list []domain.Shift, err error) ([]domain.Shift, error) {
	slices.SortFunc(list, func(a, b domain.Shift) int { return strings.Compare(a.ID, b.ID) })
	return list, err
}

// OverlapsOf answers for shifts with ids which other planned ones of the same person they overlap, by their start.
func (s Store) OverlapsOf(ctx context.Context, ids map[string]bool) (map[string][]string, error) {
	found := map[string][]string{}
	query := fmt.Sprintf(`-- name: OverlapsOf :many
SELECT s.id, o.id FROM shift s JOIN shift o ON o.person_id = s.person_id
WHERE s.id IN (%%s) AND s.state = 'planned' AND o.person_id <> '' AND o.state = 'planned' AND o.id <> s.id
    AND o.start_at < s.end_at AND o.start_at > s.start_at - %d AND o.end_at > s.start_at
ORDER BY o.start_at, o.id`, domain.MaxShift.Microseconds())
	_, err := sqldb.ByID(ctx, s.tx, query, ids, func(r *sql.Rows) (id, other string, err error) {
		err = r.Scan(&id, &other)
		found[id] = append(found[id], other)
		return id, other, err
	})
	return found, err
}

func scanShift(r *sql.Rows) (string, domain.Shift, error) {
	var d db.Shift
	err := r.Scan(&d.ID, &d.RoleID, &d.AssignmentID, &d.PersonID, &d.SeriesID, &d.SessionID, &d.SessionConfirmed,
		&d.MinutesBefore, &d.MinutesAfter, &d.Date, &d.StartAt, &d.EndAt, &d.LocationID, &d.Place, &d.Adjusted, &d.State,
		&d.CancellationReason, &d.OverrideReason, &d.Recorder, &d.Version, &d.CreatedAt, &d.UpdatedAt)
	return d.ID, shift(d), err
}
