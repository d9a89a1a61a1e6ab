package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
)

// ResidentState is whether a resident can still be known.
type ResidentState string

// The states.
const (
	Present ResidentState = "present"
	Erased  ResidentState = "erased"
)

// Resident is somebody who is supported (bewoner).
type Resident struct {
	ID string
	person.Person
	Wijk    areas.Wijk // zero where it is not known
	State   ResidentState
	Version int64
	Created time.Time
	Updated time.Time
}

// Check answers every rule that a resident breaks, by field. Values of a resident stand in no text.
func (r Resident) Check(today civil.Date, register areas.Register) []fault.Field {
	return append(r.Person.Check(today), checkWijk(r.Wijk, register)...)
}

func checkWijk(w areas.Wijk, register areas.Register) []fault.Field {
	if _, known := register.Stadsdeel(w); !known && w != (areas.Wijk{}) {
		return []fault.Field{violation("wijk_code", "WIJK_UNKNOWN", "This is no wijk in that edition of the map.")}
	}
	return nil
}
