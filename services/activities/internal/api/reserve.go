package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// lockRoom locks the room with id until tx ends, and answers what a reservation there is checked against, with what is
// taken in period. Who reserves two rooms locks them in the order of their ids.
func lockRoom(
	ctx context.Context, tx *sql.Tx, zone *time.Location, id string, period domain.Period,
) (s domain.Reserving, err error) {
	s.Zone = zone
	if s.Room, err = store.In(tx).LockRoom(ctx, id); err != nil || s.Room == nil {
		return s, err
	}
	if s.Location, err = locationOf(ctx, tx, s.Room.LocationID); err != nil {
		return s, err
	}
	s.Taken, err = store.In(tx).Taken(ctx, id, period)
	return s, err
}

// RoomsForSessions reserves rooms for sessions, in the transaction in which the session changes. It does not say whether
// the time has passed: a session may be recorded afterwards.
type RoomsForSessions struct {
	Zone *time.Location // whose calendar the organisation lives by
}

// SessionRoom is a room that a session wants.
type SessionRoom struct {
	SessionID string
	RoomID    string
	domain.Period
	Holder string // the subject of who plans it
	Now    time.Time
}

// Reserve reserves the room for a session that has none yet, or answers every rule that breaks, by the fields
// "room_id", "start_time" and "end_time": ROOM_UNKNOWN, END_BEFORE_START, TOO_LONG, ROOM_NOT_IN_USE, LOCATION_NOT_OPEN and
// OVERLAP for each reservation in the way. The room is locked until tx ends.
func (s RoomsForSessions) Reserve(
	ctx context.Context, tx *sql.Tx, want SessionRoom,
) (domain.Reservation, []fault.Field, error) {
	r := domain.Reservation{
		ID: ids.New(), RoomID: want.RoomID, Period: want.Period, Purpose: "activity", SessionID: want.SessionID,
		Holder: want.Holder, Version: 1, Created: want.Now, Updated: want.Now,
	}
	against, err := lockRoom(ctx, tx, s.Zone, want.RoomID, want.Period)
	if err != nil {
		return r, nil, err
	}
	if broken := against.Check(r.Period); len(broken) > 0 {
		return r, broken, nil
	}
	return r, nil, store.In(tx).InsertReservations(ctx, []domain.Reservation{r})
}

// Move gives a session another time or room, or its first one, as Reserve does. Where that cannot be, what it had stays.
func (s RoomsForSessions) Move(
	ctx context.Context, tx *sql.Tx, want SessionRoom,
) (domain.Reservation, []fault.Field, error) {
	had, err := store.In(tx).ReservationOfSession(ctx, want.SessionID)
	if err != nil {
		return domain.Reservation{}, nil, err
	}
	if had == nil {
		return s.Reserve(ctx, tx, want)
	}
	against, err := lockRoom(ctx, tx, s.Zone, want.RoomID, want.Period)
	if err != nil {
		return *had, nil, err
	}
	against.Taken = domain.Without(against.Taken, had.ID)
	if broken := against.Check(want.Period); len(broken) > 0 {
		return *had, broken, nil
	}
	r := *had
	r.RoomID, r.Period, r.Version, r.Updated = want.RoomID, want.Period, had.Version+1, want.Now
	return r, nil, store.In(tx).UpdateReservation(ctx, r)
}

// Cancel frees the room of a session, also where it has begun. A session without a room is as it should be.
func (s RoomsForSessions) Cancel(ctx context.Context, tx *sql.Tx, sessionID string, now time.Time) error {
	had, err := store.In(tx).ReservationOfSession(ctx, sessionID)
	if err != nil || had == nil {
		return err
	}
	r := *had
	r.Cancelled, r.Version, r.Updated = true, had.Version+1, now
	return store.In(tx).UpdateReservation(ctx, r)
}
