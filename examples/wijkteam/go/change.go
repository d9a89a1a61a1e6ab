package main

import (
	"fmt"
	"strconv"

	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// change is a line of what is followed: how far the question had come.
type change struct {
	QuestionID       string `json:"question_id"`
	SenderReference  string `json:"sender_reference"`
	Version          int64  `json:"version"`
	State            string `json:"state"`
	StateDate        string `json:"state_date"`
	Result           string `json:"result"`
	SolvedInVoorveld bool   `json:"solved_in_voorveld"`
	Reason           string `json:"reason"`
	Answer           string `json:"answer"`
	// Referral is the one that was made or decided with the change. A question that was listed does not say.
	Referral *referral `json:"referral"`
}

// referral is how far a referral had come.
type referral struct {
	ID            string `json:"id"`
	Target        string `json:"target"`
	State         string `json:"state"`
	DeclineReason string `json:"decline_reason"`
}

// changeOf reads a change that was told.
func changeOf(c *supportv1.QuestionChange) change {
	told := change{
		QuestionID: c.GetQuestionId(), SenderReference: c.GetSenderReference(), Version: c.GetVersion(),
		State: c.GetState().String(), StateDate: c.GetStateDate(), Result: c.GetResult().String(),
		SolvedInVoorveld: c.GetSolvedInVoorveld(), Reason: c.GetReason().String(),
	}
	if c.GetReferralId() != "" {
		told.Referral = &referral{
			c.GetReferralId(), c.GetReferralTarget().String(), c.GetReferralState().String(), c.GetReferralDeclineReason().String(),
		}
	}
	return told
}

// changeOfQuestion reads a question that was listed. Its etag is the number of its last change.
func changeOfQuestion(q *supportv1.Question) (change, error) {
	version, err := strconv.ParseInt(q.GetEtag(), 10, 64)
	if err != nil {
		return change{}, fmt.Errorf("the etag of a question is not the number of a change: %w", err)
	}
	return change{
		QuestionID: q.GetId(), SenderReference: q.GetSenderReference(), Version: version, State: q.GetState().String(),
		StateDate: q.GetStateDate(), Result: q.GetResult().String(), SolvedInVoorveld: q.GetSolvedInVoorveld(),
		Reason: q.GetReason().String(),
	}, nil
}

// ended says whether that was the end: the question was answered or closed.
func (c change) ended() bool {
	return c.State == supportv1.QuestionState_QUESTION_STATE_ANSWERED.String() ||
		c.State == supportv1.QuestionState_QUESTION_STATE_CLOSED.String()
}
