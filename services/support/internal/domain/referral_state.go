package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/lifecycle"
)

// ReferralState is how far a referral has come: the names of the contract.
type ReferralState string

// The states.
const (
	ReferralSending   ReferralState = "sending"
	ReferralWaiting   ReferralState = "waiting"
	ReferralAccepted  ReferralState = "accepted"
	ReferralDeclined  ReferralState = "declined"
	ReferralWithdrawn ReferralState = "withdrawn"
)

// referralLife is the whole life of a referral. What a service of the suite decides stands, also where it was taken back here at
// the same time: it has the person then, and something was begun.
func referralLife(t ReferralTarget) lifecycle.States[ReferralState] {
	life := lifecycle.States[ReferralState]{
		ReferralWaiting: {ReferralAccepted, ReferralDeclined, ReferralWithdrawn},
	}
	if t.Service() {
		life[ReferralSending] = []ReferralState{ReferralWaiting, ReferralAccepted, ReferralDeclined, ReferralWithdrawn}
		life[ReferralWithdrawn] = []ReferralState{ReferralAccepted, ReferralDeclined}
	}
	return life
}

// Open says that a referral in this state is not decided.
func (s ReferralState) Open() bool { return s == ReferralSending || s == ReferralWaiting }

// decides says that a referral in this state was decided.
func (s ReferralState) decides() bool { return s == ReferralAccepted || s == ReferralDeclined }

// ReferralTransition is a step of a referral from one state to another. Steps are never changed.
type ReferralTransition struct {
	ID            string
	ReferralID    string
	Version       int64 // of the referral after it
	From, To      ReferralState
	Date          civil.Date
	DeclineReason string
	Recorder      string // the subject of who recorded it; "" where whom it is for told it
	Created       time.Time
}

// Step applies a step that somebody records, and completes it, or answers every rule it breaks. Errors: FAILED_PRECONDITION
// (TRANSITION_NOT_ALLOWED, REFERRAL_DECIDED_ELSEWHERE) and INVALID_ARGUMENT.
func (r *Referral) Step(s *ReferralTransition, today civil.Date) error {
	if r.Target.Service() && s.To.decides() {
		return fault.New(fault.FailedPrecondition, "REFERRAL_DECIDED_ELSEWHERE", "The service that this is for decides it.")
	}
	if r.Target.Service() && s.To == ReferralWaiting {
		return lifecycle.States[ReferralState]{r.State: {ReferralWithdrawn}}.Check("referral", r.State, s.To)
	}
	if err := referralLife(r.Target).Check("referral", r.State, s.To); err != nil {
		return err
	}
	if err := fault.At("transition", fault.Violations(r.checkStep(*s, today))); err != nil {
		return err
	}
	r.take(s)
	return nil
}

func (r Referral) checkStep(s ReferralTransition, today civil.Date) (broken []fault.Field) {
	if s.Date.After(today) {
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", s.Date))
	}
	if !s.Date.IsZero() && s.Date.Before(r.Refer) {
		broken = append(broken, violation("date", "BEFORE_REFERRAL", "The resident was referred on %s.", r.Refer))
	}
	switch {
	case s.To == ReferralDeclined && s.DeclineReason == "":
		broken = append(broken, violation("decline_reason", "DECLINE_REASON_MISSING", "Say why it was not taken on."))
	case s.To != ReferralDeclined && s.DeclineReason != "":
		broken = append(broken, violation("decline_reason", "DECLINE_REASON_UNEXPECTED", "Only what was declined has a reason."))
	}
	return broken
}

// take applies a step that breaks no rule.
func (r *Referral) take(s *ReferralTransition) {
	s.ReferralID, s.From, s.Version = r.ID, r.State, r.Version+1
	r.State, r.Version, r.Updated, r.DeclineReason = s.To, s.Version, s.Created, s.DeclineReason
	if !s.To.Open() {
		r.DecideDate, r.Problem = s.Date, ""
	}
}

// Arrive answers the step by which a referral that was on its way reached whom it is for, if it was.
func (r *Referral) Arrive(at time.Time, today civil.Date) (s ReferralTransition, moved bool) {
	if r.State != ReferralSending {
		return s, false
	}
	s = ReferralTransition{To: ReferralWaiting, Date: today, Created: at}
	r.take(&s)
	r.Delivered, r.Problem = at, ""
	return s, true
}

// ReferralNews is what whom a referral is for tells of it.
type ReferralNews struct {
	Reference     string // the id of the referral
	ReceiverID    string // what whom it is for calls it
	Version       int64
	State         ReferralState
	Date          civil.Date // when it was decided; zero before
	DeclineReason string
	ResultID      string
}

// Hear applies what whom a referral is for told of it, and answers the step it takes, if it takes one. What is late, was heard
// before, or is of another referral with the same name changes nothing: heard says whether anything did.
func (r *Referral) Hear(n ReferralNews, at time.Time, today civil.Date) (s ReferralTransition, moved, heard bool) {
	if n.Version <= r.ReceiverVersion || r.ReceiverID != "" && r.ReceiverID != n.ReceiverID {
		return s, false, false
	}
	r.ReceiverID, r.ReceiverVersion, r.Attempted = n.ReceiverID, n.Version, true
	if r.Delivered.IsZero() {
		r.Delivered = at
	}
	if n.State == ReferralWithdrawn {
		r.TakenBack = true
	}
	if !referralLife(r.Target).Allows(r.State, n.State) {
		return s, false, true
	}
	s = ReferralTransition{To: n.State, Date: n.Date, DeclineReason: n.DeclineReason, Created: at}
	if s.Date.IsZero() {
		s.Date = today
	}
	r.take(&s)
	r.ResultID = n.ResultID
	return s, true, true
}

// Telling says that whom the referral is for has to be told that it was taken back: it may have it, and does not know.
func (r Referral) Telling() bool {
	return r.State == ReferralWithdrawn && r.Attempted && !r.TakenBack
}

// Meet keeps why a referral is still on its way, where it is.
func (r *Referral) Meet(p ReferralProblem, at time.Time) {
	if r.State == ReferralSending && r.Problem != p {
		r.Problem, r.Version, r.Updated = p, r.Version+1, at
	}
}
