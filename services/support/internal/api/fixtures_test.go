package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// neighbour answers a resident who may be added, changed by change.
func neighbour(change ...func(*supportv1.Resident)) *supportv1.Resident {
	r := &supportv1.Resident{
		GivenName: "Dieuwertje", Surname: "van Xanten-Évrard", BirthDate: proto.String("1990-05-06"),
		Email: "dieuwertje@xanten.example", Telephone: "06 1357 9246", WijkCode: "WK003401", WijkYear: 2022,
	}
	for _, change := range change {
		change(r)
	}
	return r
}

// aResident is added by the worker.
func (r *rig) aResident(t testing.TB, change ...func(*supportv1.Resident)) *supportv1.Resident {
	t.Helper()
	added, err := r.residents.CreateResident(r.worker(t), &supportv1.CreateResidentRequest{Resident: neighbour(change...)})
	require.NoError(t, err)
	return added
}

// asked answers a question that may come in, changed by change. What is said would name somebody.
func asked(change ...func(*supportv1.Question)) *supportv1.Question {
	q := &supportv1.Question{
		Channel:   supportv1.QuestionChannel_QUESTION_CHANNEL_WALK_IN,
		AskerKind: supportv1.AskerKind_ASKER_KIND_RESIDENT,
		LifeDomains: []supportv1.LifeDomain{
			supportv1.LifeDomain_LIFE_DOMAIN_FINANCES, supportv1.LifeDomain_LIFE_DOMAIN_HOUSING,
		},
		Summary: "Mevrouw Kwikstaart heeft een brief van de verhuurder.", WijkCode: "WK003401", WijkYear: 2022, Team: "haven",
		Organisation: "De Schoor", ReceiveDate: "2026-11-20",
	}
	for _, change := range change {
		change(q)
	}
	return q
}

// aQuestion comes in with the worker.
func (r *rig) aQuestion(t testing.TB, change ...func(*supportv1.Question)) *supportv1.Question {
	t.Helper()
	q, err := r.questions.CreateQuestion(r.worker(t), &supportv1.CreateQuestionRequest{Question: asked(change...)})
	require.NoError(t, err)
	return q
}

// step answers a step to a state on the day of the tests, changed by change.
func step(to supportv1.QuestionState, change ...func(*supportv1.QuestionTransition)) *supportv1.QuestionTransition {
	s := &supportv1.QuestionTransition{To: to, Date: "2026-11-26"}
	for _, change := range change {
		change(s)
	}
	return s
}

// takes has the worker take a question to its next state.
func (r *rig) takes(
	t testing.TB, id string, to supportv1.QuestionState, change ...func(*supportv1.QuestionTransition),
) error {
	t.Helper()
	_, err := r.questions.CreateQuestionTransition(r.worker(t), &supportv1.CreateQuestionTransitionRequest{
		QuestionId: id, Transition: step(to, change...),
	})
	return err
}

// The states, in short.
const (
	received = supportv1.QuestionState_QUESTION_STATE_RECEIVED
	takenUp  = supportv1.QuestionState_QUESTION_STATE_TAKEN_UP
	referred = supportv1.QuestionState_QUESTION_STATE_REFERRED
	answered = supportv1.QuestionState_QUESTION_STATE_ANSWERED
	closed   = supportv1.QuestionState_QUESTION_STATE_CLOSED
)

// notYours is how a question is refused that is not there or not of the caller.
func notYours() refusal { return refusal{code: codes.PermissionDenied, reason: "QUESTION_NOT_YOURS"} }

func requireProto(t testing.TB, want, got proto.Message) {
	t.Helper()
	require.True(t, proto.Equal(want, got), "want %v\ngot  %v", want, got)
}
