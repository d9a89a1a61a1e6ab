package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// The words of guidance, in short.
const (
	learn2Work         = supportv1.GuidanceKind_GUIDANCE_KIND_LEARN2WORK
	socialPrescription = supportv1.GuidanceKind_GUIDANCE_KIND_SOCIAL_PRESCRIPTION
	active             = supportv1.GuidanceState_GUIDANCE_STATE_ACTIVE
	paused             = supportv1.GuidanceState_GUIDANCE_STATE_PAUSED
	completed          = supportv1.GuidanceState_GUIDANCE_STATE_COMPLETED
	droppedOut         = supportv1.GuidanceState_GUIDANCE_STATE_DROPPED_OUT
)

type (
	guided     = supportv1.GuidanceTrajectory
	guidedStep = supportv1.GuidanceTrajectoryTransition
)

// guidanceOf answers a trajectory of a resident that may begin, changed by change.
func guidanceOf(residentID string, change ...func(*guided)) *guided {
	g := &guided{
		Kind: learn2Work, ResidentId: residentID, Team: "haven", ReferrerKind: supportv1.AskerKind_ASKER_KIND_MUNICIPALITY,
		RegisterDate: "2026-11-02",
	}
	for _, change := range change {
		change(g)
	}
	return g
}

// registers has the worker register a resident.
func (r *rig) registers(t testing.TB, residentID string, change ...func(*guided)) (*guided, error) {
	t.Helper()
	return r.guidance.CreateGuidanceTrajectory(r.worker(t), &supportv1.CreateGuidanceTrajectoryRequest{
		GuidanceTrajectory: guidanceOf(residentID, change...),
	})
}

// aGuidance is registered by the worker, for a new resident.
func (r *rig) aGuidance(t testing.TB, change ...func(*guided)) *guided {
	t.Helper()
	g, err := r.registers(t, r.aResident(t).GetId(), change...)
	require.NoError(t, err)
	return g
}

// guides has the worker take a trajectory to its next state on a date.
func (r *rig) guides(
	t testing.TB, id string, to supportv1.GuidanceState, date string, change ...func(*guidedStep),
) error {
	t.Helper()
	s := &guidedStep{To: to, Date: date}
	for _, change := range change {
		change(s)
	}
	_, err := r.guidance.CreateGuidanceTrajectoryTransition(r.worker(t), &supportv1.CreateGuidanceTrajectoryTransitionRequest{
		GuidanceTrajectoryId: id, Transition: s,
	})
	return err
}

// aGoal is set by the worker. What is said would name somebody.
func (r *rig) aGoal(t testing.TB, guidanceID string) *supportv1.GuidanceGoal {
	t.Helper()
	g, err := r.goals.CreateGuidanceGoal(r.worker(t), &supportv1.CreateGuidanceGoalRequest{
		GuidanceTrajectoryId: guidanceID, Goal: &supportv1.GuidanceGoal{
			LifeDomain: supportv1.LifeDomain_LIFE_DOMAIN_WORK_AND_EDUCATION, Text: "Mevrouw Kwikstaart werkt in de winkel.", Date: "2026-11-10",
		},
	})
	require.NoError(t, err)
	return g
}

// aContact answers a contact on a date. What is said would name somebody.
func aContact(guidanceID, date string, channel supportv1.GuidanceContactChannel) *supportv1.CreateGuidanceContactRequest {
	return &supportv1.CreateGuidanceContactRequest{
		GuidanceTrajectoryId: guidanceID, Contact: &supportv1.GuidanceContact{
			Date: date, Channel: channel, Minutes: 45, Note: "Gesproken met mevrouw Windvaan.",
		},
	}
}

// notYourTrajectory is how a trajectory is refused that is not there or not of the caller.
func notYourTrajectory() refusal {
	return refusal{code: codes.PermissionDenied, reason: "TRAJECTORY_NOT_YOURS"}
}

// toldYears answers the years of trajectories that were told, in order.
func (r *rig) toldYears(t testing.TB) []string {
	t.Helper()
	return servicetest.Told(t, r.db, outbox.Type("support", "guidance-year.saved"))
}

// runTimers has the timers that are due fire, until none of a kind is; every kind for "".
func (r *rig) runTimers(t testing.TB, kind string) {
	t.Helper()
	servicetest.RunTimers(t, r.db, r.clock, r.timers, kind)
}
