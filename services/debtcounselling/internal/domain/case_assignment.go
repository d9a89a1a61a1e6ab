package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// CaseRole is as what somebody works on a trajectory: the names of the contract.
type CaseRole string

// The roles.
const (
	Counsellor CaseRole = "counsellor"
	StandIn    CaseRole = "stand_in"
)

// CaseAssignment is that somebody works on a trajectory (toewijzing).
type CaseAssignment struct {
	ID           string
	TrajectoryID string
	Counsellor   string // the subject of the token
	Role         CaseRole
	Start        civil.Date
	End          civil.Date // the last date; zero while it goes on
	Recorder     string
	Created      time.Time
}

// On says whether the assignment holds on a date.
func (a CaseAssignment) On(date civil.Date) bool {
	return !date.Before(a.Start) && (a.End.IsZero() || !date.After(a.End))
}

// Check answers every rule that an assignment breaks, by field: who stands in does so for a while.
func (a CaseAssignment) Check() (broken []fault.Field) {
	if a.Role == StandIn && a.End.IsZero() {
		broken = append(broken, violation("end_date", "END_DATE_MISSING", "Who stands in does so up to a date."))
	}
	if !a.End.IsZero() && a.End.Before(a.Start) {
		broken = append(broken, violation("end_date", "LAST_BEFORE_FIRST", "The last date is before the first."))
	}
	return broken
}

// MaySee says whether somebody may see a trajectory on a date: a supervisor all, others what they are assigned to.
func MaySee(subject string, supervisor bool, assigned []CaseAssignment, today civil.Date) bool {
	if supervisor {
		return true
	}
	for _, a := range assigned {
		if subject != "" && a.Counsellor == subject && a.On(today) {
			return true
		}
	}
	return false
}

// NotYours refuses a trajectory or client that is not there or not of the caller: which of the two is not told, for already
// that somebody has debts is nobody's business.
func NotYours() error {
	return fault.New(fault.PermissionDenied, "CASE_NOT_YOURS", "This case is not yours, or not there.")
}
