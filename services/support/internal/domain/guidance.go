package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Guidance is a trajectory in which a resident is guided (begeleidingstraject).
type Guidance struct {
	ID            string
	Kind          GuidanceKind
	ResidentID    string
	Team          string
	Worker        string // the subject of who leads it; "" where that is not known
	Referrer      string // the name of the contract's AskerKind
	QuestionID    string // "" where it came from no question
	Sender        string // the subject of the token that added it
	Register      civil.Date
	Start         civil.Date // when it first became active; zero before
	State         GuidanceState
	StateDate     civil.Date
	Destination   Destination
	DropOutReason DropOutReason
	Version       int64
	Created       time.Time
	Updated       time.Time
}

// GuidanceTransition is a step of a trajectory from one state to another. Steps are never changed.
type GuidanceTransition struct {
	ID            string
	GuidanceID    string
	Version       int64 // of the trajectory after it
	From, To      GuidanceState
	Date          civil.Date
	Destination   Destination
	DropOutReason DropOutReason
	Recorder      string
	Created       time.Time
}

// Registration is what is known around a trajectory that begins.
type Registration struct {
	Today     civil.Date
	Importing bool            // what was is recorded, so that it may have come further
	Teams     []string        // for which the caller may register; nil: for all
	Residents map[string]bool // who is there
	Question  *Question       // that it names; nil where there is none, or the caller may not see it
}

// Check completes a trajectory that begins, or answers every rule it breaks.
func (g *Guidance) Check(in Registration) (broken []fault.Field) {
	if !in.Residents[g.ResidentID] {
		broken = append(broken, violation("resident_id", "RESIDENT_UNKNOWN", "There is no resident with this id."))
	}
	if in.Teams != nil && !slices.Contains(in.Teams, g.Team) {
		broken = append(broken, violation("team", "TEAM_NOT_YOURS", "The token does not name this team among its groups."))
	}
	if q := in.Question; g.QuestionID != "" && (q == nil || q.ResidentID != "" && q.ResidentID != g.ResidentID) {
		broken = append(broken, violation("question_id", "QUESTION_UNKNOWN", "This is no question about the resident."))
	}
	if g.Kind == SocialPrescription && !prescribes(g.Referrer) {
		broken = append(broken, violation("referrer_kind", "REFERRER_NOT_HERE", "Only health care prescribes well-being."))
	}
	if g.Register.After(in.Today) {
		broken = append(broken, violation("register_date", "DATE_IN_FUTURE", "%s has not come yet.", g.Register))
	}
	if g.State == "" {
		g.State = Registered
	}
	if g.State != Registered && !in.Importing {
		return append(broken, violation("state", "STATE_NOT_FIRST", "A trajectory begins as registered."))
	}
	broken = append(broken, g.checkDates(in.Today)...)
	return append(broken, checkExit(g.State, g.Destination, g.DropOutReason)...)
}

// prescribes says whether an asker can prescribe well-being: the general practitioner, the practice nurse and the physiotherapist
// do (regiozorgnu.nl, welzijn op recept).
func prescribes(askerKind string) bool {
	return slices.Contains([]string{"gp", "health_care"}, askerKind)
}

// checkDates completes the dates of a trajectory that begins, and answers what is wrong with them.
func (g *Guidance) checkDates(today civil.Date) (broken []fault.Field) {
	if g.StateDate.IsZero() {
		g.StateDate = g.Register
	}
	for _, d := range []struct {
		field string
		date  civil.Date
	}{{"state_date", g.StateDate}, {"start_date", g.Start}} {
		switch {
		case d.date.After(today):
			broken = append(broken, violation(d.field, "DATE_IN_FUTURE", "%s has not come yet.", d.date))
		case !d.date.IsZero() && d.date.Before(g.Register):
			broken = append(broken, violation(d.field, "LAST_BEFORE_FIRST", "The resident was registered on %s.", g.Register))
		}
	}
	switch {
	case g.State == Registered && !g.Start.IsZero():
		broken = append(broken, violation("start_date", "START_DATE_UNEXPECTED", "What was only registered has not started."))
	case g.State.started() && g.Start.IsZero():
		broken = append(broken, violation("start_date", "START_DATE_MISSING", "Say when it started."))
	case g.Start.After(g.StateDate):
		broken = append(broken, violation("start_date", "LAST_BEFORE_FIRST", "It was %s on %s.", g.State, g.StateDate))
	}
	return broken
}

// Step applies a step to the trajectory and completes it, or answers every rule it breaks. Errors: FAILED_PRECONDITION
// (TRANSITION_NOT_ALLOWED) and INVALID_ARGUMENT.
func (g *Guidance) Step(s *GuidanceTransition, today civil.Date) error {
	if err := guidanceLife().Check("trajectory", g.State, s.To); err != nil {
		return err
	}
	var broken []fault.Field
	if s.Date.After(today) {
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", s.Date))
	}
	if !s.Date.IsZero() && s.Date.Before(g.StateDate) {
		broken = append(broken, violation("date", "BEFORE_LAST_TRANSITION", "It is %s since %s.", g.State, g.StateDate))
	}
	broken = append(broken, checkExit(s.To, s.Destination, s.DropOutReason)...)
	if err := fault.At("transition", fault.Violations(broken)); err != nil {
		return err
	}
	s.GuidanceID, s.From, s.Version = g.ID, g.State, g.Version+1
	g.State, g.StateDate, g.Version, g.Updated = s.To, s.Date, s.Version, s.Created
	g.Destination, g.DropOutReason = s.Destination, s.DropOutReason
	if s.To == Active && g.Start.IsZero() {
		g.Start = s.Date
	}
	return nil
}

// MaySeeGuidance says whether who asks may see a trajectory.
func (v Viewer) MaySeeGuidance(g Guidance) bool {
	return g.Sender == v.Subject || v.Worker && (g.Worker == v.Subject || slices.Contains(v.Teams, g.Team))
}

// TrajectoryRunning is that a resident is guided so already.
func TrajectoryRunning() *fault.Error {
	return fault.New(fault.AlreadyExists, "TRAJECTORY_RUNNING", "The resident has a running trajectory of this kind already.")
}

// TrajectoryNotYours is that a trajectory is not there, or is not of the caller: which of the two is not told.
func TrajectoryNotYours() *fault.Error {
	return fault.New(fault.PermissionDenied, "TRAJECTORY_NOT_YOURS", "This is no trajectory of the caller.")
}
