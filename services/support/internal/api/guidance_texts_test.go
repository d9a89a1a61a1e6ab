package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// reached answers how a goal came out on a date.
func (r *rig) reached(t testing.TB, goalID, date string) (*supportv1.GuidanceGoalOutcome, error) {
	t.Helper()
	return r.goals.CreateGuidanceGoalOutcome(r.worker(t), &supportv1.CreateGuidanceGoalOutcomeRequest{
		GuidanceGoalId: goalID, Outcome: &supportv1.GuidanceGoalOutcome{
			Result: supportv1.GuidanceGoalResult_GUIDANCE_GOAL_RESULT_PARTLY_REACHED, Date: date,
		},
	})
}

func TestGoalIsSetAndJudgedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		g := r.aGuidance(t)
		goal := r.aGoal(t, g.GetId())
		r.refuses(t, invalid("outcome.date LAST_BEFORE_FIRST"), func() error {
			_, err := r.reached(t, goal.GetId(), "2026-11-09")
			return err
		})
		outcome, err := r.reached(t, goal.GetId(), "2026-11-20")
		require.NoError(t, err)
		r.refuses(t, refusal{code: codes.AlreadyExists, reason: "GOAL_CONCLUDED"}, func() error {
			_, err := r.reached(t, goal.GetId(), "2026-11-21")
			return err
		})
		answer, err := r.goals.ListGuidanceGoals(r.worker(t), &supportv1.ListGuidanceGoalsRequest{GuidanceTrajectoryId: g.GetId()})
		require.NoError(t, err)
		goal.Outcome = outcome
		requireProto(t, &supportv1.ListGuidanceGoalsResponse{Goals: []*supportv1.GuidanceGoal{goal}}, answer)
		require.NoError(t, r.guides(t, g.GetId(), droppedOut, "2026-11-25", func(s *guidedStep) { s.DropOutReason = 1 }))
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "TRAJECTORY_ENDED"}, func() error {
			_, err := r.goals.CreateGuidanceGoal(r.worker(t), &supportv1.CreateGuidanceGoalRequest{
				GuidanceTrajectoryId: g.GetId(), Goal: &supportv1.GuidanceGoal{LifeDomain: 1, Text: "x", Date: "2026-11-25"},
			})
			return err
		})
	})
}

func TestConversationCountsInItsYearAndAMessageDoesNot(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		g := r.aGuidance(t)
		require.NoError(t, r.guides(t, g.GetId(), active, "2026-11-09"))
		contact := func(date string, channel supportv1.GuidanceContactChannel) error {
			_, err := r.contacts.CreateGuidanceContact(r.worker(t), aContact(g.GetId(), date, channel))
			return err
		}
		for _, tt := range []struct {
			channel supportv1.GuidanceContactChannel
			told    int
		}{
			{supportv1.GuidanceContactChannel_GUIDANCE_CONTACT_CHANNEL_MESSAGE, 1},
			{supportv1.GuidanceContactChannel_GUIDANCE_CONTACT_CHANNEL_TELEPHONE, 2},
			{supportv1.GuidanceContactChannel_GUIDANCE_CONTACT_CHANNEL_OFFICE, 2},
		} {
			require.NoError(t, contact("2026-11-10", tt.channel))
			require.Len(t, r.toldYears(t), tt.told)
		}
		r.refuses(t, invalid("contact.date LAST_BEFORE_FIRST"), func() error { return contact("2026-11-01", 1) })
		r.refuses(t, invalid("contact.date DATE_IN_FUTURE"), func() error { return contact("2026-11-27", 1) })
		require.NoError(t, r.guides(t, g.GetId(), droppedOut, "2026-11-20", func(s *guidedStep) { s.DropOutReason = 1 }))
		r.refuses(t, invalid("contact.date AFTER_END"), func() error { return contact("2026-11-21", 1) })
		answer, err := r.contacts.ListGuidanceContacts(r.worker(t), &supportv1.ListGuidanceContactsRequest{GuidanceTrajectoryId: g.GetId()})
		require.NoError(t, err)
		require.Len(t, answer.GetContacts(), 3)
		require.Contains(t, answer.GetContacts()[0].GetNote(), "Windvaan")
	})
}

func TestImporterAddsContactsToWhatItAddedAndOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		theirs := r.aGuidance(t)
		own, err := r.guidance.CreateGuidanceTrajectory(r.importing(t), &supportv1.CreateGuidanceTrajectoryRequest{
			GuidanceTrajectory: guidanceOf(r.aResident(t).GetId()),
		})
		require.NoError(t, err)
		request := &supportv1.BatchCreateGuidanceContactsRequest{}
		for range 3 {
			one := aContact(own.GetId(), "2026-11-10", 1)
			one.RequestId = ids.New()
			request.Requests = append(request.Requests, one)
		}
		first, err := r.contacts.BatchCreateGuidanceContacts(r.importing(t), request)
		require.NoError(t, err)
		again, err := r.contacts.BatchCreateGuidanceContacts(r.importing(t), request)
		require.NoError(t, err)
		requireProto(t, first, again)
		require.Len(t, r.rows(t, "guidance_contact"), 3)
		r.refuses(t, notYourTrajectory(), func() error {
			_, err := r.contacts.BatchCreateGuidanceContacts(r.importing(t), &supportv1.BatchCreateGuidanceContactsRequest{
				Requests: []*supportv1.CreateGuidanceContactRequest{aContact(theirs.GetId(), "2026-11-10", 1)},
			})
			return err
		})
	})
}

// filled answers a trajectory in which everything is kept that can be.
func (r *rig) filled(t testing.TB) *guided {
	t.Helper()
	g := r.aGuidance(t)
	require.NoError(t, r.guides(t, g.GetId(), active, "2026-11-09"))
	r.aGoal(t, g.GetId())
	_, err := r.contacts.CreateGuidanceContact(r.worker(t), aContact(g.GetId(), "2026-11-10", 1))
	require.NoError(t, err)
	_, err = r.measured(t, g.GetId(), matrix(atStart, "2026-11-10", 3))
	require.NoError(t, err)
	return g
}

func TestExportHasTheGuidanceOfAResident(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		export, err := r.residents.ExportResident(r.worker(t), &supportv1.ExportResidentRequest{ResidentId: r.filled(t).GetResidentId()})
		require.NoError(t, err)
		require.Len(t, export.GetGuidanceTrajectories(), 1)
		require.Len(t, export.GetGuidanceTrajectoryTransitions(), 1)
		require.Len(t, export.GetOutcomeMeasures(), 1)
		require.Contains(t, export.GetGuidanceGoals()[0].GetText(), "Kwikstaart")
		require.Contains(t, export.GetGuidanceContacts()[0].GetNote(), "Windvaan")
		require.Empty(t, export.GetGuidanceTrajectories()[0].GetWorker()+export.GetGuidanceTrajectories()[0].GetSender()+
			export.GetGuidanceTrajectoryTransitions()[0].GetRecorder()+export.GetGuidanceContacts()[0].GetRecorder()+
			export.GetOutcomeMeasures()[0].GetRecorder())
	})
}

func TestErasureForgetsWhatWasSaidInGuidanceAndLeavesWhatCounts(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		g := r.filled(t)
		erase := func() error {
			_, err := r.residents.CreateResidentErasure(r.worker(t), &supportv1.CreateResidentErasureRequest{ResidentId: g.GetResidentId()})
			return err
		}
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "GUIDANCE_RUNNING"}, erase)
		require.NoError(t, r.guides(t, g.GetId(), droppedOut, "2026-11-20", func(s *guidedStep) { s.DropOutReason = 1 }))
		years := r.rows(t, "guidance_year")
		require.NoError(t, erase())
		require.Equal(t, years, r.rows(t, "guidance_year"))
		goals, err := r.goals.ListGuidanceGoals(r.worker(t), &supportv1.ListGuidanceGoalsRequest{GuidanceTrajectoryId: g.GetId()})
		require.NoError(t, err)
		contacts, err := r.contacts.ListGuidanceContacts(r.worker(t), &supportv1.ListGuidanceContactsRequest{GuidanceTrajectoryId: g.GetId()})
		require.NoError(t, err)
		require.Len(t, goals.GetGoals(), 1)
		require.Len(t, contacts.GetContacts(), 1)
		require.Empty(t, goals.GetGoals()[0].GetText()+contacts.GetContacts()[0].GetNote())
		r.refuses(t, refusal{code: codes.NotFound, reason: "RESIDENT_ERASED"}, func() error {
			_, err := r.contacts.CreateGuidanceContact(r.worker(t), aContact(g.GetId(), "2026-11-10", 1))
			return err
		})
	})
}

func TestNothingSaidInGuidanceIsInTheFiles(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	r.filled(t)
	r.requireNoCanaryInFiles(t)
}
