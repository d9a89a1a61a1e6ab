// Package domain holds the rules of what is offered and who came, and nothing else: no clock, no database, no network.
package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Location is a place where something is offered (locatie).
type Location struct {
	ID        string
	Name      string
	Kind      string // "community_centre", ...: the names of the contract's LocationKind
	Wijk      areas.Wijk
	Stadsdeel string
	Opening   civil.Date
	Closing   civil.Date // zero while it is open
	Version   int64
	Created   time.Time
	Updated   time.Time
}

// OpenOn says whether the place was open on date.
func (l Location) OpenOn(date civil.Date) bool {
	return !date.Before(l.Opening) && (l.Closing.IsZero() || !date.After(l.Closing))
}

// Place gives the location the city district of its wijk and answers every rule it breaks, by field.
func (l *Location) Place(register areas.Register) []fault.Field {
	var broken []fault.Field
	stadsdeel, known := register.Stadsdeel(l.Wijk)
	if !known {
		broken = append(broken, violation("wijk_code", "WIJK_UNKNOWN",
			"%s is no wijk in the edition of %d.", l.Wijk.Code, l.Wijk.Edition))
	}
	l.Stadsdeel = stadsdeel
	if !l.Closing.IsZero() && l.Closing.Before(l.Opening) {
		broken = append(broken, violation("closing_date", "CLOSING_BEFORE_OPENING",
			"The place closes on %s, before it opens on %s.", l.Closing, l.Opening))
	}
	return broken
}

// checkOpen answers at path that a place was not open on a day, or that there is none.
func checkOpen(l *Location, path string, day civil.Date) []fault.Field {
	switch {
	case l == nil:
		return []fault.Field{violation("location_id", "LOCATION_UNKNOWN", "There is no location with this id.")}
	case !day.IsZero() && !l.OpenOn(day):
		return []fault.Field{violation(path, "LOCATION_NOT_OPEN", "The location is not open on %s.", day)}
	}
	return nil
}
