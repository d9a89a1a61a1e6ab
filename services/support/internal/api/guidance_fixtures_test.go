package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/outbox"
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

// told answers the events of a noun, in order.
func (r *rig) toldYears(t testing.TB) (events []string) {
	t.Helper()
	rows, err := r.db.Read().QueryContext(t.Context(), "SELECT aggregate_id FROM outbox WHERE type = $1 ORDER BY id",
		outbox.Type("support", "guidance-year.saved"))
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var id string
		require.NoError(t, rows.Scan(&id))
		events = append(events, id)
	}
	require.NoError(t, rows.Err())
	return events
}

// runTimers runs the timers of a kind until none is due; all with "".
func (r *rig) runTimers(t testing.TB, kind string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.timers.Run(ctx) }()
	require.Eventually(t, func() bool {
		var due int
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(),
			"SELECT COUNT(*) FROM timer WHERE (kind = $1 OR CAST($1 AS TEXT) = '') AND due_at <= $2", kind,
			r.clock.Now().UnixMicro()).Scan(&due))
		return due == 0
	}, patience, 5_000_000)
	cancel()
	require.NoError(t, <-done)
}
