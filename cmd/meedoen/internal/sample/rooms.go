package sample

import "github.com/deschoor/meedoen/platform/civil"

// Room is a room of a place to add.
type Room struct {
	RequestID string
	Location  string // its name
	Name      string
	Capacity  int32
	First     civil.Date
}

// rooms gives the larger centres two rooms each.
func (m *maker) rooms() {
	for _, l := range m.year.Locations {
		if l.Kind != centre || l.size < 100 {
			continue
		}
		for i, name := range []string{"Grote zaal", "Cursusruimte"} {
			m.year.Rooms = append(m.year.Rooms, Room{
				RequestID: m.id("room", len(m.year.Rooms)), Location: l.Name, Name: name, Capacity: int32(80 - 60*i),
				First: l.Opening,
			})
		}
	}
}
