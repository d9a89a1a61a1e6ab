package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Question is what a resident asks, or somebody asks for a resident (bewonersvraag).
type Question struct {
	ID           string
	Channel      string   // the name of the contract's QuestionChannel
	AskerKind    string   // the name of the contract's AskerKind
	LifeDomains  []string // the names of the contract's LifeDomain
	Summary      string   // what is asked; leaves the service only to who may know it, and is kept sealed
	Answer       string   // what was answered, in the same way
	ResidentID   string   // "" where it is not known
	Wijk         areas.Wijk
	Team         string
	Organisation string
	Sender       string // the subject of the token that sent it
	Reference    string // what the sender calls it
	Receive      civil.Date
	TakeUp       civil.Date // when it was first taken up
	State        QuestionState
	StateDate    civil.Date
	Worker       string // the subject of who took it up last
	Result       QuestionResult
	Voorveld     bool // solved before care that needs an indication
	Reason       QuestionReason
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// Holder answers whose key seals what was said: the resident's, or the question's own where the resident is not known.
func (q Question) Holder() string {
	if q.ResidentID != "" {
		return q.ResidentID
	}
	return q.ID
}

// QuestionTransition is a step of a question from one state to another. Steps are never changed.
type QuestionTransition struct {
	ID         string
	QuestionID string
	Version    int64 // of the question after it
	From, To   QuestionState
	Date       civil.Date
	Result     QuestionResult
	Voorveld   bool
	Reason     QuestionReason
	Worker     string
	Created    time.Time
}

// Intake is what is known around a question that comes in.
type Intake struct {
	Today     civil.Date
	Register  areas.Register
	Importing bool            // what was is recorded, so that it may have come further
	Teams     []string        // for which the caller may send questions; nil: for all
	Residents map[string]bool // who is there
}

// Check completes a question that comes in, or answers every rule it breaks.
func (q *Question) Check(in Intake) (broken []fault.Field) {
	if q.Receive.After(in.Today) {
		broken = append(broken, violation("receive_date", "DATE_IN_FUTURE", "%s has not come yet.", q.Receive))
	}
	for i, domain := range q.LifeDomains {
		if slices.Contains(q.LifeDomains[:i], domain) {
			broken = append(broken, violation("life_domains", "LIFE_DOMAIN_TWICE", "%s is named twice.", domain))
		}
	}
	if q.ResidentID != "" && !in.Residents[q.ResidentID] {
		broken = append(broken, violation("resident_id", "RESIDENT_UNKNOWN", "There is no resident with this id."))
	}
	if in.Teams != nil && !slices.Contains(in.Teams, q.Team) {
		broken = append(broken, violation("team", "TEAM_NOT_YOURS", "The token does not name this team among its groups."))
	}
	broken = append(broken, checkWijk(q.Wijk, in.Register)...)
	if q.State == "" {
		q.State = Received
	}
	if q.State != Received && !in.Importing {
		return append(broken, violation("state", "STATE_NOT_FIRST", "A question begins as received."))
	}
	broken = append(broken, q.checkDates(in.Today)...)
	broken = append(broken, checkOutcome(q.State, q.Result, q.Voorveld)...)
	return append(broken, checkReason(q.State == Closed, q.Reason, closing)...)
}

// checkDates completes the dates of a question that comes in, and answers what is wrong with them.
func (q *Question) checkDates(today civil.Date) (broken []fault.Field) {
	if q.StateDate.IsZero() {
		q.StateDate = q.Receive
	}
	for _, d := range []struct {
		field string
		date  civil.Date
	}{{"state_date", q.StateDate}, {"take_up_date", q.TakeUp}} {
		switch {
		case d.date.After(today):
			broken = append(broken, violation(d.field, "DATE_IN_FUTURE", "%s has not come yet.", d.date))
		case !d.date.IsZero() && d.date.Before(q.Receive):
			broken = append(broken, violation(d.field, "LAST_BEFORE_FIRST", "It came in on %s.", q.Receive))
		}
	}
	switch {
	case q.State == Received && !q.TakeUp.IsZero():
		broken = append(broken, violation("take_up_date", "TAKE_UP_DATE_UNEXPECTED", "What was only received was not taken up."))
	case q.State.handled() && q.TakeUp.IsZero():
		broken = append(broken, violation("take_up_date", "TAKE_UP_DATE_MISSING", "Say when it was taken up."))
	case q.TakeUp.After(q.StateDate):
		broken = append(broken, violation("take_up_date", "LAST_BEFORE_FIRST", "It was %s on %s.", q.State, q.StateDate))
	}
	return broken
}
