package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func TestQuestionFollowsItsReferrals(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestionAbout(t, r.aResident(t).GetId())
		first, second := r.aReferral(t, q.GetId(), toOutside), r.aReferral(t, q.GetId(), toGuidance)
		decide := func(id string, to func() (*supportv1.ReferralTransition, error)) {
			_, err := to()
			require.NoError(t, err, id)
		}
		decide(first.GetId(), func() (*supportv1.ReferralTransition, error) { return r.decides(r.worker(t), first.GetId(), rDeclined) })
		require.Equal(t, referred, r.readQuestion(t, q.GetId()).GetState(), "one is open")
		require.Equal(t, "5", r.readQuestion(t, q.GetId()).GetEtag(), "it was told all the same")
		decide(second.GetId(), func() (*supportv1.ReferralTransition, error) {
			return r.decides(r.worker(t), second.GetId(), rWithdrawn)
		})
		got := r.readQuestion(t, q.GetId())
		require.Equal(t, takenUp, got.GetState(), "none was taken on")
		require.Equal(t, workerSubject, got.GetWorker())

		third := r.aReferral(t, q.GetId(), toOutside)
		decide(third.GetId(), func() (*supportv1.ReferralTransition, error) { return r.decides(r.worker(t), third.GetId(), rAccepted) })
		require.NoError(t, r.takes(t, q.GetId(), takenUp, because(supportv1.QuestionReason_QUESTION_REASON_NOT_SOLVED)))
		fourth := r.aReferral(t, q.GetId(), toOutside)
		decide(fourth.GetId(), func() (*supportv1.ReferralTransition, error) {
			return r.decides(r.worker(t), fourth.GetId(), rDeclined)
		})
		require.Equal(t, []string{
			"TAKEN_UP", "REFERRED", "TAKEN_UP REFERRAL_FAILED", "REFERRED", "ANSWERED REFERRAL", "TAKEN_UP NOT_SOLVED", "REFERRED",
			"TAKEN_UP REFERRAL_FAILED", // what was taken on before it was opened again answers it no more
		}, r.path(t, q.GetId()))
	})
}

func TestWelzijnOpReceptBeginsAsAReferralOfAGeneralPractice(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := r.aResident(t)
		practice := r.system(t, "huisartsenpraktijk")
		q, err := r.questions.CreateQuestion(practice, &supportv1.CreateQuestionRequest{Question: asked(func(q *supportv1.Question) {
			q.ResidentId, q.AskerKind = n.GetId(), supportv1.AskerKind_ASKER_KIND_GP
		})})
		require.NoError(t, err)
		made, err := r.refers(practice, referringTo(q.GetId(), toGuidance, func(m *supportv1.Referral) {
			m.GuidanceKind = supportv1.GuidanceKind_GUIDANCE_KIND_SOCIAL_PRESCRIPTION
		}))
		require.NoError(t, err)
		require.Equal(t, rWaiting, made.GetState(), "nothing is delivered")
		require.Empty(t, made.GetSharedData())
		r.refuses(t, wants(codes.PermissionDenied, "GUIDANCE_DECIDED_BY_WORKER"), func() error {
			_, err := r.decides(practice, made.GetId(), rAccepted)
			return err
		})
		_, err = r.decides(r.worker(t), made.GetId(), rAccepted)
		require.NoError(t, err)
		g, err := r.guidance.GetGuidanceTrajectory(r.worker(t), &supportv1.GetGuidanceTrajectoryRequest{
			Id: r.readReferral(t, made.GetId()).GetResultId(),
		})
		require.NoError(t, err)
		requireProto(t, &supportv1.GuidanceTrajectory{
			Id: g.GetId(), Kind: supportv1.GuidanceKind_GUIDANCE_KIND_SOCIAL_PRESCRIPTION, ResidentId: n.GetId(), Team: "haven",
			Worker: workerSubject, ReferrerKind: supportv1.AskerKind_ASKER_KIND_GP, QuestionId: q.GetId(), RegisterDate: "2026-11-26",
			State: supportv1.GuidanceState_GUIDANCE_STATE_REGISTERED, StateDate: g.StateDate, Sender: workerSubject, Etag: "1",
			CreateTime: g.GetCreateTime(), UpdateTime: g.GetCreateTime(),
		}, g)
		require.Equal(t, []string{"TAKEN_UP", "REFERRED", "ANSWERED REFERRAL"}, r.path(t, q.GetId()))

		another := r.aQuestionAbout(t, n.GetId(), func(q *supportv1.Question) { q.AskerKind = supportv1.AskerKind_ASKER_KIND_GP })
		second := r.aReferral(t, another.GetId(), toGuidance, func(m *supportv1.Referral) {
			m.GuidanceKind = supportv1.GuidanceKind_GUIDANCE_KIND_SOCIAL_PRESCRIPTION
		})
		r.refuses(t, wants(codes.AlreadyExists, "TRAJECTORY_RUNNING"), func() error {
			_, err := r.decides(r.worker(t), second.GetId(), rAccepted)
			return err
		})
	})
}

func TestEveryRuleThatAStepOfAReferralBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestionAbout(t, r.aResident(t).GetId())
		debts, outside := r.aReferral(t, q.GetId(), toDebts).GetId(), r.aReferral(t, q.GetId(), toOutside).GetId()
		decide := func(id string, m *supportv1.ReferralTransition) func() error {
			return func() error {
				_, err := r.referrals.CreateReferralTransition(r.worker(t), &supportv1.CreateReferralTransitionRequest{
					ReferralId: id, Transition: m, Etag: m.GetId(),
				})
				return err
			}
		}
		elsewhere := wants(codes.FailedPrecondition, "REFERRAL_DECIDED_ELSEWHERE")
		r.refuses(t, elsewhere, decide(debts, &supportv1.ReferralTransition{To: rAccepted, Date: "2026-11-26"}))
		r.refuses(t, elsewhere, decide(debts, &supportv1.ReferralTransition{To: rDeclined, Date: "2026-11-26"}))
		impossible := wants(codes.FailedPrecondition, "TRANSITION_NOT_ALLOWED")
		r.refuses(t, impossible, decide(debts, &supportv1.ReferralTransition{To: rWaiting, Date: "2026-11-26"}))
		r.refuses(t, impossible, decide(outside, &supportv1.ReferralTransition{To: rSending, Date: "2026-11-26"}))
		r.refuses(t, invalid("transition.date DATE_IN_FUTURE", "transition.decline_reason DECLINE_REASON_MISSING"),
			decide(outside, &supportv1.ReferralTransition{To: rDeclined, Date: "2026-11-27"}))
		r.refuses(t, invalid("transition.date BEFORE_REFERRAL", "transition.decline_reason DECLINE_REASON_UNEXPECTED"),
			decide(outside, &supportv1.ReferralTransition{To: rAccepted, Date: "2026-11-25", DeclineReason: noCapacity}))
		r.refuses(t, wants(codes.Aborted, "ETAG_MISMATCH"),
			decide(outside, &supportv1.ReferralTransition{Id: "7", To: rAccepted, Date: "2026-11-26"}))
		require.NoError(t, decide(outside, &supportv1.ReferralTransition{Id: "1", To: rWithdrawn, Date: "2026-11-26"})())
		r.refuses(t, impossible, decide(outside, &supportv1.ReferralTransition{To: rAccepted, Date: "2026-11-26"}))
	})
}

func TestStepOfAReferralIsTakenOnceForARequest(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q := r.aQuestionAbout(t, r.aResident(t).GetId())
		req := &supportv1.CreateReferralTransitionRequest{
			ReferralId: r.aReferral(t, q.GetId(), toOutside).GetId(), RequestId: ids.New(),
			Transition: &supportv1.ReferralTransition{To: rAccepted, Date: "2026-11-26"},
		}
		first, err := r.referrals.CreateReferralTransition(r.worker(t), req)
		require.NoError(t, err)
		again, err := r.referrals.CreateReferralTransition(r.worker(t), req)
		require.NoError(t, err)
		requireProto(t, first, again)
		require.Len(t, r.rows(t, "referral_transition"), 1)
		require.Equal(t, []string{"TAKEN_UP", "REFERRED", "ANSWERED REFERRAL"}, r.path(t, q.GetId()))
	})
}
