package domain

import (
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Beginning is what is known where a trajectory begins.
type Beginning struct {
	Today     civil.Date
	Importing bool            // the caller records what was; only such a caller may begin with a later state than reported
	Known     map[string]bool // the clients that there are, and were not erased
}

// begin gives a trajectory that is new what the request leaves to the service.
func (t *Trajectory) begin() {
	if t.Kind == "" {
		t.Kind = DebtHelp
	}
	if t.State == "" {
		t.State = Reported
	}
	t.StateDate = t.Report
	if t.State == Exited {
		t.StateDate = t.End
	}
}

// Check completes a trajectory that is new and answers every rule it breaks.
func (t *Trajectory) Check(in Beginning) []fault.Field {
	t.begin()
	broken := t.checkClients(in.Known)
	if t.Report.After(in.Today) {
		broken = append(broken, violation("report_date", "DATE_IN_FUTURE", "%s has not come yet.", t.Report))
	}
	switch {
	case t.Crisis && t.CrisisGround == "":
		broken = append(broken, violation("crisis_ground", "CRISIS_GROUND_MISSING", "Say what is threatening."))
	case !t.Crisis && t.CrisisGround != "":
		broken = append(broken, violation("crisis_ground", "CRISIS_GROUND_UNEXPECTED", "Only a crisis has a ground."))
	}
	if !IsMunicipality(t.Municipality) {
		broken = append(broken, violation("municipality_code", "MUNICIPALITY_INVALID", "A municipality is written as GM0034."))
	}
	if t.State != Reported && !in.Importing {
		broken = append(broken, violation("state", "STATE_NOT_FIRST", "A trajectory begins as reported."))
	}
	return append(broken, t.checkEnd(in.Today)...)
}

// checkClients answers what is wrong with who is helped.
func (t Trajectory) checkClients(known map[string]bool) (broken []fault.Field) {
	switch n := len(t.ClientIDs); {
	case n == 0:
		return []fault.Field{violation("client_ids", "CLIENTS_MISSING", "A trajectory has one client, or two.")}
	case n > MostClients:
		broken = append(broken, violation("client_ids", "CLIENTS_TOO_MANY", "A trajectory has two clients at most."))
	}
	seen := map[string]bool{}
	for _, id := range t.ClientIDs {
		if !known[id] {
			broken = append(broken, violation("client_ids", "CLIENT_UNKNOWN", "There is no client with the id %s.", id))
		}
		if seen[id] {
			broken = append(broken, violation("client_ids", "CLIENT_TWICE", "Each client is named once."))
		}
		seen[id] = true
	}
	return broken
}

// checkEnd answers what is wrong with how a trajectory that is recorded as it was ended.
func (t Trajectory) checkEnd(today civil.Date) (broken []fault.Field) {
	if t.State != Exited {
		if !t.End.IsZero() {
			broken = append(broken, violation("end_date", "END_DATE_UNEXPECTED", "Only what ended has a last date."))
		}
		if t.ExitReason != "" || t.DebtFree {
			broken = append(broken, violation("exit_reason", "EXIT_REASON_UNEXPECTED", "Only what ended has a reason for it."))
		}
		return broken
	}
	if t.ExitReason == "" {
		broken = append(broken, violation("exit_reason", "EXIT_REASON_MISSING", "Say why it ended."))
	}
	switch {
	case t.End.IsZero():
		broken = append(broken, violation("end_date", "END_DATE_MISSING", "What ended has a last date."))
	case t.End.Before(t.Report):
		broken = append(broken, violation("end_date", "LAST_BEFORE_FIRST", "The last date is before the first."))
	case t.End.After(today):
		broken = append(broken, violation("end_date", "DATE_IN_FUTURE", "%s has not come yet.", t.End))
	}
	return broken
}
