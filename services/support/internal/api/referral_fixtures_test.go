package api_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/own"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/support/internal/referring"
)

// receivers are the services that take referrals on, behind real connections. Activities does not run.
type receivers struct {
	mu        sync.Mutex
	fail      error                                    // what each call is answered, where it is not nil
	lose      error                                    // what is answered after the work was done
	meanwhile func()                                   // called where something arrives, before it is answered
	calls     int                                      // that came, also those that failed
	have      map[string]*referralsv1.IncomingReferral // by what the sender calls them
	conns     map[string]grpc.ClientConnInterface
}

// receive answers the services that residents can be referred to.
func (r *rig) receive(t testing.TB) *referring.Services {
	t.Helper()
	all := &receivers{have: map[string]*referralsv1.IncomingReferral{}, conns: map[string]grpc.ClientConnInterface{}}
	issuer, err := own.NewIssuer("", r.clock)
	require.NoError(t, err)
	verifier, err := auth.NewVerifier(auth.Config{}, r.clock, issuer.Issuer())
	require.NoError(t, err)
	server := grpcx.NewServer(grpcx.ServerConfig{Verifier: verifier, Log: slog.New(slog.DiscardHandler), MaxDeadline: patience})
	debtcounsellingv1.RegisterDebtReferralServiceServer(server, debts{receivers: all})
	volunteersv1.RegisterVolunteerReferralServiceServer(server, volunteers{receivers: all})
	conn := servicetest.Serve(t, server, grpcx.ClientConfig{
		Timeout: patience, Credentials: issuer.Identity("support", slog.New(slog.DiscardHandler)),
	})
	all.conns[referring.DebtCounselling], all.conns[referring.Volunteers] = conn, conn
	services, err := referring.Connect(all, nil)
	require.NoError(t, err)
	r.receivers = all
	return services
}

// Call answers the connection to a service that runs.
func (a *receivers) Call(name, _ string) (grpc.ClientConnInterface, func() error, error) {
	conn, runs := a.conns[name]
	if !runs {
		return nil, nil, errors.New("it does not run")
	}
	return conn, func() error { return nil }, nil
}

// answers has each call answered with fail, and each that does its work with lose.
func (a *receivers) answers(fail, lose error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fail, a.lose = fail, lose
}

// got answers the referral that arrived with a reference, nil where none did, and how many there are in all.
func (a *receivers) got(reference string) (*referralsv1.IncomingReferral, int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.have[reference] == nil {
		return nil, len(a.have)
	}
	return proto.CloneOf(a.have[reference]), len(a.have)
}

func (a *receivers) take(ctx context.Context, m *referralsv1.IncomingReferral) (*referralsv1.IncomingReferral, error) {
	processinglog.Stands(ctx)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls++
	if a.fail != nil {
		return nil, a.fail
	}
	if a.meanwhile != nil {
		a.meanwhile()
	}
	before, is := a.have[m.GetReference()]
	if is && before.GetPerson() != nil && !proto.Equal(before.GetPerson(), m.GetPerson()) {
		return nil, fault.New(fault.AlreadyExists, "CONFLICT", "It was delivered before, with other content.")
	}
	if !is {
		m.Id, m.State = "of "+m.GetReference(), referralsv1.ReferralState_REFERRAL_STATE_WAITING
		a.have[m.GetReference()] = m
	}
	return proto.CloneOf(a.have[m.GetReference()]), a.lose
}

func (a *receivers) takeBack(ctx context.Context, reference string) (*referralsv1.IncomingReferral, error) {
	processinglog.Stands(ctx)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls++
	if a.fail != nil {
		return nil, a.fail
	}
	m, is := a.have[reference]
	if !is {
		m = &referralsv1.IncomingReferral{Id: "of " + reference, Reference: reference}
		a.have[reference] = m
	}
	m.State, m.Person = referralsv1.ReferralState_REFERRAL_STATE_WITHDRAWN, nil
	return proto.CloneOf(m), a.lose
}

type debts struct {
	debtcounsellingv1.UnimplementedDebtReferralServiceServer
	*receivers
}

func (s debts) CreateDebtReferral(
	ctx context.Context, req *debtcounsellingv1.CreateDebtReferralRequest,
) (*referralsv1.IncomingReferral, error) {
	return s.take(ctx, req.GetReferral())
}

func (s debts) CreateDebtReferralWithdrawal(
	ctx context.Context, req *debtcounsellingv1.CreateDebtReferralWithdrawalRequest,
) (*referralsv1.IncomingReferral, error) {
	return s.takeBack(ctx, req.GetReference())
}

type volunteers struct {
	volunteersv1.UnimplementedVolunteerReferralServiceServer
	*receivers
}

func (s volunteers) CreateVolunteerReferral(
	ctx context.Context, req *volunteersv1.CreateVolunteerReferralRequest,
) (*referralsv1.IncomingReferral, error) {
	return s.take(ctx, req.GetReferral())
}

func (s volunteers) CreateVolunteerReferralWithdrawal(
	ctx context.Context, req *volunteersv1.CreateVolunteerReferralWithdrawalRequest,
) (*referralsv1.IncomingReferral, error) {
	return s.takeBack(ctx, req.GetReference())
}

// The targets and the states, in short.
const (
	toDebts      = supportv1.ReferralTarget_REFERRAL_TARGET_DEBT_COUNSELLING
	toVolunteers = supportv1.ReferralTarget_REFERRAL_TARGET_VOLUNTEERS
	toActivities = supportv1.ReferralTarget_REFERRAL_TARGET_ACTIVITIES
	toGuidance   = supportv1.ReferralTarget_REFERRAL_TARGET_GUIDANCE
	toOutside    = supportv1.ReferralTarget_REFERRAL_TARGET_OUTSIDE

	rSending   = referralsv1.ReferralState_REFERRAL_STATE_SENDING
	rWaiting   = referralsv1.ReferralState_REFERRAL_STATE_WAITING
	rAccepted  = referralsv1.ReferralState_REFERRAL_STATE_ACCEPTED
	rDeclined  = referralsv1.ReferralState_REFERRAL_STATE_DECLINED
	rWithdrawn = referralsv1.ReferralState_REFERRAL_STATE_WITHDRAWN

	noCapacity = referralsv1.ReferralDeclineReason_REFERRAL_DECLINE_REASON_NO_CAPACITY
)

// referringTo answers a referral of a question that breaks no rule, changed by change. What is said would name somebody.
func referringTo(questionID string, target supportv1.ReferralTarget, change ...func(*supportv1.Referral)) *supportv1.Referral {
	m := &supportv1.Referral{
		QuestionId: questionID, Target: target, Purpose: "Mevrouw Kwikstaart zoekt hulp bij haar schulden.", ReferDate: "2026-11-26",
		ConsentDate: proto.String("2026-11-25"), ConsentForm: supportv1.ConsentForm_CONSENT_FORM_ORAL,
	}
	switch target {
	case toOutside:
		m.OutsideParty = "Praktijk Windvaan"
	case toGuidance:
		m.GuidanceKind = supportv1.GuidanceKind_GUIDANCE_KIND_WAYFINDING
	}
	for _, change := range change {
		change(m)
	}
	return m
}

// refers has the caller of ctx refer.
func (r *rig) refers(ctx context.Context, m *supportv1.Referral) (*supportv1.Referral, error) {
	return r.referrals.CreateReferral(ctx, &supportv1.CreateReferralRequest{Referral: m})
}

// aReferral is made by the worker of a question.
func (r *rig) aReferral(
	t testing.TB, questionID string, target supportv1.ReferralTarget, change ...func(*supportv1.Referral),
) *supportv1.Referral {
	t.Helper()
	m, err := r.refers(r.worker(t), referringTo(questionID, target, change...))
	require.NoError(t, err)
	return m
}

// aQuestionAbout comes in about a resident.
func (r *rig) aQuestionAbout(t testing.TB, residentID string, change ...func(*supportv1.Question)) *supportv1.Question {
	t.Helper()
	return r.aQuestion(t, append(change, func(q *supportv1.Question) { q.ResidentId = residentID })...)
}

// decides has the caller of ctx take a referral to a state on the day of the tests.
func (r *rig) decides(
	ctx context.Context, id string, to referralsv1.ReferralState, change ...func(*supportv1.ReferralTransition),
) (*supportv1.ReferralTransition, error) {
	step := &supportv1.ReferralTransition{To: to, Date: "2026-11-26"}
	if to == rDeclined {
		step.DeclineReason = noCapacity
	}
	for _, change := range change {
		change(step)
	}
	return r.referrals.CreateReferralTransition(ctx, &supportv1.CreateReferralTransitionRequest{ReferralId: id, Transition: step})
}

// readReferral answers a referral as the worker reads it.
func (r *rig) readReferral(t testing.TB, id string) *supportv1.Referral {
	t.Helper()
	m, err := r.referrals.GetReferral(r.worker(t), &supportv1.GetReferralRequest{Id: id})
	require.NoError(t, err)
	return m
}

// readQuestion answers a question as the worker reads it.
func (r *rig) readQuestion(t testing.TB, id string) *supportv1.Question {
	t.Helper()
	q, err := r.questions.GetQuestion(r.worker(t), &supportv1.GetQuestionRequest{Id: id})
	require.NoError(t, err)
	return q
}

// path answers the states that a question went through, with the reason or the result of each.
func (r *rig) path(t testing.TB, questionID string) (path []string) {
	t.Helper()
	steps, err := r.questions.ListQuestionTransitions(r.worker(t), &supportv1.ListQuestionTransitionsRequest{QuestionId: questionID})
	require.NoError(t, err)
	for _, s := range steps.GetTransitions() {
		said := s.GetTo().String()[len("QUESTION_STATE_"):]
		if s.GetReason() != 0 {
			said += " " + s.GetReason().String()[len("QUESTION_REASON_"):]
		}
		if s.GetResult() != 0 {
			said += " " + s.GetResult().String()[len("QUESTION_RESULT_"):]
		}
		path = append(path, said)
	}
	return path
}

// wants is the refusal of a call with a code and a reason.
func wants(code codes.Code, reason string) refusal { return refusal{code: code, reason: reason} }
