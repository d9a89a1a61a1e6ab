package domain

// QuestionChange is that a question was saved: how far it had come with one of its versions. What was said is not in it.
type QuestionChange struct {
	ID  string
	Seq int64 // its place among the changes of all questions, counted from 1
	Question
	Referral ReferralChange // by which it was saved
}

// Number answers the place of the change among those of all questions.
func (c QuestionChange) Number() int64 { return c.Seq }
