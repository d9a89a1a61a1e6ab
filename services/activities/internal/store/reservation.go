package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// InsertReservations adds reservations. Their room was locked before, and they are in the way of nobody.
func (s Store) InsertReservations(ctx context.Context, reservations []domain.Reservation) error {
	rows := make(sqldb.Rows, len(reservations))
	for i, r := range reservations {
		rows[i] = []any{
			r.ID, r.RoomID, sqldb.At(r.Start), sqldb.At(r.End), r.Purpose, r.SessionID, r.SeriesID, r.Holder,
			reservationState(r.Cancelled), r.Version, sqldb.At(r.Created), sqldb.At(r.Updated),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertReservations :exec
INSERT INTO reservation (id, room_id, start_at, end_at, purpose, session_id, series_id, holder, state, version,
    created_at, updated_at) VALUES %s`, nil)
}

// UpdateReservation moves or cancels a reservation from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateReservation(ctx context.Context, r domain.Reservation) error {
	return sqldb.Changed(s.q.UpdateReservation(ctx, db.UpdateReservationParams{
		RoomID: r.RoomID, StartAt: sqldb.At(r.Start), EndAt: sqldb.At(r.End), State: reservationState(r.Cancelled),
		UpdatedAt: sqldb.At(r.Updated), ID: r.ID, Version: r.Version - 1,
	}))
}

// Reservation answers one reservation. Error: NOT_FOUND (RESERVATION_NOT_FOUND).
func (s Store) Reservation(ctx context.Context, id string) (domain.Reservation, error) {
	row, err := s.q.GetReservation(ctx, id)
	return sqldb.One(row, err, reservation, "RESERVATION_NOT_FOUND", "There is no reservation with this id.")
}

// ReservationsOfSessions answers the reservations that hold of the sessions with ids, by session.
func (s Store) ReservationsOfSessions(
	ctx context.Context, ids map[string]bool,
) (map[string]domain.Reservation, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: ReservationsOfSessions :many
SELECT id, room_id, start_at, end_at, purpose, session_id, series_id, holder, state, version, created_at, updated_at
FROM reservation WHERE session_id IN (%s) AND session_id <> '' AND state = 'reserved'`, ids,
		func(r *sql.Rows) (string, domain.Reservation, error) {
			var row db.Reservation
			err := r.Scan(&row.ID, &row.RoomID, &row.StartAt, &row.EndAt, &row.Purpose, &row.SessionID, &row.SeriesID, &row.Holder,
				&row.State, &row.Version, &row.CreatedAt, &row.UpdatedAt)
			return row.SessionID, reservation(row), err
		})
}

// Taken answers the reservations of a room that hold and overlap p, by their start.
func (s Store) Taken(ctx context.Context, roomID string, p domain.Period) ([]domain.Reservation, error) {
	rows, err := s.q.ListTaken(ctx, db.ListTakenParams{
		RoomID: roomID, Earliest: earliest(p.Start), FromAt: sqldb.At(p.Start), ToAt: sqldb.At(p.End),
	})
	return sqldb.All(rows, err, reservation)
}

// ReservationFilter narrows a list of reservations; what is empty does not narrow.
type ReservationFilter struct {
	RoomID, SeriesID, State string
	From, To                time.Time // those that overlap the time between
}

// Mark is a place in the order of reservations: by start, then by id.
type Mark struct {
	Start time.Time
	ID    string
}

// Reservations answers size reservations after the mark.
func (s Store) Reservations(
	ctx context.Context, after Mark, f ReservationFilter, size int32,
) ([]domain.Reservation, error) {
	if f.To.IsZero() {
		f.To = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)
	}
	p := db.ListReservationsParams{
		Earliest: earliest(f.From), FromAt: sqldb.At(f.From), ToAt: sqldb.At(f.To), AfterAt: sqldb.At(after.Start),
		AfterID: after.ID, SeriesID: f.SeriesID, State: f.State, Size: size,
	}
	if f.RoomID == "" {
		rows, err := s.q.ListReservations(ctx, p)
		return sqldb.All(rows, err, reservation)
	}
	rows, err := s.q.ListReservationsOfRoom(ctx, db.ListReservationsOfRoomParams{
		RoomID: f.RoomID, Earliest: p.Earliest, FromAt: p.FromAt, ToAt: p.ToAt, AfterAt: p.AfterAt, AfterID: p.AfterID,
		SeriesID: p.SeriesID, State: p.State, Size: size,
	})
	return sqldb.All(rows, err, reservation)
}

// earliest is before the start of everything that overlaps what begins at from: nothing lasts longer, and the index on
// starts need not be read from its beginning.
func earliest(from time.Time) sqldb.Time {
	if from.IsZero() {
		return sqldb.Time{}
	}
	return sqldb.At(from.Add(-domain.MaxReservation - time.Second))
}

func reservationState(cancelled bool) string {
	if cancelled {
		return "cancelled"
	}
	return "reserved"
}

func reservation(row db.Reservation) domain.Reservation {
	return domain.Reservation{
		ID: row.ID, RoomID: row.RoomID, Period: domain.Period{Start: row.StartAt.Time, End: row.EndAt.Time},
		Purpose: row.Purpose, SessionID: row.SessionID, SeriesID: row.SeriesID, Holder: row.Holder,
		Cancelled: row.State == "cancelled", Version: row.Version, Created: row.CreatedAt.Time, Updated: row.UpdatedAt.Time,
	}
}
