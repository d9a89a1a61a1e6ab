package domain

import "github.com/deschoor/meedoen/platform/civil"

// ReferralChange is how far a referral had come when its question was saved because of it. Zero where it was saved for another
// reason.
type ReferralChange struct {
	ID            string
	Target        ReferralTarget
	State         ReferralState
	DeclineReason string
}

// Change answers what the change of its question tells of a referral.
func (r Referral) Change() ReferralChange {
	return ReferralChange{ID: r.ID, Target: r.Target, State: r.State, DeclineReason: r.DeclineReason}
}

// Counting answers how many of the referrals of a question run or were taken on.
func Counting(all []Referral) (n int) {
	for _, r := range all {
		if r.State.Open() || r.State == ReferralAccepted {
			n++
		}
	}
	return n
}

// Refer answers the steps by which a referral refers its question, on its date and by who makes it: what was only received is
// taken up first.
func (q Question) Refer(r Referral) (steps []QuestionTransition) {
	if q.State == Received {
		steps = append(steps, QuestionTransition{To: TakenUp, Date: r.Refer, Worker: r.Referrer})
	}
	if q.State != Referred {
		steps = append(steps, QuestionTransition{To: Referred, Date: r.Refer, Worker: r.Referrer})
	}
	return steps
}

// Follow answers the step of a question that was referred, once none of its referrals is open any more: one that was taken on
// since it was last taken up answers it, and else it comes back to its worker. TakenUp is the version of the question with which
// it was last taken up, 0 where that is not known.
func (q Question) Follow(all []Referral, takenUp int64, date, today civil.Date) (s QuestionTransition, follows bool) {
	if q.State != Referred {
		return s, false
	}
	s = QuestionTransition{To: TakenUp, Reason: ReferralFailed, Worker: q.Worker, Date: q.between(date, today)}
	for _, r := range all {
		if r.State.Open() {
			return s, false
		}
		if r.State == ReferralAccepted && r.QuestionVersion > takenUp {
			s.To, s.Reason, s.Result = Answered, "", ByReferral
		}
	}
	return s, true
}

// between answers the date nearest to date on which a question can take a step: others have calendars of their own.
func (q Question) between(date, today civil.Date) civil.Date {
	if date.After(today) {
		date = today
	}
	if date.Before(q.StateDate) {
		date = q.StateDate
	}
	return date
}
