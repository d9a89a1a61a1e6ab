package domain

import (
	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Occasion is when and where something took place, and for which programme. The wijk is always known in the end, the
// location only where it was one of the register.
type Occasion struct {
	ProgrammeID string
	Date        civil.Date
	LocationID  string // "" where it was at none of the register
	Wijk        areas.Wijk
	Stadsdeel   string
}

// Register is what an occasion is checked against.
type Register struct {
	Today     civil.Date // where the organisation works
	Areas     areas.Register
	Location  *Location  // nil: there is none with the id
	Programme *Programme // nil: there is none with the id
}

// Settle gives the occasion the wijk of its location and the city district of its wijk, and answers every rule it
// breaks, by field. A zero date was not readable; that is told by who read it.
func (o *Occasion) Settle(r Register) []fault.Field {
	broken := checkDate(o.Date, r.Today)
	if o.LocationID == "" {
		broken = append(broken, o.settleInWijk(r.Areas)...)
	} else {
		broken = append(broken, o.settleAt(r.Location)...)
	}
	return append(broken, checkRunning(r.Programme, "date", o.Date)...)
}

func (o *Occasion) settleInWijk(register areas.Register) []fault.Field {
	if o.Wijk.Code == "" {
		return []fault.Field{violation("wijk_code", "PLACE_MISSING", "Give the wijk where it was, or a location.")}
	}
	stadsdeel, known := register.Stadsdeel(o.Wijk)
	if !known {
		return []fault.Field{violation("wijk_code", "WIJK_UNKNOWN",
			"%s is no wijk in the edition of %d.", o.Wijk.Code, o.Wijk.Edition)}
	}
	o.Stadsdeel = stadsdeel
	return nil
}

// settleAt takes the wijk of the location. Who gives a wijk beside it must mean the same one: what was read may be sent
// again, but of two places that differ neither is guessed.
func (o *Occasion) settleAt(l *Location) []fault.Field {
	broken := checkOpen(l, "date", o.Date)
	if l == nil {
		return broken
	}
	if o.Wijk != (areas.Wijk{}) && o.Wijk != l.Wijk {
		broken = append(broken, violation("wijk_code", "WIJK_NOT_OF_LOCATION",
			"The location is in %s, edition %d. Leave the wijk out.", l.Wijk.Code, l.Wijk.Edition))
	}
	o.Wijk, o.Stadsdeel = l.Wijk, l.Stadsdeel
	return broken
}

func checkDate(date, today civil.Date) []fault.Field {
	if date.IsZero() || !date.After(today) {
		return nil
	}
	return []fault.Field{violation("date", "DATE_IN_FUTURE", "%s is after today, %s.", date, today)}
}
