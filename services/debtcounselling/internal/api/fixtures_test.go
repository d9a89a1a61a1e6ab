package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// debtor answers a client who may be added, changed by change.
func debtor(change ...func(*debtcounsellingv1.Client)) *debtcounsellingv1.Client {
	c := &debtcounsellingv1.Client{
		GivenName: "Dieuwertje", Surname: "van Xanten-Évrard", BirthDate: proto.String("1990-05-06"),
		Sex: debtcounsellingv1.Sex_SEX_FEMALE, Email: "dieuwertje@xanten.example", Telephone: "06 1357 9246",
		Street: "Kantelaarpad", HouseNumber: "17", HouseNumberAddition: "bis", Postcode: "1315 ZZ", City: "Almere", WijkCode: "WK003401",
		WijkYear: 2022, Household: debtcounsellingv1.Household_HOUSEHOLD_SINGLE, Bsn: "999990019",
	}
	for _, change := range change {
		change(c)
	}
	return c
}

// aClient is added by the counsellor.
func (r *rig) aClient(t testing.TB, change ...func(*debtcounsellingv1.Client)) *debtcounsellingv1.Client {
	t.Helper()
	c, err := r.clients.CreateClient(r.counsellor(t), &debtcounsellingv1.CreateClientRequest{Client: debtor(change...)})
	require.NoError(t, err)
	return c
}

// helpFor answers a trajectory that may begin.
func helpFor(clientIDs ...string) *debtcounsellingv1.Trajectory {
	return &debtcounsellingv1.Trajectory{
		ClientIds: clientIDs, ReportDate: "2026-11-02", ReportChannel: debtcounsellingv1.ReportChannel_REPORT_CHANNEL_SELF,
	}
}

// aTrajectory is begun by the counsellor.
func (r *rig) aTrajectory(
	t testing.TB, clientID string, change ...func(*debtcounsellingv1.Trajectory),
) *debtcounsellingv1.Trajectory {
	t.Helper()
	tr := helpFor(clientID)
	for _, c := range change {
		c(tr)
	}
	begun, err := r.trajectories.CreateTrajectory(r.counsellor(t), &debtcounsellingv1.CreateTrajectoryRequest{Trajectory: tr})
	require.NoError(t, err)
	return begun
}

// step takes a trajectory to a state on a date, as the counsellor does.
func (r *rig) step(t testing.TB, id string, to debtcounsellingv1.TrajectoryState, date string) error {
	t.Helper()
	step := &debtcounsellingv1.TrajectoryTransition{To: to, Date: date}
	if to == debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_EXITED {
		step.ExitReason = debtcounsellingv1.ExitReason_EXIT_REASON_OTHER
	}
	_, err := r.trajectories.CreateTrajectoryTransition(r.counsellor(t), &debtcounsellingv1.CreateTrajectoryTransitionRequest{
		TrajectoryId: id, Transition: step,
	})
	return err
}

// decide records a decision on a trajectory, as the counsellor does.
func (r *rig) decide(t testing.TB, id string, kind debtcounsellingv1.DecisionKind, date string) error {
	t.Helper()
	d := &debtcounsellingv1.Decision{Kind: kind, Date: date}
	if kind != debtcounsellingv1.DecisionKind_DECISION_KIND_ADMISSION {
		d.Ground = debtcounsellingv1.DecisionGround_DECISION_GROUND_FRAUD
	}
	_, err := r.decisions.CreateDecision(r.counsellor(t), &debtcounsellingv1.CreateDecisionRequest{TrajectoryId: id, Decision: d})
	return err
}

// notYours is how a case is refused that is not there or not of the caller.
func notYours() refusal { return refusal{code: codes.PermissionDenied, reason: "CASE_NOT_YOURS"} }

func requireProto(t testing.TB, want, got proto.Message) {
	t.Helper()
	require.True(t, proto.Equal(want, got), "want %v\ngot  %v", want, got)
}
