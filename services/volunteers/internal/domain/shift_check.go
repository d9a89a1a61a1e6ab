package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Shifting is what is known where a shift is planned, moved or given to somebody.
type Shifting struct {
	Now         time.Time
	Zone        *time.Location
	Importing   bool        // the caller records what was
	Role        *Role       // nil where there is none, and so of the others
	Work        *Work       // of the assignment of the shift
	Engagement  *Engagement // of that assignment
	Suitability Suitability // of its person
	Others      []Shift     // that its person has around that time
	Override    *Override
}

// Check answers every rule that a shift breaks where it stands: what it asks of its role, of who works it on its date, and of
// the other shifts of that person. A shift that could be put nowhere (PlanOn, PlanAt) is held against what has no date.
func (s *Shift) Check(in Shifting) (broken []fault.Field) {
	placed := !s.Start.IsZero()
	switch {
	case in.Role == nil:
		broken = append(broken, violation("role_id", "ROLE_UNKNOWN", "There is no role with this id."))
	case placed && !in.Role.FulfilledOn(s.Date):
		broken = append(broken, notFulfilled(s.Date))
	}
	if placed && !in.Importing && s.Begun(in.Now) {
		broken = append(broken, violation(s.timePath(), "IN_PAST", "A shift is planned before it begins."))
	}
	broken = append(broken, s.checkWorker(in)...)
	s.Override = ""
	return append(broken, s.CheckOverlap(in.Others, in.Override, in.Zone)...)
}

// timePath is the field that says when the shift is.
func (s Shift) timePath() string {
	if s.SessionID != "" {
		return "session_id"
	}
	return "date"
}

// checkWorker answers what stands in the way of the shift being worked by whom it is given to.
func (s Shift) checkWorker(in Shifting) (broken []fault.Field) {
	if s.AssignmentID == "" {
		return nil
	}
	told := func(reason, format string, args ...any) {
		broken = append(broken, violation("assignment_id", reason, format, args...))
	}
	switch {
	case in.Work == nil || in.Engagement == nil:
		told("ASSIGNMENT_UNKNOWN", "There is no assignment with this id.")
		return broken
	case in.Work.Erased:
		told("PERSON_ERASED", "The person of this assignment was erased.")
		return broken
	case in.Work.RoleID != s.RoleID:
		told("ASSIGNMENT_OF_OTHER_ROLE", "This assignment is to another role.")
	}
	if s.Start.IsZero() {
		return broken
	}
	if !in.Work.RunsOn(s.Date) {
		told("ASSIGNMENT_NOT_ACTIVE", "The assignment is not confirmed or active on %s.", s.Date)
	}
	history := in.Importing && s.Begun(in.Now)
	if !in.Engagement.ActiveOn(s.Date) && (!history || !in.Engagement.Covers(s.Date, s.Date)) {
		told("ENGAGEMENT_NOT_ACTIVE", "The relation with the organisation is not active on %s.", s.Date)
	}
	return append(broken, s.checkAsked(in, history)...)
}

// checkAsked answers what the role asks on the date of the shift that who works it lacks. What an importer records as it was
// is held against an age that is known alone. Nearness is of the assignment, and was looked at there.
func (s Shift) checkAsked(in Shifting, history bool) (broken []fault.Field) {
	if in.Role == nil {
		return nil
	}
	age := in.Role.checkAge(in.Suitability.Birth, s.Date)
	if !history {
		broken = append(Missing(*in.Role, in.Suitability.Held, s.Date, in.Suitability.Policy), age...)
	} else if in.Suitability.Birth.IsKnown() {
		for _, f := range age {
			if f.Reason == "UNDER_AGE" {
				broken = append(broken, f)
			}
		}
	}
	for i := range broken {
		broken[i].Path = "assignment_id"
	}
	return broken
}

// RunsOn says whether the assignment is work on a date: it was confirmed, or goes on, or went on.
func (a Assignment) RunsOn(date civil.Date) bool {
	switch a.State {
	case Confirmed, Working, Ended:
		return !date.Before(a.Start) && (a.End.IsZero() || !date.After(a.End))
	}
	return false
}
