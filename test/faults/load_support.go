package main

import (
	"math/rand/v2"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func supportMakers() []maker {
	return []maker{{"question", 9, (*world).ask}, {"question-transition", 4, (*world).takeUp}, {"referral", 4, (*world).refer}}
}

// ask takes in a question of a resident.
func (w *world) ask(r *rand.Rand) *command {
	reference, received := ids.New(), date(r)
	request := &supportv1.CreateQuestionRequest{RequestId: ids.New(), Question: &supportv1.Question{
		Channel: supportv1.QuestionChannel_QUESTION_CHANNEL_WALK_IN, AskerKind: supportv1.AskerKind_ASKER_KIND_RESIDENT,
		LifeDomains: []supportv1.LifeDomain{supportv1.LifeDomain_LIFE_DOMAIN_FINANCES}, Summary: "Een vraag van " + canary + ".",
		WijkCode: "WK003401", WijkYear: 2022, Team: team, ReceiveDate: received, ResidentId: one(r, w.residents),
		SenderReference: reference,
	}}
	e := entry{kind: "question", requestID: request.RequestId, content: reference + " " + received}
	return &command{
		method: "support.v1.QuestionService.CreateQuestion", request: request,
		settled: func(answer proto.Message, open bool) {
			if made, done := answer.(*supportv1.Question); done {
				e.id = made.GetId()
				w.journal.acknowledged(e)
				w.put([]string{"take up", "refer"}[len(reference+e.id)%2], e.id)
			} else if open {
				w.journal.unknown(e)
			}
		},
	}
}

// takeUp takes a question up.
func (w *world) takeUp(r *rand.Rand) *command {
	id, ok := w.take("take up", r)
	if !ok {
		return nil
	}
	request := &supportv1.CreateQuestionTransitionRequest{
		QuestionId: id, RequestId: ids.New(), Transition: &supportv1.QuestionTransition{
			To: supportv1.QuestionState_QUESTION_STATE_TAKEN_UP, Date: "2022-12-30",
		},
	}
	e := entry{kind: "question-transition", requestID: request.RequestId, content: id + " taken_up"}
	return &command{
		method: "support.v1.QuestionService.CreateQuestionTransition", request: request,
		settled: func(answer proto.Message, open bool) {
			if made, done := answer.(*supportv1.QuestionTransition); done {
				e.id = made.GetId()
				w.journal.acknowledged(e)
				w.put("refer", id)
			} else if open {
				w.journal.unknown(e)
			}
		},
	}
}

// targets are the services that residents are referred to, and the word that the row of a referral has for each.
var targets = []struct {
	target supportv1.ReferralTarget
	word   string
}{
	{supportv1.ReferralTarget_REFERRAL_TARGET_DEBT_COUNSELLING, "debt_counselling"},
	{supportv1.ReferralTarget_REFERRAL_TARGET_VOLUNTEERS, "volunteers"},
	{supportv1.ReferralTarget_REFERRAL_TARGET_ACTIVITIES, "activities"},
}

// refer refers the resident of a question to another service.
func (w *world) refer(r *rand.Rand) *command {
	id, ok := w.take("refer", r)
	if !ok {
		return nil
	}
	to, consented := one(r, targets), "2022-12-31"
	request := &supportv1.CreateReferralRequest{RequestId: ids.New(), Referral: &supportv1.Referral{
		QuestionId: id, Target: to.target, Purpose: "Hulp voor " + canary + ".", ConsentDate: &consented,
		ConsentForm: supportv1.ConsentForm_CONSENT_FORM_ORAL, ReferDate: "2022-12-31",
	}}
	e := entry{kind: "referral", requestID: request.RequestId, content: id + " " + to.word}
	return &command{
		method: "support.v1.ReferralService.CreateReferral", request: request,
		settled: func(answer proto.Message, open bool) {
			if made, done := answer.(*supportv1.Referral); done {
				e.id = made.GetId()
				w.journal.acknowledged(e)
			} else if open {
				w.journal.unknown(e)
			}
		},
	}
}
