package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Initiative is something residents do for their neighbourhood and the organisation helps with (bewonersinitiatief).
type Initiative struct {
	ID          string
	Name        string
	OwnerGroup  string // "residents", ...: the names of the contract's InitiativeOwner
	ProgrammeID string
	Wijk        areas.Wijk
	Stadsdeel   string
	Start       civil.Date
	End         civil.Date // zero while it runs
	Version     int64
	Created     time.Time
	Updated     time.Time
}

// Check gives the initiative the city district of its wijk and answers every rule it breaks, by field. A nil programme:
// there is none with the id.
func (i *Initiative) Check(register areas.Register, programme *Programme) []fault.Field {
	var broken []fault.Field
	stadsdeel, known := register.Stadsdeel(i.Wijk)
	if !known {
		broken = append(broken, violation("wijk_code", "WIJK_UNKNOWN",
			"%s is no wijk in the edition of %d.", i.Wijk.Code, i.Wijk.Edition))
	}
	i.Stadsdeel = stadsdeel
	if !i.End.IsZero() && i.End.Before(i.Start) {
		broken = append(broken, violation("end_date", "END_BEFORE_START",
			"The initiative ends on %s, before it starts on %s.", i.End, i.Start))
	}
	return append(broken, checkRunning(programme, "start_date", i.Start)...)
}

// checkInitiative answers whether the initiative ran on the date.
func checkInitiative(date civil.Date, i *Initiative) []fault.Field {
	switch {
	case i == nil:
		return []fault.Field{violation("initiative_id", "INITIATIVE_UNKNOWN", "There is no initiative with this id.")}
	case date.IsZero():
		return nil
	case date.Before(i.Start):
		return []fault.Field{violation("date", "INITIATIVE_NOT_STARTED", "The initiative started on %s.", i.Start)}
	case !i.End.IsZero() && date.After(i.End):
		return []fault.Field{violation("date", "INITIATIVE_ENDED", "The initiative ended on %s.", i.End)}
	}
	return nil
}
