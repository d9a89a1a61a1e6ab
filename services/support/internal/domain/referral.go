package domain

import (
	"slices"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Referral is that the resident of a question was referred (doorverwijzing).
type Referral struct {
	ID              string
	QuestionID      string
	Target          ReferralTarget
	Purpose         string // what for; leaves the service only to who may know it, and is kept sealed
	Party           string // outside, by name, in the same way
	Consent         civil.Date
	ConsentForm     string // the name of the contract's ConsentForm
	Refer           civil.Date
	Guidance        GuidanceKind
	WantedID        string
	Urgent          bool
	State           ReferralState
	DecideDate      civil.Date // when it was decided or taken back
	DeclineReason   string     // the name of the contract's ReferralDeclineReason
	ResultID        string     // what was begun with it
	Referrer        string     // the subject of who refers
	Problem         ReferralProblem
	Delivered       time.Time // zero before, and where nothing is delivered
	Attempted       bool      // it may have arrived
	TakenBack       bool      // whom it is for knows that it was taken back
	ReceiverID      string    // what whom it is for calls it, once that is known
	ReceiverVersion int64     // of what whom it is for told last
	QuestionVersion int64     // of the question with the last change of the referral that it was saved with
	Version         int64
	Created         time.Time
	Updated         time.Time
}

// ReferralTarget is whom a referral is for: the names of the contract.
type ReferralTarget string

// The targets.
const (
	ToDebtCounselling ReferralTarget = "debt_counselling"
	ToVolunteers      ReferralTarget = "volunteers"
	ToActivities      ReferralTarget = "activities"
	ToGuidance        ReferralTarget = "guidance"
	ToOutside         ReferralTarget = "outside"
)

// Service says that a service of the suite takes the referral on: it is delivered there, and decided there.
func (t ReferralTarget) Service() bool {
	return t == ToDebtCounselling || t == ToVolunteers || t == ToActivities
}

// ReferralProblem is why a referral is on its way for longer: the names of the contract.
type ReferralProblem string

// The problems.
const (
	NotReached ReferralProblem = "not_reached"
	Refused    ReferralProblem = "refused"
)

// Referring is what is known around a referral that is made.
type Referring struct {
	Today     civil.Date
	Question  Question
	Open      []Referral // of the question, that are not decided
	Connected bool       // the service that it is for can be called
}

// Check completes a referral that is made, or answers every rule it breaks. Errors: FAILED_PRECONDITION (QUESTION_NOT_OPEN,
// SERVICE_NOT_CONNECTED), INVALID_ARGUMENT, ALREADY_EXISTS (REFERRAL_OPEN).
func (r *Referral) Check(in Referring) error {
	if in.Question.State.Ended() {
		return fault.New(fault.FailedPrecondition, "QUESTION_NOT_OPEN", "Open the question again before it is referred.")
	}
	if err := fault.At("referral", fault.Violations(r.check(in))); err != nil {
		return err
	}
	if r.Target.Service() && !in.Connected {
		return fault.New(fault.FailedPrecondition, "SERVICE_NOT_CONNECTED", "The service that this is for does not run here.")
	}
	for _, other := range in.Open {
		if r.sameAim(other) {
			return fault.New(fault.AlreadyExists, "REFERRAL_OPEN", "The question was referred there, and that is not decided yet.").
				With("referral_id", other.ID)
		}
	}
	r.QuestionID, r.State = in.Question.ID, ReferralWaiting
	if r.Target.Service() {
		r.State = ReferralSending
	}
	return nil
}

// sameAim says whether two referrals of a question ask the same of the same.
func (r Referral) sameAim(other Referral) bool {
	return r.Target == other.Target && r.Guidance == other.Guidance && strings.EqualFold(r.Party, other.Party)
}

func (r Referral) check(in Referring) (broken []fault.Field) {
	if strings.TrimSpace(r.Purpose) == "" {
		broken = append(broken, violation("purpose", "PURPOSE_MISSING", "Say what the resident is referred for."))
	}
	if r.Target != ToOutside && in.Question.ResidentID == "" {
		broken = append(broken, violation("question_id", "RESIDENT_MISSING", "The question does not say who it is about."))
	}
	if r.Refer.After(in.Today) {
		broken = append(broken, violation("refer_date", "DATE_IN_FUTURE", "%s has not come yet.", r.Refer))
	}
	if !r.Refer.IsZero() && r.Refer.Before(in.Question.StateDate) {
		broken = append(broken, violation("refer_date", "BEFORE_LAST_TRANSITION", "The question is %s since %s.",
			in.Question.State, in.Question.StateDate))
	}
	broken = append(broken, r.checkConsent()...)
	return append(broken, r.checkAim(in.Question)...)
}

// checkConsent answers what is wrong with a consent. Debt counselling needs none: municipalities offer it by law (Wgs; AVG
// article 6, paragraph 1 under e). For the others nothing else allows to hand on who somebody is.
func (r Referral) checkConsent() (broken []fault.Field) {
	given := !r.Consent.IsZero() || r.ConsentForm != ""
	if r.Target == ToDebtCounselling && !given {
		return nil
	}
	if r.Consent.IsZero() {
		broken = append(broken, violation("consent_date", "CONSENT_MISSING", "Say when the resident consented."))
	}
	if r.ConsentForm == "" {
		broken = append(broken, violation("consent_form", "CONSENT_MISSING", "Say how the resident consented."))
	}
	if !r.Refer.IsZero() && r.Consent.After(r.Refer) {
		broken = append(broken, violation("consent_date", "CONSENT_TOO_LATE", "The resident was referred on %s.", r.Refer))
	}
	return broken
}

// checkAim answers what is wrong with what is asked of whom the referral is for.
func (r Referral) checkAim(q Question) (broken []fault.Field) {
	party := strings.TrimSpace(r.Party) != ""
	switch {
	case r.Target == ToOutside && !party:
		broken = append(broken, violation("outside_party", "OUTSIDE_PARTY_MISSING", "Say to whom the resident was referred."))
	case r.Target != ToOutside && r.Party != "":
		broken = append(broken, violation("outside_party", "OUTSIDE_PARTY_UNEXPECTED", "It is for no party outside."))
	}
	switch {
	case r.Target == ToGuidance && r.Guidance == "":
		broken = append(broken, violation("guidance_kind", "GUIDANCE_KIND_MISSING", "Say which guidance is wanted."))
	case r.Target != ToGuidance && r.Guidance != "":
		broken = append(broken, violation("guidance_kind", "GUIDANCE_KIND_UNEXPECTED", "It is for no guidance."))
	case r.Guidance == SocialPrescription && !prescribes(q.AskerKind):
		broken = append(broken, violation("guidance_kind", "REFERRER_NOT_HERE", "Only health care prescribes well-being."))
	}
	if r.WantedID != "" && !slices.Contains([]ReferralTarget{ToVolunteers, ToActivities}, r.Target) {
		broken = append(broken, violation("wanted_id", "WANTED_ID_UNEXPECTED", "Nothing of its own can be wanted there."))
	}
	return broken
}
