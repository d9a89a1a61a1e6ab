package api

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// lockRoom locks the room with id until tx ends, and answers what a reservation there is checked against, with what is
// taken in period. Who reserves several rooms locks them in the order of their ids, after the activities of its sessions.
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

// lockRooms locks the rooms that sessions take, and answers them by id with what others have taken there meanwhile. It
// asks for each room once, over the time from the first of its sessions to the last.
func (d Deps) lockRooms(
	ctx context.Context, tx *sql.Tx, sessions []domain.Session,
) (map[string]*domain.Reserving, error) {
	own, periods := map[string]bool{}, map[string]domain.Period{}
	for _, one := range sessions {
		own[one.ID] = true
		if one.TakesRoom() {
			periods[one.RoomID] = periods[one.RoomID].Span(one.Period())
		}
	}
	rooms := map[string]*domain.Reserving{}
	for _, id := range slices.Sorted(maps.Keys(periods)) {
		room, err := lockRoom(ctx, tx, d.Zone, id, periods[id])
		if err != nil {
			return nil, err
		}
		room.Taken = domain.WithoutSessions(room.Taken, own)
		rooms[id] = &room
	}
	return rooms, nil
}

// reserve has the reservations of sessions follow them: each is made, moved or cancelled, or stays. The rooms they take
// are locked and were found free; to give one up needs no lock.
func reserve(ctx context.Context, tx *sql.Tx, now time.Time, sessions ...domain.Session) error {
	had, err := store.In(tx).ReservationsOfSessions(ctx, idsOf(sessions))
	if err != nil {
		return err
	}
	var made []domain.Reservation
	for _, one := range sessions {
		r, changed := one.Reserve(resource.Found(had, one.ID), now)
		switch {
		case !changed:
		case r.ID == "":
			r.ID = ids.New()
			made = append(made, r)
		default:
			if err := store.In(tx).UpdateReservation(ctx, r); err != nil {
				return err
			}
		}
	}
	return store.In(tx).InsertReservations(ctx, made)
}

func idsOf(sessions []domain.Session) map[string]bool {
	ids := make(map[string]bool, len(sessions))
	for _, one := range sessions {
		ids[one.ID] = true
	}
	return ids
}
