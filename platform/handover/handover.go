// Package handover is the inbox of what one service hands over to another: somebody who asks for help, and what for. It arrives
// once however often it is delivered, waits until it is accepted, declined or taken back, and who sent it hears of that by an
// event. Who it is about and what for is sealed with a key of its own, which is destroyed once it is decided.
//
// Its words are those of the contract meedoen.referrals.v1, which the services that are handed something share.
package handover

import (
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
)

// State is how far something has come that was handed over: the names of the contract.
type State string

// The states. Nothing follows any but the first.
const (
	Waiting   State = "waiting"
	Accepted  State = "accepted"
	Declined  State = "declined"
	Withdrawn State = "withdrawn"
)

// Handover is something that another service handed over.
type Handover struct {
	ID        string
	Sender    string // the subject of the token that sent it
	Reference string // what the sender calls it
	Referrer  string // the subject of the token of who made it
	Content   *Content
	Consent   civil.Date // zero where there is none
	Refer     civil.Date // when it was made; zero where it was taken back before it arrived
	Urgent    bool
	Wanted    string // what of the receiver is wanted, by its id; empty where that is open
	State     State
	Decision
	Version int64
	Created time.Time
	Updated time.Time
}

// Content is who something is about that was handed over, and what for. There is none once it is decided.
type Content struct {
	person.Person
	Wijk    areas.Wijk // zero where it is not known
	Purpose string
}

// Decision is what was decided, of the state that follows. It is empty while something waits.
type Decision struct {
	Date    civil.Date
	Reason  string // why it was declined, a name of the contract
	Result  string // what was begun with it, by its id, where it was accepted
	Decider string // the subject of the token of who decided
}

// Check answers every rule that something breaks that arrives, by field of the contract. Values of a person stand in no text.
func (h Handover) Check(today civil.Date, register areas.Register) (broken []fault.Field) {
	for _, f := range h.Content.Check(today) {
		f.Path = "person." + f.Path
		broken = append(broken, f)
	}
	if _, known := register.Stadsdeel(h.Content.Wijk); !known && h.Content.Wijk != (areas.Wijk{}) {
		broken = append(broken, violation("person.wijk_code", "WIJK_UNKNOWN", "This is no wijk in that edition of the map."))
	}
	if strings.TrimSpace(h.Content.Purpose) == "" {
		broken = append(broken, violation("purpose", "PURPOSE_MISSING", "Say what for."))
	}
	for path, date := range map[string]civil.Date{"refer_date": h.Refer, "consent_date": h.Consent} {
		if date.After(today) {
			broken = append(broken, violation(path, "DATE_IN_FUTURE", "This date has not come yet."))
		}
	}
	return broken
}

// Differs answers the fields in which a second delivery says something else than the first. Who it is about and what for is no
// difference once it is decided, for that is kept nowhere; and nothing is of what was taken back before it arrived.
func (h Handover) Differs(again Handover) (fields []fault.Field) {
	if h.Refer.IsZero() {
		return nil
	}
	was, is := h.Content, again.Content
	if was == nil {
		was = is
	}
	for _, d := range []struct {
		field string
		same  bool
	}{
		{"referrer", h.Referrer == again.Referrer},
		{"person.given_name", was.GivenName == is.GivenName},
		{"person.surname", was.Surname == is.Surname},
		{"person.birth_date", was.Birth.Date == is.Birth.Date},
		{"person.birth_year", was.Birth.Year == is.Birth.Year},
		{"person.email", was.Email == is.Email},
		{"person.telephone", was.Telephone == is.Telephone},
		{"person.wijk_code", was.Wijk.Code == is.Wijk.Code},
		{"person.wijk_year", was.Wijk.Edition == is.Wijk.Edition},
		{"purpose", was.Purpose == is.Purpose},
		{"consent_date", h.Consent == again.Consent},
		{"refer_date", h.Refer == again.Refer},
		{"urgent", h.Urgent == again.Urgent},
		{"wanted_id", h.Wanted == again.Wanted},
	} {
		if !d.same {
			fields = append(fields, violation(d.field, "CONFLICT", "The earlier delivery said something else."))
		}
	}
	return fields
}

// CheckDecision answers every rule that a decision on h breaks, by field: to accept it or to decline it.
func (h Handover) CheckDecision(to State, date civil.Date, reason string, today civil.Date) (broken []fault.Field) {
	switch {
	case to == Declined && reason == "":
		broken = append(broken, violation("decline_reason", "DECLINE_REASON_MISSING", "Say why it is declined."))
	case to != Declined && reason != "":
		broken = append(broken, violation("decline_reason", "DECLINE_REASON_UNEXPECTED", "Only what is declined has a reason."))
	}
	switch {
	case date.IsZero(): // it is required, and told where it cannot be read
	case date.After(today):
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", date))
	case date.Before(h.Refer):
		broken = append(broken, violation("date", "DATE_BEFORE_REFERRAL", "It was made on %s.", h.Refer))
	}
	return broken
}

// decide answers h once it is decided. Error: FAILED_PRECONDITION (REFERRAL_DECIDED).
func (h Handover) decide(to State, d Decision, now time.Time) (Handover, error) {
	if h.State != Waiting {
		return h, fault.New(fault.FailedPrecondition, "REFERRAL_DECIDED", "It is %s already.", h.State).
			With("state", string(h.State))
	}
	h.State, h.Decision, h.Content = to, d, nil
	h.Version++
	h.Updated = now
	return h, nil
}

func violation(path, reason, format string, args ...any) fault.Field {
	f := fault.New(fault.Invalid, reason, format, args...)
	return fault.Field{Path: path, Reason: reason, Text: f.Text}
}
