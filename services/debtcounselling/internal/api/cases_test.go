package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// sees says whether a caller sees a trajectory.
func (r *rig) sees(t testing.TB, ctx context.Context, id string) bool {
	t.Helper()
	_, err := r.trajectories.GetTrajectory(ctx, &debtcounsellingv1.GetTrajectoryRequest{Id: id})
	if err != nil {
		notYours().require(t, err)
	}
	return err == nil
}

// assign assigns somebody to a trajectory, as a supervisor does.
func (r *rig) assign(t testing.TB, id string, a *debtcounsellingv1.CaseAssignment) (*debtcounsellingv1.CaseAssignment, error) {
	t.Helper()
	return r.assignments.CreateCaseAssignment(r.supervisor(t), &debtcounsellingv1.CreateCaseAssignmentRequest{
		TrajectoryId: id, CaseAssignment: a,
	})
}

func TestCaseIsSeenByItsCounsellorASupervisorAndWhoStandsIn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		other := r.caller(t, "other", "debt.counsellor")
		require.True(t, r.sees(t, r.counsellor(t), id))
		require.True(t, r.sees(t, r.supervisor(t), id))
		require.False(t, r.sees(t, other, id))
		standIn, err := r.assign(t, id, &debtcounsellingv1.CaseAssignment{
			Counsellor: "other", Role: debtcounsellingv1.CaseRole_CASE_ROLE_STAND_IN, StartDate: "2026-11-26",
			EndDate: proto.String("2026-12-01"),
		})
		require.NoError(t, err)
		require.True(t, r.sees(t, other, id))
		require.True(t, r.sees(t, r.counsellor(t), id), "besides")
		request := &debtcounsellingv1.CreateCaseAssignmentEndingRequest{
			CaseAssignmentId: standIn.GetId(), RequestId: ids.New(),
		}
		ended, err := r.assignments.CreateCaseAssignmentEnding(r.supervisor(t), request)
		require.NoError(t, err)
		require.False(t, r.sees(t, other, id))
		again, err := r.assignments.CreateCaseAssignmentEnding(r.supervisor(t), request)
		require.NoError(t, err, "a second delivery of the request")
		require.True(t, proto.Equal(ended, again))
		_, err = r.assignments.CreateCaseAssignmentEnding(r.supervisor(t), &debtcounsellingv1.CreateCaseAssignmentEndingRequest{
			CaseAssignmentId: standIn.GetId(),
		})
		refusal{code: codes.FailedPrecondition, reason: "CASE_ASSIGNMENT_ENDED"}.require(t, err)
	})
}

func TestNewCounsellorTakesThePlaceOfTheOneBefore(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		_, err := r.assign(t, id, &debtcounsellingv1.CaseAssignment{
			Counsellor: "other", Role: debtcounsellingv1.CaseRole_CASE_ROLE_COUNSELLOR, StartDate: "2026-11-26",
		})
		require.NoError(t, err)
		require.True(t, r.sees(t, r.caller(t, "other", "debt.counsellor"), id))
		require.False(t, r.sees(t, r.counsellor(t), id))
		list, err := r.assignments.ListCaseAssignments(r.supervisor(t), &debtcounsellingv1.ListCaseAssignmentsRequest{TrajectoryId: id})
		require.NoError(t, err)
		require.Len(t, list.GetCaseAssignments(), 2, "who had it stays known")
	})
}

func TestListsOfACounsellorAndOfAClientHaveTheirsAloneInAnyState(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		var clients, list []string
		for range 3 {
			c := r.aClient(t).GetId()
			clients, list = append(clients, c), append(list, r.aTrajectory(t, c).GetId())
		}
		_, err := r.assign(t, list[2], &debtcounsellingv1.CaseAssignment{
			Counsellor: "other", Role: debtcounsellingv1.CaseRole_CASE_ROLE_COUNSELLOR, StartDate: "2026-11-26",
		})
		require.NoError(t, err)
		require.NoError(t, r.step(t, list[0], exited, "2026-11-20"))

		trajectories := func(caller context.Context, req *debtcounsellingv1.ListTrajectoriesRequest) (ids []string) {
			req.PageSize = 1
			for _, page := range servicetest.Pages(t, func(token string) (*debtcounsellingv1.ListTrajectoriesResponse, error) {
				req.PageToken = token
				return r.trajectories.ListTrajectories(caller, req)
			}) {
				for _, one := range page.GetTrajectories() {
					ids = append(ids, one.GetId())
				}
			}
			return ids
		}
		require.Equal(t, list[:2], trajectories(r.counsellor(t), &debtcounsellingv1.ListTrajectoriesRequest{}))
		require.Equal(t, list[1:2], trajectories(r.counsellor(t), &debtcounsellingv1.ListTrajectoriesRequest{Running: true}))
		require.Equal(t, list[:1], trajectories(r.counsellor(t), &debtcounsellingv1.ListTrajectoriesRequest{ClientId: clients[0]}))
		require.Empty(t, trajectories(r.counsellor(t), &debtcounsellingv1.ListTrajectoriesRequest{ClientId: clients[2]}))
		require.Equal(t, list, trajectories(r.supervisor(t), &debtcounsellingv1.ListTrajectoriesRequest{}))
		require.Equal(t, list[2:], trajectories(r.supervisor(t), &debtcounsellingv1.ListTrajectoriesRequest{ClientId: clients[2]}))
		require.Empty(t, trajectories(r.supervisor(t), &debtcounsellingv1.ListTrajectoriesRequest{ClientId: clients[0], Running: true}))
		require.Equal(t, list[2:], trajectories(r.supervisor(t), &debtcounsellingv1.ListTrajectoriesRequest{Counsellor: "other"}))

		terms := func(caller context.Context, req *debtcounsellingv1.ListTermsRequest) map[string]bool {
			of, last := map[string]bool{}, ""
			req.PageSize = 1
			for _, page := range servicetest.Pages(t, func(token string) (*debtcounsellingv1.ListTermsResponse, error) {
				req.PageToken = token
				return r.terms.ListTerms(caller, req)
			}) {
				for _, one := range page.GetTerms() {
					of[one.GetTrajectoryId()] = true
					require.LessOrEqual(t, last, one.GetDueDate())
					last = one.GetDueDate()
				}
			}
			return of
		}
		require.Equal(t, map[string]bool{list[0]: true, list[1]: true}, terms(r.counsellor(t), &debtcounsellingv1.ListTermsRequest{}))
		require.Equal(t, map[string]bool{list[0]: true}, terms(r.counsellor(t), &debtcounsellingv1.ListTermsRequest{
			State: debtcounsellingv1.TermState_TERM_STATE_VOID,
		}))
		require.Equal(t, map[string]bool{list[0]: true, list[1]: true, list[2]: true},
			terms(r.supervisor(t), &debtcounsellingv1.ListTermsRequest{}))
		require.Equal(t, map[string]bool{list[2]: true}, terms(r.supervisor(t), &debtcounsellingv1.ListTermsRequest{Counsellor: "other"}))
	})
}

func TestEveryRuleThatAnAssignmentBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		r.refuses(t, invalid("case_assignment.end_date END_DATE_MISSING", "case_assignment.start_date DATE_INVALID"), func() error {
			_, err := r.assign(t, id, &debtcounsellingv1.CaseAssignment{
				Counsellor: "other", Role: debtcounsellingv1.CaseRole_CASE_ROLE_STAND_IN, StartDate: "2026-02-30",
			})
			return err
		})
		r.refuses(t, refusal{code: codes.NotFound, reason: "TRAJECTORY_NOT_FOUND"}, func() error {
			_, err := r.assign(t, ids.New(), &debtcounsellingv1.CaseAssignment{
				Counsellor: "other", Role: debtcounsellingv1.CaseRole_CASE_ROLE_COUNSELLOR, StartDate: "2026-11-26",
			})
			return err
		})
	})
}

func TestCaseOfSomebodyElseIsRefusedEverywhereAndAudited(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id, absent := r.aTrajectory(t, r.aClient(t).GetId()).GetId(), ids.New()
		other := r.caller(t, "other", "debt.counsellor")
		calls := map[string]func(id string) error{
			"GetTrajectory": func(id string) error {
				_, err := r.trajectories.GetTrajectory(other, &debtcounsellingv1.GetTrajectoryRequest{Id: id})
				return err
			},
			"CreateTrajectoryTransition": func(id string) error {
				_, err := r.trajectories.CreateTrajectoryTransition(other, &debtcounsellingv1.CreateTrajectoryTransitionRequest{
					TrajectoryId: id, Transition: &debtcounsellingv1.TrajectoryTransition{To: appointed, Date: "2026-11-30"},
				})
				return err
			},
			"ListTrajectoryTransitions": func(id string) error {
				_, err := r.trajectories.ListTrajectoryTransitions(other, &debtcounsellingv1.ListTrajectoryTransitionsRequest{TrajectoryId: id})
				return err
			},
			"GetTrajectoryStatus": func(id string) error {
				_, err := r.trajectories.GetTrajectoryStatus(other, &debtcounsellingv1.GetTrajectoryStatusRequest{TrajectoryId: id})
				return err
			},
			"CreateDecision": func(id string) error {
				_, err := r.decisions.CreateDecision(other, &debtcounsellingv1.CreateDecisionRequest{
					TrajectoryId: id, Decision: &debtcounsellingv1.Decision{Kind: admission, Date: "2026-11-26"},
				})
				return err
			},
			"ListDecisions": func(id string) error {
				_, err := r.decisions.ListDecisions(other, &debtcounsellingv1.ListDecisionsRequest{TrajectoryId: id})
				return err
			},
			"ListTerms": func(id string) error {
				_, err := r.terms.ListTerms(other, &debtcounsellingv1.ListTermsRequest{TrajectoryId: id})
				return err
			},
			"ListCaseAssignments": func(id string) error {
				_, err := r.assignments.ListCaseAssignments(other, &debtcounsellingv1.ListCaseAssignmentsRequest{TrajectoryId: id})
				return err
			},
		}
		for name, call := range calls {
			for _, one := range []string{id, absent} {
				r.refuses(t, notYours(), func() error { return call(one) })
			}
			require.NotEmpty(t, r.refusals(t), name)
		}
		require.Len(t, r.refusals(t), 2*len(calls))
		list, err := r.trajectories.ListTrajectories(other, &debtcounsellingv1.ListTrajectoriesRequest{Counsellor: counsellorSubject})
		require.NoError(t, err)
		require.Empty(t, list.GetTrajectories(), "a counsellor lists the own ones, whomever is asked for")
		terms, err := r.terms.ListTerms(other, &debtcounsellingv1.ListTermsRequest{Counsellor: counsellorSubject})
		require.NoError(t, err)
		require.Empty(t, terms.GetTerms())
	})
}

func TestNeighbourhoodTeamSeesTheStatusOfWhatItReferredAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		referred := r.aTrajectory(t, r.aClient(t).GetId(), func(t *debtcounsellingv1.Trajectory) { t.Referrer = "wijkteam-haven" })
		other := r.aTrajectory(t, r.aClient(t).GetId())
		team := r.caller(t, "wijkteam-haven", "wijkteam")
		status, err := r.trajectories.GetTrajectoryStatus(team, &debtcounsellingv1.GetTrajectoryStatusRequest{TrajectoryId: referred.GetId()})
		require.NoError(t, err)
		requireProto(t, &debtcounsellingv1.TrajectoryStatus{
			TrajectoryId: referred.GetId(), State: referred.GetState(), StateDate: "2026-11-02",
		}, status)
		for _, id := range []string{other.GetId(), ids.New()} {
			_, err = r.trajectories.GetTrajectoryStatus(team, &debtcounsellingv1.GetTrajectoryStatusRequest{TrajectoryId: id})
			notYours().require(t, err)
		}
		_, err = r.trajectories.GetTrajectory(team, &debtcounsellingv1.GetTrajectoryRequest{Id: referred.GetId()})
		refusal{code: codes.PermissionDenied, reason: "ROLE_MISSING"}.require(t, err)
	})
}
