package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// told answers that a referrer was told on a date.
func told(date string) *supportv1.ReferrerFeedback {
	return &supportv1.ReferrerFeedback{Date: date, Channel: supportv1.FeedbackChannel_FEEDBACK_CHANNEL_TELEPHONE}
}

func TestMediationIsLedByAPairToItsEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aMediation(t).GetId()
		require.NoError(t, r.mediates(t, id, mIntake))
		require.NoError(t, r.mediates(t, id, mHeard))
		_, err := r.assigns(t, id, firstVolunteer, "2026-11-20")
		require.NoError(t, err)
		r.refuses(t, fails("MEDIATORS_MISSING"), func() error { return r.mediates(t, id, mTalk) })
		_, err = r.assigns(t, id, secondVolunteer, "2026-11-20")
		require.NoError(t, err)
		require.NoError(t, r.mediates(t, id, mTalk))
		r.refuses(t, fails("TRANSITION_NOT_ALLOWED"), func() error { return r.mediates(t, id, mIntake) })
		require.NoError(t, r.mediates(t, id, mClosed, with(resolved)))
		m := r.readMediation(t, id)
		require.True(t, m.GetSuccessful())
		require.EqualValues(t, 10, m.GetLeadDays())
		steps, err := r.mediations.ListMediationTransitions(r.worker(t), &supportv1.ListMediationTransitionsRequest{MediationId: id})
		require.NoError(t, err)
		require.Len(t, steps.GetTransitions(), 4)
		require.Equal(t, resolved, steps.GetTransitions()[3].GetOutcome())
		require.Equal(t, workerSubject, steps.GetTransitions()[3].GetWorker())
		require.Len(t, r.state(t)["outbox"], 5, "it is told when it is registered, and at every step")
	})
}

func TestStepOfAMediationTellsEveryRuleItBreaks(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aMediation(t).GetId()
		r.refuses(t, invalid("transition.date DATE_IN_FUTURE", "transition.outcome OUTCOME_MISSING"), func() error {
			return r.mediates(t, id, mClosed, func(s *supportv1.MediationTransition) { s.Date = "2026-11-27" })
		})
		r.refuses(t, invalid("transition.date BEFORE_LAST_TRANSITION", "transition.outcome OUTCOME_UNEXPECTED"), func() error {
			return r.mediates(t, id, mIntake, with(resolved), func(s *supportv1.MediationTransition) { s.Date = "2026-11-15" })
		})
		r.refuses(t, invalid("transition.date DATE_INVALID"), func() error {
			return r.mediates(t, id, mIntake, func(s *supportv1.MediationTransition) { s.Date = "2026-02-30" })
		})
	})
}

func TestStepOfAMediationIsTakenOnceFromWhatWasRead(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		req := &supportv1.CreateMediationTransitionRequest{
			MediationId: r.aMediation(t).GetId(), Transition: &supportv1.MediationTransition{To: mIntake, Date: "2026-11-26"}, Etag: "1",
			RequestId: ids.New(),
		}
		first, err := r.mediations.CreateMediationTransition(r.worker(t), req)
		require.NoError(t, err)
		again, err := r.mediations.CreateMediationTransition(r.worker(t), req)
		require.NoError(t, err)
		requireProto(t, first, again)
		require.Len(t, r.lines(t, "CreateMediationTransition"), 2, "what is answered again is read")
		req.RequestId, req.Transition.To = ids.New(), mHeard
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, func() error {
			_, err := r.mediations.CreateMediationTransition(r.worker(t), req)
			return err
		})
	})
}

func TestTwoVolunteersMediateAtATimeAndOneTakesThePlaceOfAnother(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aMediation(t).GetId()
		first, err := r.assigns(t, id, firstVolunteer, "2026-11-16")
		require.NoError(t, err)
		assign := func(volunteer, start string) func() error {
			return func() error {
				_, err := r.assigns(t, id, volunteer, start)
				return err
			}
		}
		end := func(id, date string) func() error {
			return func() error {
				_, err := r.mediations.CreateMediatorAssignmentEnding(r.worker(t), &supportv1.CreateMediatorAssignmentEndingRequest{
					MediatorAssignmentId: id, Date: date,
				})
				return err
			}
		}
		r.refuses(t, fails("MEDIATOR_ASSIGNED"), assign(firstVolunteer, "2026-11-20"))
		r.refuses(t, invalid("mediator_assignment.start_date BEFORE_REGISTRATION"), assign(secondVolunteer, "2026-11-15"))
		r.refuses(t, invalid("mediator_assignment.start_date DATE_IN_FUTURE"), assign(secondVolunteer, "2026-11-27"))
		r.refuses(t, invalid("mediator_assignment.start_date DATE_INVALID"), assign(secondVolunteer, "2026-11-31"))
		require.NoError(t, assign(secondVolunteer, "2026-11-18")())
		r.refuses(t, fails("MEDIATORS_COMPLETE"), assign(thirdVolunteer, "2026-11-16"))
		r.refuses(t, invalid("date LAST_BEFORE_FIRST"), end(first.GetId(), "2026-11-15"))
		r.refuses(t, invalid("date DATE_IN_FUTURE"), end(first.GetId(), "2026-11-27"))
		r.refuses(t, invalid("date DATE_INVALID"), end(first.GetId(), "2026-11-31"))
		require.NoError(t, end(first.GetId(), "2026-11-20")())
		r.refuses(t, fails("MEDIATOR_ASSIGNMENT_ENDED"), end(first.GetId(), "2026-11-21"))
		r.refuses(t, fails("MEDIATORS_COMPLETE"), assign(thirdVolunteer, "2026-11-20"))
		require.NoError(t, assign(thirdVolunteer, "2026-11-21")())
		list, err := r.mediations.ListMediatorAssignments(r.worker(t), &supportv1.ListMediatorAssignmentsRequest{MediationId: id})
		require.NoError(t, err)
		require.Len(t, list.GetMediatorAssignments(), 3)
		require.Equal(t, "2026-11-20", list.GetMediatorAssignments()[0].GetEndDate())
		require.Nil(t, list.GetMediatorAssignments()[2].EndDate) //nolint:protogetter // whether it is there
		require.NoError(t, r.mediates(t, id, mClosed, with(advised)))
		r.refuses(t, fails("MEDIATION_CLOSED"), assign(firstVolunteer, "2026-11-26"))
		r.refuses(t, fails("MEDIATION_CLOSED"), end(list.GetMediatorAssignments()[2].GetId(), "2026-11-26"))
	})
}

func TestReferrerIsToldOnceSomethingCameOfIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tell := func(id, date string) func() error {
			return func() error {
				_, err := r.mediations.CreateReferrerFeedback(r.worker(t), &supportv1.CreateReferrerFeedbackRequest{
					MediationId: id, ReferrerFeedback: told(date), RequestId: ids.New(),
				})
				return err
			}
		}
		r.refuses(t, fails("MEDIATION_NOT_CLOSED"), tell(r.aMediation(t).GetId(), "2026-11-26"))
		alone := r.aClosedMediation(t, resolved, func(m *supportv1.Mediation) { m.ReferrerKind = self })
		r.refuses(t, fails("REFERRER_MISSING"), tell(alone.GetId(), "2026-11-26"))
		id := r.aClosedMediation(t, resolved).GetId()
		r.refuses(t, invalid("referrer_feedback.date BEFORE_CLOSING"), tell(id, "2026-11-19"))
		r.refuses(t, invalid("referrer_feedback.date DATE_IN_FUTURE"), tell(id, "2026-11-27"))
		r.refuses(t, invalid("referrer_feedback.date DATE_INVALID"), tell(id, "2026-11-31"))
		require.NoError(t, tell(id, "2026-11-20")())
		list, err := r.mediations.ListReferrerFeedback(r.worker(t), &supportv1.ListReferrerFeedbackRequest{MediationId: id})
		require.NoError(t, err)
		require.Len(t, list.GetReferrerFeedback(), 1)
		require.Equal(t, "2026-11-20", list.GetReferrerFeedback()[0].GetDate())
		require.Equal(t, workerSubject, list.GetReferrerFeedback()[0].GetWorker())
	})
}
