package domain

import (
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Step applies a step to the question and completes it, or answers every rule it breaks. Answer is what the sender is told, and
// referrals how many of the question run or were taken on. Errors: FAILED_PRECONDITION (TRANSITION_NOT_ALLOWED,
// REFERRAL_MISSING) and INVALID_ARGUMENT.
func (q *Question) Step(s *QuestionTransition, answer string, referrals int, today civil.Date) error {
	if err := questionLife().Check("question", q.State, s.To); err != nil {
		return err
	}
	if s.To == Referred && referrals == 0 {
		return fault.New(fault.FailedPrecondition, "REFERRAL_MISSING", "Nothing is referred without a referral.")
	}
	if err := fault.At("transition", fault.Violations(q.checkStep(*s, answer, today))); err != nil {
		return err
	}
	s.QuestionID, s.From, s.Version = q.ID, q.State, q.Version+1
	q.State, q.StateDate, q.Version, q.Updated = s.To, s.Date, s.Version, s.Created
	q.Result, q.Voorveld, q.Reason = s.Result, s.Voorveld, ""
	if s.To == Closed {
		q.Reason = s.Reason
	}
	if s.To == TakenUp {
		q.Worker = s.Worker
		if q.TakeUp.IsZero() {
			q.TakeUp = s.Date
		}
	}
	if answer != "" {
		q.Answer = answer
	}
	return nil
}

func (q Question) checkStep(s QuestionTransition, answer string, today civil.Date) (broken []fault.Field) {
	if s.Date.After(today) {
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", s.Date))
	}
	if !s.Date.IsZero() && s.Date.Before(q.StateDate) {
		broken = append(broken, violation("date", "BEFORE_LAST_TRANSITION", "It is %s since %s.", q.State, q.StateDate))
	}
	if answer != "" && !s.To.Ended() {
		broken = append(broken, violation("answer", "ANSWER_UNEXPECTED", "Only what ends is answered."))
	}
	broken = append(broken, checkOutcome(s.To, s.Result, s.Voorveld)...)
	reopens := s.To == TakenUp && q.State != Received
	reasons := closing
	if reopens {
		reasons = reopening
	}
	return append(broken, checkReason(s.To == Closed || reopens, s.Reason, reasons)...)
}

// checkOutcome answers what is wrong with what became of a question in a state.
func checkOutcome(state QuestionState, result QuestionResult, voorveld bool) (broken []fault.Field) {
	switch {
	case state == Answered && result == "":
		broken = append(broken, violation("result", "RESULT_MISSING", "Say what became of it."))
	case state != Answered && result != "":
		broken = append(broken, violation("result", "RESULT_UNEXPECTED", "Only what was answered has a result."))
	}
	if voorveld && state != Answered {
		broken = append(broken, violation("solved_in_voorveld", "RESULT_UNEXPECTED", "Only what was answered was solved."))
	}
	return broken
}

// checkReason answers what is wrong with a reason, which is given where it is wanted, and is one of reasons then.
func checkReason(wanted bool, reason QuestionReason, reasons func() []QuestionReason) []fault.Field {
	switch {
	case wanted && reason == "":
		return []fault.Field{violation("reason", "REASON_MISSING", "Say why.")}
	case !wanted && reason != "":
		return []fault.Field{violation("reason", "REASON_UNEXPECTED", "Only what is closed or opened again has a reason.")}
	case wanted && !slices.Contains(reasons(), reason):
		return []fault.Field{violation("reason", "REASON_NOT_HERE", "This is no reason for it.")}
	}
	return nil
}
