package domain

import "github.com/deschoor/meedoen/platform/lifecycle"

// QuestionState is how far a question has come: the names of the contract.
type QuestionState string

// The states.
const (
	Received QuestionState = "received"
	TakenUp  QuestionState = "taken_up"
	Referred QuestionState = "referred"
	Answered QuestionState = "answered"
	Closed   QuestionState = "closed"
)

// questionLife is the whole life of a question. What was referred comes back where the referral fails, and what ended where it
// was not solved.
func questionLife() lifecycle.States[QuestionState] {
	return lifecycle.States[QuestionState]{
		Received: {TakenUp, Closed},
		TakenUp:  {Referred, Answered, Closed},
		Referred: {TakenUp, Answered, Closed},
		Answered: {TakenUp},
		Closed:   {TakenUp},
	}
}

// Next answers the states that can follow.
func (s QuestionState) Next() []QuestionState { return questionLife()[s] }

// Ended says that nobody works on it any more.
func (s QuestionState) Ended() bool { return s == Answered || s == Closed }

// handled says that a question in this state was taken up before. What was closed need not have been.
func (s QuestionState) handled() bool { return s == TakenUp || s == Referred || s == Answered }

// QuestionResult is what became of a question that was answered: the names of the contract.
type QuestionResult string

// ByReferral is the result of a question that was answered by a referral that was taken on.
const ByReferral QuestionResult = "referral"

// QuestionReason is why a question was closed without an answer, or opened again: the names of the contract.
type QuestionReason string

// The reasons.
const (
	NoReaction      QuestionReason = "no_reaction"
	Withdrawn       QuestionReason = "withdrawn"
	Duplicate       QuestionReason = "duplicate"
	OutOfScope      QuestionReason = "out_of_scope"
	NewInformation  QuestionReason = "new_information"
	NotSolved       QuestionReason = "not_solved"
	ReferralFailed  QuestionReason = "referral_failed"
	RecordedWrongly QuestionReason = "recorded_wrongly"
)

// closing and reopening answer the reasons of each.
func closing() []QuestionReason {
	return []QuestionReason{NoReaction, Withdrawn, Duplicate, OutOfScope, RecordedWrongly}
}

func reopening() []QuestionReason {
	return []QuestionReason{NewInformation, NotSolved, ReferralFailed, RecordedWrongly}
}
