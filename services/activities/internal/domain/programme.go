package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Programme is a line of work that counts are recorded under (programma).
type Programme struct {
	ID       string
	Code     string
	Name     string
	Theme    string // "meeting", ...: the names of the contract's Theme
	ParentID string // "" at the top
	Start    civil.Date
	End      civil.Date // zero while it runs
	Version  int64
	Created  time.Time
	Updated  time.Time
}

// Check answers every rule the programme breaks, by field. Ancestors are its parent, the parent's parent and so on; they
// are empty where there is no parent, or no such parent.
func (p Programme) Check(ancestors []Programme) []fault.Field {
	var broken []fault.Field
	if !p.End.IsZero() && p.End.Before(p.Start) {
		broken = append(broken, violation("end_date", "END_BEFORE_START",
			"The programme ends on %s, before it starts on %s.", p.End, p.Start))
	}
	if p.ParentID == "" {
		return broken
	}
	if len(ancestors) == 0 {
		return append(broken, violation("parent_id", "PARENT_UNKNOWN", "There is no programme with this id."))
	}
	if parent := ancestors[0]; parent.Theme != p.Theme {
		broken = append(broken, violation("theme", "THEME_NOT_OF_PARENT",
			"The programme it is part of has the theme %s.", parent.Theme))
	}
	for _, a := range ancestors {
		if a.ID == p.ID {
			broken = append(broken, violation("parent_id", "PARENT_IS_BELOW", "A programme cannot be part of itself."))
			break
		}
	}
	return broken
}

// CheckChange answers the fields of now that may not differ from before: figures of past years are counted by them.
func (p Programme) CheckChange(before Programme) []fault.Field {
	var broken []fault.Field
	if p.Code != before.Code {
		broken = append(broken, violation("code", "CODE_FIXED", "The code of a programme does not change."))
	}
	if p.Theme != before.Theme {
		broken = append(broken, violation("theme", "THEME_FIXED",
			"The theme of a programme does not change. End it and start another."))
	}
	return broken
}

// checkRunning answers at path that a programme did not run on a day, or that there is none.
func checkRunning(p *Programme, path string, day civil.Date) []fault.Field {
	switch {
	case p == nil:
		return []fault.Field{violation("programme_id", "PROGRAMME_UNKNOWN", "There is no programme with this id.")}
	case day.IsZero():
		return nil
	case day.Before(p.Start):
		return []fault.Field{violation(path, "PROGRAMME_NOT_STARTED", "The programme starts on %s.", p.Start)}
	case !p.End.IsZero() && day.After(p.End):
		return []fault.Field{violation(path, "PROGRAMME_ENDED", "The programme ends on %s.", p.End)}
	}
	return nil
}
