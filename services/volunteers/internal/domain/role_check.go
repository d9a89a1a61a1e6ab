package domain

import (
	"fmt"

	"github.com/deschoor/meedoen/platform/fault"
)

// CheckValues answers every rule that a role breaks by itself and beside its programme, by field. There is no programme
// where no event told of one.
func (r Role) CheckValues(programme *Programme) []fault.Field {
	var broken []fault.Field
	if !r.End.IsZero() && r.End.Before(r.Start) {
		broken = append(broken, violation("end_date", "LAST_BEFORE_FIRST", "%s is before %s.", r.End, r.Start))
	}
	broken = append(broken, r.checkProgramme(programme)...)
	seen := map[string]bool{}
	for i, c := range r.Certificates {
		place := fmt.Sprintf("required_certificates[%d].", i)
		broken = append(broken, checkKind(place, c.Kind, c.Training, c.RiskAreas, c.FunctionAspects)...)
		key := string(c.Kind) + " " + c.Training
		if seen[key] {
			broken = append(broken, violation(place+"kind", "CERTIFICATE_TWICE", "Each certificate is asked for once."))
		}
		seen[key] = true
	}
	return broken
}

// checkProgramme answers that the programme does not run on the first or the last date. A date that does not exist is told
// elsewhere.
func (r Role) checkProgramme(programme *Programme) []fault.Field {
	if programme == nil {
		return []fault.Field{violation("programme_id", "PROGRAMME_UNKNOWN", "No programme with this id is known here.")}
	}
	var broken []fault.Field
	if !r.Start.IsZero() && !programme.RunsOn(r.Start) {
		broken = append(broken, violation("start_date", "PROGRAMME_NOT_RUNNING", "The programme does not run on %s.", r.Start))
	}
	if !r.End.IsZero() && !programme.RunsOn(r.End) {
		broken = append(broken, violation("end_date", "PROGRAMME_NOT_RUNNING", "The programme does not run on %s.", r.End))
	}
	return broken
}

// CheckChange answers every rule that is broken by becoming what it is from before.
func (r Role) CheckChange(before Role) []fault.Field {
	var broken []fault.Field
	if r.ProgrammeID != before.ProgrammeID {
		broken = append(broken,
			violation("programme_id", "PROGRAMME_FIXED", "A role stays with its programme. End it and add another."))
	}
	if r.Code != before.Code {
		broken = append(broken, violation("code", "CODE_FIXED", "A role keeps its code. End it and add another."))
	}
	return broken
}
