package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

const (
	appointed     = debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_APPOINTED
	intake        = debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_INTAKE
	stabilisation = debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_STABILISATION
	settlement    = debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_SETTLEMENT
	solution      = debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_SOLUTION
	aftercare     = debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_AFTERCARE
	exited        = debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_EXITED
	admission     = debtcounsellingv1.DecisionKind_DECISION_KIND_ADMISSION
	ending        = debtcounsellingv1.DecisionKind_DECISION_KIND_ENDING
)

func TestTrajectoryFromReportToExit(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId())
		require.Equal(t, "GM0034", tr.GetMunicipalityCode())
		require.Equal(t, map[string]string{"TERM_KIND_FIRST_CONVERSATION": "2026-11-30 TERM_STATE_RUNNING"}, r.due(t, tr.GetId()))
		require.NoError(t, r.step(t, tr.GetId(), appointed, "2026-11-16"))
		require.NoError(t, r.step(t, tr.GetId(), intake, "2026-11-16"))
		require.Equal(t, map[string]string{
			"TERM_KIND_FIRST_CONVERSATION": "2026-11-30 TERM_STATE_MET", "TERM_KIND_DECISION": "2027-01-11 TERM_STATE_RUNNING",
		}, r.due(t, tr.GetId()))
		refusal{code: codes.FailedPrecondition, reason: "ADMISSION_MISSING"}.require(t,
			r.step(t, tr.GetId(), stabilisation, "2026-11-20"))
		invalid("decision.date BEFORE_FIRST_CONVERSATION").require(t, r.decide(t, tr.GetId(), admission, "2026-11-15"))
		require.NoError(t, r.decide(t, tr.GetId(), admission, "2026-11-18"))
		refusal{code: codes.FailedPrecondition, reason: "DECISION_EXISTS"}.require(t, r.decide(t, tr.GetId(), admission, "2026-11-18"))
		require.Equal(t, "2027-01-11 TERM_STATE_MET", r.due(t, tr.GetId())["TERM_KIND_DECISION"])
		require.NoError(t, r.step(t, tr.GetId(), stabilisation, "2026-11-18"))
		require.NoError(t, r.step(t, tr.GetId(), settlement, "2026-11-19"))
		require.NoError(t, r.step(t, tr.GetId(), solution, "2026-11-20"))
		require.Equal(t, "2028-05-20 TERM_STATE_RUNNING", r.due(t, tr.GetId())["TERM_KIND_SOLUTION"])
		require.NoError(t, r.step(t, tr.GetId(), aftercare, "2026-11-21"))
		refusal{code: codes.FailedPrecondition, reason: "ENDING_MISSING"}.require(t, r.step(t, tr.GetId(), exited, "2026-11-25"))
		require.NoError(t, r.decide(t, tr.GetId(), ending, "2026-11-25"))
		require.NoError(t, r.step(t, tr.GetId(), exited, "2026-11-25"))
		got, err := r.trajectories.GetTrajectory(r.counsellor(t), &debtcounsellingv1.GetTrajectoryRequest{Id: tr.GetId()})
		require.NoError(t, err)
		require.Equal(t, exited, got.GetState())
		require.Equal(t, "2026-11-25", got.GetEndDate())
		for kind, state := range r.due(t, tr.GetId()) {
			require.NotContains(t, state, "RUNNING", kind)
		}
		steps, err := r.trajectories.ListTrajectoryTransitions(r.counsellor(t), &debtcounsellingv1.ListTrajectoryTransitionsRequest{
			TrajectoryId: tr.GetId(),
		})
		require.NoError(t, err)
		require.Len(t, steps.GetTransitions(), 7)
	})
}

// due answers by when what has to happen in a trajectory, by kind.
func (r *rig) due(t testing.TB, id string) map[string]string {
	t.Helper()
	answer, err := r.terms.ListTerms(r.counsellor(t), &debtcounsellingv1.ListTermsRequest{TrajectoryId: id})
	require.NoError(t, err)
	due := map[string]string{}
	for _, term := range answer.GetTerms() {
		due[term.GetKind().String()] = term.GetDueDate() + " " + term.GetState().String()
	}
	return due
}

func TestEveryRuleThatATrajectoryBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aClient(t).GetId()
		bad := helpFor(id, id, ids.New())
		bad.ReportDate, bad.Crisis, bad.MunicipalityCode = "2026-11-27", true, "34"
		bad.State = settlement
		r.refuses(t, invalid("trajectory.client_ids CLIENTS_TOO_MANY", "trajectory.client_ids CLIENT_TWICE",
			"trajectory.client_ids CLIENT_UNKNOWN", "trajectory.report_date DATE_IN_FUTURE",
			"trajectory.crisis_ground CRISIS_GROUND_MISSING", "trajectory.municipality_code MUNICIPALITY_INVALID",
			"trajectory.state STATE_NOT_FIRST"), func() error {
			_, err := r.trajectories.CreateTrajectory(r.counsellor(t), &debtcounsellingv1.CreateTrajectoryRequest{Trajectory: bad})
			return err
		})
	})
}

func TestClientHasOneRunningTrajectoryOfAKind(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aClient(t).GetId()
		first := r.aTrajectory(t, id)
		again := func() error {
			_, err := r.trajectories.CreateTrajectory(r.counsellor(t), &debtcounsellingv1.CreateTrajectoryRequest{Trajectory: helpFor(id)})
			return err
		}
		r.refuses(t, refusal{
			code: codes.AlreadyExists, reason: "TRAJECTORY_RUNNING", fields: []string{"trajectory.client_ids TRAJECTORY_RUNNING"},
		}, again)
		r.aTrajectory(t, id, func(t *debtcounsellingv1.Trajectory) {
			t.Kind = debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_LONG_TERM_GUIDANCE
		})
		for range 2 {
			r.aTrajectory(t, id, func(t *debtcounsellingv1.Trajectory) {
				t.Kind = debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_SOCIAL_LEGAL_ADVICE
			})
		}
		require.NoError(t, r.step(t, first.GetId(), exited, "2026-11-20"))
		next := r.aTrajectory(t, id, func(t *debtcounsellingv1.Trajectory) { t.ReportDate = "2026-11-26" })
		require.Equal(t, []string{first.GetId()}, next.GetEarlierTrajectoryIds(), "recidivism")
	})
}

func TestCrisisHasAShortTerm(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId(), func(t *debtcounsellingv1.Trajectory) {
			t.ReportDate, t.Crisis = "2026-11-20", true
			t.CrisisGround = debtcounsellingv1.CrisisGround_CRISIS_GROUND_EVICTION
		})
		answer, err := r.terms.ListTerms(r.counsellor(t), &debtcounsellingv1.ListTermsRequest{UntilDate: "2026-11-25"})
		require.NoError(t, err)
		require.Len(t, answer.GetTerms(), 1)
		require.Equal(t, tr.GetId(), answer.GetTerms()[0].GetTrajectoryId())
		require.True(t, answer.GetTerms()[0].GetOverdue(), "it was due yesterday")
	})
}

func TestTermIsToldOfBeforeItRunsOut(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.aTrajectory(t, r.aClient(t).GetId(), func(t *debtcounsellingv1.Trajectory) { t.ReportDate = "2026-11-26" })
		require.Empty(t, r.told(t, "term.due"))
		r.clock.Set(time.Date(2026, 12, 17, 6, 0, 0, 0, time.UTC)) // a week before Christmas Eve
		r.runTimers(t, "term")
		require.Len(t, r.told(t, "term.due"), 1)
	})
}

func TestRequestThatComesTwiceBeginsOneTrajectory(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		req := &debtcounsellingv1.CreateTrajectoryRequest{Trajectory: helpFor(r.aClient(t).GetId()), RequestId: ids.New()}
		first, err := r.trajectories.CreateTrajectory(r.counsellor(t), req)
		require.NoError(t, err)
		again, err := r.trajectories.CreateTrajectory(r.counsellor(t), req)
		require.NoError(t, err)
		requireProto(t, first, again)
		require.Len(t, r.rows(t, "trajectory"), 1)
	})
}

func TestImporterRecordsWhatEndedInEveryYear(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		client, err := r.clients.CreateClient(r.importing(t), &debtcounsellingv1.CreateClientRequest{Client: debtor()})
		require.NoError(t, err)
		tr := helpFor(client.GetId())
		tr.ReportDate, tr.State, tr.EndDate = "2020-03-01", exited, proto.String("2022-03-01")
		tr.ExitReason, tr.DebtFree = debtcounsellingv1.ExitReason_EXIT_REASON_COMPLETED, true
		answer, err := r.trajectories.BatchCreateTrajectories(r.importing(t), &debtcounsellingv1.BatchCreateTrajectoriesRequest{
			Requests: []*debtcounsellingv1.CreateTrajectoryRequest{{Trajectory: tr}},
		})
		require.NoError(t, err)
		require.Len(t, answer.GetTrajectories(), 1)
		require.Len(t, r.told(t, "trajectory-year.saved"), 3)
		require.Empty(t, r.rows(t, "term"))
		require.Empty(t, r.rows(t, "case_assignment"))
	})
}

func TestTrajectoryThatRunsCountsInTheNewYear(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.aTrajectory(t, r.aClient(t).GetId())
		require.Len(t, r.told(t, "trajectory-year.saved"), 1)
		require.NoError(t, r.deps.PlanNewYear(t.Context()))
		r.runTimers(t, "")
		require.Len(t, r.told(t, "trajectory-year.saved"), 1, "what was told is not told again")
		r.clock.Set(time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)) // half past midnight in Almere
		r.runTimers(t, "trajectory-years")
		require.Len(t, r.told(t, "trajectory-year.saved"), 2)
	})
}
