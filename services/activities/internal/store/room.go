package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// InsertRoom adds a room.
func (s Store) InsertRoom(ctx context.Context, r domain.Room) error {
	return s.q.InsertRoom(ctx, db.InsertRoomParams{
		ID: r.ID, LocationID: r.LocationID, DisplayName: r.Name, Capacity: r.Capacity,
		Accessibility: strings.Join(r.Accessibility, ","), FirstDate: r.First, LastDate: r.Last, Version: r.Version,
		CreatedAt: sqldb.At(r.Created), UpdatedAt: sqldb.At(r.Updated),
	})
}

// UpdateRoom changes a room from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateRoom(ctx context.Context, r domain.Room) error {
	return sqldb.Changed(s.q.UpdateRoom(ctx, db.UpdateRoomParams{
		DisplayName: r.Name, Capacity: r.Capacity, Accessibility: strings.Join(r.Accessibility, ","), FirstDate: r.First,
		LastDate: r.Last, UpdatedAt: sqldb.At(r.Updated), ID: r.ID, Version: r.Version - 1,
	}))
}

// Room answers one room. Error: NOT_FOUND (ROOM_NOT_FOUND).
func (s Store) Room(ctx context.Context, id string) (domain.Room, error) {
	row, err := s.q.GetRoom(ctx, id)
	return sqldb.One(row, err, room, "ROOM_NOT_FOUND", "There is no room with this id.")
}

// RoomIfAny answers one room, or nil where there is none.
func (s Store) RoomIfAny(ctx context.Context, id string) (*domain.Room, error) {
	row, err := s.q.GetRoom(ctx, id)
	return roomIfAny(row, err)
}

// LockRoom answers one room and keeps others from it until the transaction ends, or nil where there is none. Who
// reserves it begins here, so that of two at the same time the second sees what the first reserved.
func (s Store) LockRoom(ctx context.Context, id string) (*domain.Room, error) {
	row, err := s.q.LockRoom(ctx, id)
	return roomIfAny(row, err)
}

func roomIfAny(row db.Room, err error) (*domain.Room, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r := room(row)
	return &r, nil
}

// Rooms answers size rooms after the one with id after, of the location with locationID ("" for any).
func (s Store) Rooms(ctx context.Context, after, locationID string, size int32) ([]domain.Room, error) {
	rows, err := s.q.ListRooms(ctx, db.ListRoomsParams{After: after, LocationID: locationID, Size: size})
	return sqldb.All(rows, err, room)
}

func room(row db.Room) domain.Room {
	return domain.Room{
		ID: row.ID, LocationID: row.LocationID, Name: row.DisplayName, Capacity: row.Capacity,
		Accessibility: list(row.Accessibility), First: row.FirstDate, Last: row.LastDate, Version: row.Version,
		Created: row.CreatedAt.Time, Updated: row.UpdatedAt.Time,
	}
}

// list answers the words in text, which are separated by a comma.
func list(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}
