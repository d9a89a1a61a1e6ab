package api_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func TestGuidanceIsKeptAsGivenAndGoesItsWay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := r.aResident(t)
		g, err := r.registers(t, n.GetId())
		require.NoError(t, err)
		want := guidanceOf(n.GetId(), func(w *guided) {
			w.Id, w.Worker, w.Sender, w.State, w.StateDate = g.GetId(), workerSubject, workerSubject, 1, proto.String("2026-11-02")
			w.Etag, w.CreateTime, w.UpdateTime = "1", g.GetCreateTime(), g.GetUpdateTime()
		})
		requireProto(t, want, g)
		require.Empty(t, r.toldYears(t), "what has not started counts in no year")
		require.NoError(t, r.guides(t, g.GetId(), active, "2026-11-09"))
		require.Len(t, r.toldYears(t), 1)
		require.NoError(t, r.guides(t, g.GetId(), paused, "2026-11-10"))
		require.NoError(t, r.guides(t, g.GetId(), active, "2026-11-12"))
		require.Len(t, r.toldYears(t), 1, "a pause changes no figure")
		require.NoError(t, r.guides(t, g.GetId(), completed, "2026-11-20", func(s *guidedStep) {
			s.Destination = supportv1.GuidanceDestination_GUIDANCE_DESTINATION_PAID_WORK
		}))
		require.Len(t, r.toldYears(t), 2)
		got, err := r.guidance.GetGuidanceTrajectory(r.worker(t), &supportv1.GetGuidanceTrajectoryRequest{Id: g.GetId()})
		require.NoError(t, err)
		require.Equal(t, "2026-11-09", got.GetStartDate())
		require.Equal(t, completed, got.GetState())
		steps, err := r.guidance.ListGuidanceTrajectoryTransitions(r.worker(t), &supportv1.ListGuidanceTrajectoryTransitionsRequest{
			GuidanceTrajectoryId: g.GetId(), PageSize: 3,
		})
		require.NoError(t, err)
		require.Len(t, steps.GetTransitions(), 3)
		require.NotEmpty(t, steps.GetNextPageToken())
		_, err = r.registers(t, n.GetId())
		require.NoError(t, err, "another may begin once one has ended")
	})
}

func TestEveryRuleThatGuidanceBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		other := r.aQuestion(t, func(q *supportv1.Question) { q.ResidentId = r.aResident(t).GetId() })
		r.refuses(t, invalid("guidance_trajectory.resident_id RESIDENT_UNKNOWN", "guidance_trajectory.team TEAM_NOT_YOURS",
			"guidance_trajectory.question_id QUESTION_UNKNOWN", "guidance_trajectory.referrer_kind REFERRER_NOT_HERE",
			"guidance_trajectory.register_date DATE_IN_FUTURE", "guidance_trajectory.state STATE_NOT_FIRST"), func() error {
			_, err := r.registers(t, ids.New(), func(g *guided) {
				g.Team, g.QuestionId, g.Kind, g.RegisterDate, g.State = "buiten", other.GetId(), socialPrescription, "2026-11-27", active
			})
			return err
		})
		g := r.aGuidance(t)
		for name, tt := range map[string]struct {
			to   supportv1.GuidanceState
			date string
			step func(*guidedStep)
			want refusal
		}{
			"completed before it started": {completed, "2026-11-20", nil, refusal{code: codes.FailedPrecondition, reason: "TRANSITION_NOT_ALLOWED"}},
			"out without a reason":        {droppedOut, "2026-11-20", nil, invalid("transition.drop_out_reason DROP_OUT_REASON_MISSING")},
			"active before registered": {active, "2026-11-01", func(s *guidedStep) { s.DropOutReason, s.Destination = 1, 1 }, invalid(
				"transition.date BEFORE_LAST_TRANSITION", "transition.destination DESTINATION_UNEXPECTED",
				"transition.drop_out_reason DROP_OUT_REASON_UNEXPECTED")},
			"tomorrow": {active, "2026-11-27", nil, invalid("transition.date DATE_IN_FUTURE")},
			"no date":  {active, "2026-02-30", nil, invalid("transition.date DATE_INVALID")},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, tt.want, func() error {
					if tt.step == nil {
						return r.guides(t, g.GetId(), tt.to, tt.date)
					}
					return r.guides(t, g.GetId(), tt.to, tt.date, tt.step)
				})
			})
		}
		require.NoError(t, r.guides(t, g.GetId(), active, "2026-11-09"))
		r.refuses(t, invalid("transition.destination DESTINATION_MISSING"), func() error {
			return r.guides(t, g.GetId(), completed, "2026-11-20")
		})
	})
}

func TestResidentHasOneRunningTrajectoryOfAKind(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		g := r.aGuidance(t)
		r.refuses(t, refusal{
			codes.AlreadyExists, "TRAJECTORY_RUNNING", []string{"guidance_trajectory.resident_id TRAJECTORY_RUNNING"},
		}, func() error {
			_, err := r.registers(t, g.GetResidentId())
			return err
		})
		_, err := r.registers(t, g.GetResidentId(), func(g *guided) {
			g.Kind, g.ReferrerKind = socialPrescription, supportv1.AskerKind_ASKER_KIND_GP
		})
		require.NoError(t, err, "one of another kind may run beside it")
	})
}

func TestGuidanceOfOthersIsRefusedAsOneThatIsNotThere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		g := r.aGuidance(t, func(g *guided) { g.Worker = "boukje" })
		goal := r.aGoal(t, g.GetId())
		stranger := r.workerOf(t, "carla", "stad")
		for _, id := range []string{g.GetId(), ids.New()} {
			goalID := goal.GetId()
			if id != g.GetId() {
				goalID = id
			}
			for method, call := range guidanceCalls(r, id, goalID) {
				t.Run(method, func(t *testing.T) { r.refuses(t, notYourTrajectory(), func() error { return call(stranger) }) })
			}
		}
		for _, ctx := range []context.Context{r.workerOf(t, "boukje", "stad"), r.workerOf(t, "dirk", "stad", "haven")} {
			answer, err := r.guidance.ListGuidanceTrajectories(ctx, &supportv1.ListGuidanceTrajectoriesRequest{})
			require.NoError(t, err)
			require.Len(t, answer.GetGuidanceTrajectories(), 1)
			_, err = r.guidance.GetGuidanceTrajectory(ctx, &supportv1.GetGuidanceTrajectoryRequest{Id: g.GetId()})
			require.NoError(t, err)
		}
		answer, err := r.guidance.ListGuidanceTrajectories(stranger, &supportv1.ListGuidanceTrajectoriesRequest{})
		require.NoError(t, err)
		require.Empty(t, answer.GetGuidanceTrajectories())
		var refused int
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(),
			"SELECT COUNT(*) FROM audit_log WHERE result = 'refused' AND reason = 'TRAJECTORY_NOT_YOURS' AND actor = 'carla'").Scan(&refused))
		require.Equal(t, 2*len(guidanceCalls(r, "", "")), refused)
	})
}

// guidanceCalls answers a call of each method on one trajectory, that is right but for whose it is.
func guidanceCalls(r *rig, id, goalID string) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"get": func(ctx context.Context) error {
			_, err := r.guidance.GetGuidanceTrajectory(ctx, &supportv1.GetGuidanceTrajectoryRequest{Id: id})
			return err
		},
		"step": func(ctx context.Context) error {
			_, err := r.guidance.CreateGuidanceTrajectoryTransition(ctx, &supportv1.CreateGuidanceTrajectoryTransitionRequest{
				GuidanceTrajectoryId: id, Transition: &guidedStep{To: active, Date: "2026-11-09"},
			})
			return err
		},
		"steps": func(ctx context.Context) error {
			_, err := r.guidance.ListGuidanceTrajectoryTransitions(ctx,
				&supportv1.ListGuidanceTrajectoryTransitionsRequest{GuidanceTrajectoryId: id})
			return err
		},
		"goal": func(ctx context.Context) error {
			_, err := r.goals.CreateGuidanceGoal(ctx, &supportv1.CreateGuidanceGoalRequest{
				GuidanceTrajectoryId: id, Goal: &supportv1.GuidanceGoal{LifeDomain: 1, Text: "x", Date: "2026-11-10"},
			})
			return err
		},
		"goals": func(ctx context.Context) error {
			_, err := r.goals.ListGuidanceGoals(ctx, &supportv1.ListGuidanceGoalsRequest{GuidanceTrajectoryId: id})
			return err
		},
		"outcome": func(ctx context.Context) error {
			_, err := r.goals.CreateGuidanceGoalOutcome(ctx, &supportv1.CreateGuidanceGoalOutcomeRequest{
				GuidanceGoalId: goalID, Outcome: &supportv1.GuidanceGoalOutcome{Result: 1, Date: "2026-11-20"},
			})
			return err
		},
		"contact": func(ctx context.Context) error {
			_, err := r.contacts.CreateGuidanceContact(ctx, aContact(id, "2026-11-10", 1))
			return err
		},
		"contacts": func(ctx context.Context) error {
			_, err := r.contacts.ListGuidanceContacts(ctx, &supportv1.ListGuidanceContactsRequest{GuidanceTrajectoryId: id})
			return err
		},
		"measure": func(ctx context.Context) error {
			_, err := r.measures.CreateOutcomeMeasure(ctx, &supportv1.CreateOutcomeMeasureRequest{
				GuidanceTrajectoryId: id, OutcomeMeasure: matrix(1, "2026-11-10", 3),
			})
			return err
		},
		"measures": func(ctx context.Context) error {
			_, err := r.measures.ListOutcomeMeasures(ctx, &supportv1.ListOutcomeMeasuresRequest{GuidanceTrajectoryId: id})
			return err
		},
		"radar": func(ctx context.Context) error {
			_, err := r.measures.GetOutcomeRadar(ctx, &supportv1.GetOutcomeRadarRequest{GuidanceTrajectoryId: id, Instrument: 1})
			return err
		},
	}
}

func TestGuidanceThatRunsCountsInTheNewYear(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		g := r.aGuidance(t)
		r.aGuidance(t)
		require.NoError(t, r.guides(t, g.GetId(), active, "2026-11-09"))
		require.NoError(t, r.deps.PlanNewYear(t.Context()))
		r.runTimers(t, "")
		require.Len(t, r.toldYears(t), 1, "what was told is not told again")
		r.clock.Set(time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)) // half past midnight in Almere
		r.runTimers(t, "guidance-years")
		require.Len(t, r.toldYears(t), 2, "what only was registered does not count")
	})
}

func TestYearsAreToldAnewWhereAResidentIsChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		g := r.aGuidance(t)
		require.NoError(t, r.guides(t, g.GetId(), active, "2026-11-09"))
		for _, change := range []*supportv1.Resident{
			{Id: g.GetResidentId(), BirthDate: proto.String("1960-05-06")}, {Id: g.GetResidentId(), Telephone: "036 1234567"},
		} {
			_, err := r.residents.UpdateResident(r.worker(t), &supportv1.UpdateResidentRequest{Resident: change})
			require.NoError(t, err)
			require.Len(t, r.toldYears(t), 2)
		}
	})
}

func TestImporterRecordsWhatWasAndOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := r.aResident(t)
		request := &supportv1.BatchCreateGuidanceTrajectoriesRequest{Requests: []*supportv1.CreateGuidanceTrajectoryRequest{
			{RequestId: ids.New(), GuidanceTrajectory: guidanceOf(n.GetId(), func(g *guided) {
				g.RegisterDate, g.StartDate, g.State, g.StateDate = "2020-03-01", proto.String("2020-04-01"), completed, proto.String("2022-06-30")
				g.Destination = supportv1.GuidanceDestination_GUIDANCE_DESTINATION_EDUCATION
			})},
			{RequestId: ids.New(), GuidanceTrajectory: guidanceOf(n.GetId(), func(g *guided) {
				g.RegisterDate, g.State, g.DropOutReason = "2022-08-01", droppedOut, 1
			})},
		}}
		first, err := r.guidance.BatchCreateGuidanceTrajectories(r.importing(t), request)
		require.NoError(t, err)
		require.Len(t, r.toldYears(t), 3, "who never started counts in no year")
		before := r.rows(t, "guidance_trajectory")
		again, err := r.guidance.BatchCreateGuidanceTrajectories(r.importing(t), request)
		require.NoError(t, err)
		requireProto(t, first, again)
		require.Equal(t, before, r.rows(t, "guidance_trajectory"))
		r.refuses(t, invalid("requests[0].guidance_trajectory.start_date START_DATE_MISSING",
			"requests[0].guidance_trajectory.destination DESTINATION_MISSING"), func() error {
			_, err := r.guidance.BatchCreateGuidanceTrajectories(r.importing(t), &supportv1.BatchCreateGuidanceTrajectoriesRequest{
				Requests: []*supportv1.CreateGuidanceTrajectoryRequest{
					{GuidanceTrajectory: guidanceOf(n.GetId(), func(g *guided) { g.State = completed })},
				},
			})
			return err
		})
	})
}
