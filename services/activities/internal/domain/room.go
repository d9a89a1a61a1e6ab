package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Room is a room of a place, which can be reserved (ruimte).
type Room struct {
	ID            string
	LocationID    string
	Name          string
	Capacity      int64
	Accessibility []string   // "wheelchair", ...: the names of the contract's RoomAccessibility
	First         civil.Date // the first date of use
	Last          civil.Date // the last, zero while no end is known
	Version       int64
	Created       time.Time
	Updated       time.Time
}

// UsedOn says whether the room can be used on date.
func (r Room) UsedOn(date civil.Date) bool {
	return !date.Before(r.First) && (r.Last.IsZero() || !date.After(r.Last))
}

// Check answers every rule the room breaks, by field. A location of nil means that there is none with the id.
func (r Room) Check(location *Location) []fault.Field {
	var broken []fault.Field
	if location == nil {
		broken = append(broken, violation("location_id", "LOCATION_UNKNOWN", "There is no location with this id."))
	}
	if !r.Last.IsZero() && r.Last.Before(r.First) {
		broken = append(broken, violation("last_date", "LAST_BEFORE_FIRST",
			"The room is used until %s, before its first date, %s.", r.Last, r.First))
	}
	return broken
}

// CheckChange answers what may not change of the room that was.
func (r Room) CheckChange(was Room) []fault.Field {
	if r.LocationID == was.LocationID {
		return nil
	}
	return []fault.Field{violation("location_id", "LOCATION_FIXED", "A room does not move to another location.")}
}
