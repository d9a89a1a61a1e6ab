package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
)

// PersonState is what became of a person.
type PersonState string

// The states. Nothing leads back from erased.
const (
	Present PersonState = "present"
	Erased  PersonState = "erased" // AVG article 17
)

// Person is somebody who helps, as a volunteer, as an intern, or as both (vrijwilliger, stagiair).
type Person struct {
	ID string
	person.Person
	Wijk         areas.Wijk // where the person lives; zero where that is not known
	Languages    []string   // by their codes of ISO 639
	Skills       []string
	Interests    []string
	Availability []Availability
	State        PersonState
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// Availability is a part of the week in which somebody can help (beschikbaarheid): the names of the contract's Weekday and
// DayPart.
type Availability struct {
	Weekday string
	DayPart string
}

// Check answers every rule that a person breaks, by field. Values of a person stand in no text.
func (p Person) Check(today civil.Date, register areas.Register) []fault.Field {
	broken := p.Person.Check(today)
	if _, known := register.Stadsdeel(p.Wijk); !known && p.Wijk != (areas.Wijk{}) {
		broken = append(broken, violation("wijk_code", "WIJK_UNKNOWN", "This is no wijk in that edition of the map."))
	}
	seen := map[Availability]bool{}
	for _, a := range p.Availability {
		if seen[a] {
			broken = append(broken, violation("availability", "AVAILABILITY_TWICE", "Each part of the week stands here once."))
			break
		}
		seen[a] = true
	}
	return broken
}
