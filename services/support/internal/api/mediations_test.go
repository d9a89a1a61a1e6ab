package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func TestMediationIsKeptAsGiven(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		given := quarrel(between(r.aResident(t).GetId(), r.aResident(t).GetId()))
		added, err := r.mediations.CreateMediation(r.worker(t), &supportv1.CreateMediationRequest{Mediation: given})
		require.NoError(t, err)
		want := given
		want.Id, want.Etag, want.CreateTime, want.UpdateTime = added.GetId(), "1", added.GetCreateTime(), added.GetUpdateTime()
		want.State, want.StateDate, want.LeadDays = mRegistered, proto.String("2026-11-16"), 10
		requireProto(t, want, added)
		requireProto(t, want, r.readMediation(t, added.GetId()))
	})
}

func TestEveryRuleThatAMediationBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := r.aResident(t).GetId()
		for name, tt := range map[string]struct {
			change func(*supportv1.Mediation)
			broken []string
		}{
			"dates, place, parties": {func(m *supportv1.Mediation) {
				m.RegisterDate, m.WijkYear, m.Team = "2026-11-27", 1950, "elsewhere"
				m.Parties = []*supportv1.MediationParty{{Role: complainant, ResidentId: n}, {Role: complainant, ResidentId: n}}
			}, []string{"register_date DATE_IN_FUTURE", "wijk_code WIJK_UNKNOWN", "team TEAM_NOT_YOURS", "parties OTHER_PARTY_MISSING", "parties RESIDENT_TWICE"}},
			"nobody complains": {func(m *supportv1.Mediation) {
				m.RegisterDate, m.Parties[0] = "2026-02-30", &supportv1.MediationParty{Role: otherParty, ResidentId: ids.New()}
			}, []string{"register_date DATE_INVALID", "parties COMPLAINANT_MISSING", "parties RESIDENT_UNKNOWN"}},
			"a worker does not begin at the end": {over(resolved), []string{"state STATE_NOT_FIRST"}},
			"what is registered has no outcome": {func(m *supportv1.Mediation) {
				m.StateDate, m.Outcome = proto.String("2026-11-20"), resolved
			}, []string{"state_date STATE_DATE_UNEXPECTED", "outcome OUTCOME_UNEXPECTED"}},
		} {
			t.Run(name, func(t *testing.T) {
				for i := range tt.broken {
					tt.broken[i] = "mediation." + tt.broken[i]
				}
				r.refuses(t, invalid(tt.broken...), func() error {
					_, err := r.mediations.CreateMediation(r.worker(t), &supportv1.CreateMediationRequest{Mediation: quarrel(tt.change)})
					return err
				})
			})
		}
	})
}

func TestImporterRecordsClosedMediationsAllOrNone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		batch := func(list ...*supportv1.Mediation) (*supportv1.BatchCreateMediationsResponse, error) {
			req := &supportv1.BatchCreateMediationsRequest{}
			for _, m := range list {
				req.Requests = append(req.Requests, &supportv1.CreateMediationRequest{Mediation: m, RequestId: ids.New()})
			}
			return r.mediations.BatchCreateMediations(r.importing(t), req)
		}
		elsewhere := func(m *supportv1.Mediation) { m.Team = "elsewhere" }
		early := func(m *supportv1.Mediation) { m.StateDate = proto.String("2026-11-15") }
		late := func(m *supportv1.Mediation) { m.StateDate, m.Outcome = proto.String("2026-11-27"), 0 }
		undated := func(m *supportv1.Mediation) { m.StateDate = nil }
		half := func(m *supportv1.Mediation) { m.State = mIntake }
		r.refuses(t, invalid("requests[1].mediation.state_date LAST_BEFORE_FIRST", "requests[2].mediation.state_date DATE_IN_FUTURE",
			"requests[2].mediation.outcome OUTCOME_MISSING", "requests[3].mediation.state_date STATE_DATE_MISSING",
			"requests[4].mediation.state STATE_NOT_FIRST"), func() error {
			_, err := batch(quarrel(over(resolved)), quarrel(over(resolved), early), quarrel(over(resolved), late),
				quarrel(over(resolved), undated), quarrel(half))
			return err
		})
		answer, err := batch(quarrel(over(resolved), elsewhere), quarrel(over(advised), elsewhere))
		require.NoError(t, err)
		require.True(t, answer.GetMediations()[0].GetSuccessful())
		require.False(t, answer.GetMediations()[1].GetSuccessful())
		require.EqualValues(t, 4, answer.GetMediations()[0].GetLeadDays())
	})
}

func TestSecondDeliveryOfAMediationAddsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		req := &supportv1.CreateMediationRequest{Mediation: quarrel(), RequestId: ids.New()}
		first, err := r.mediations.CreateMediation(r.worker(t), req)
		require.NoError(t, err)
		require.NoError(t, r.mediates(t, first.GetId(), mIntake))
		again, err := r.mediations.CreateMediation(r.worker(t), req)
		require.NoError(t, err)
		requireProto(t, r.readMediation(t, first.GetId()), again)
		require.Len(t, r.state(t)["mediation"], 1)
		req.Mediation.Summary = "Anders."
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.mediations.CreateMediation(r.worker(t), req)
			return err
		})
	})
}

func TestMediationOfAnotherTeamIsAsOneThatIsNotThere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aMediation(t).GetId()
		a, err := r.assigns(t, id, firstVolunteer, "2026-11-26")
		require.NoError(t, err)
		ctx := r.workerOf(t, "els", "stad", "haven,stad")
		before := len(r.refusals(t))
		for method, call := range mediationCalls(r, ctx, id, a.GetId()) {
			r.refuses(t, mediationNotYours(), call)
			require.Equal(t, []string{"els " + method + " mediation/" + id}, r.refusals(t)[before:])
			before++
		}
		absent := ids.New()
		for method, call := range mediationCalls(r, ctx, absent, absent) {
			r.refuses(t, mediationNotYours(), call)
			object := "mediation/" + absent
			if method == "CreateMediatorAssignmentEnding" {
				object = "mediator-assignment/" + absent
			}
			require.Equal(t, []string{"els " + method + " " + object}, r.refusals(t)[before:])
			before++
		}
		list, err := r.mediations.ListMediations(ctx, &supportv1.ListMediationsRequest{})
		require.NoError(t, err)
		require.Empty(t, list.GetMediations())
	})
}

// mediationCalls answers a call of every method on one mediation, by its name.
func mediationCalls(r *rig, ctx context.Context, id, assignmentID string) map[string]func() error {
	return map[string]func() error{
		"GetMediation": func() error {
			_, err := r.mediations.GetMediation(ctx, &supportv1.GetMediationRequest{Id: id})
			return err
		},
		"CreateMediationTransition": func() error {
			_, err := r.mediations.CreateMediationTransition(ctx, &supportv1.CreateMediationTransitionRequest{
				MediationId: id, Transition: &supportv1.MediationTransition{To: mIntake, Date: "2026-11-26"},
			})
			return err
		},
		"ListMediationTransitions": func() error {
			_, err := r.mediations.ListMediationTransitions(ctx, &supportv1.ListMediationTransitionsRequest{MediationId: id})
			return err
		},
		"CreateMediatorAssignment": func() error {
			_, err := r.mediations.CreateMediatorAssignment(ctx, &supportv1.CreateMediatorAssignmentRequest{
				MediationId:        id,
				MediatorAssignment: &supportv1.MediatorAssignment{VolunteerId: secondVolunteer, StartDate: "2026-11-26"},
			})
			return err
		},
		"ListMediatorAssignments": func() error {
			_, err := r.mediations.ListMediatorAssignments(ctx, &supportv1.ListMediatorAssignmentsRequest{MediationId: id})
			return err
		},
		"CreateMediatorAssignmentEnding": func() error {
			_, err := r.mediations.CreateMediatorAssignmentEnding(ctx, &supportv1.CreateMediatorAssignmentEndingRequest{
				MediatorAssignmentId: assignmentID, Date: "2026-11-26",
			})
			return err
		},
		"CreateReferrerFeedback": func() error {
			_, err := r.mediations.CreateReferrerFeedback(ctx, &supportv1.CreateReferrerFeedbackRequest{
				MediationId: id, ReferrerFeedback: told("2026-11-26"),
			})
			return err
		},
		"ListReferrerFeedback": func() error {
			_, err := r.mediations.ListReferrerFeedback(ctx, &supportv1.ListReferrerFeedbackRequest{MediationId: id})
			return err
		},
	}
}

func TestMediationsAreFoundByWhatIsAsked(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := r.aResident(t).GetId()
		open := r.aMediation(t, between(n)).GetId()
		young := r.aMediation(t, func(m *supportv1.Mediation) { m.RegisterDate = "2026-11-17" }).GetId()
		alone := r.aClosedMediation(t, advised, func(m *supportv1.Mediation) { m.ReferrerKind = self }).GetId()
		untold := r.aClosedMediation(t, resolved).GetId()
		known := r.aClosedMediation(t, resolved).GetId()
		_, err := r.mediations.CreateReferrerFeedback(r.worker(t), &supportv1.CreateReferrerFeedbackRequest{
			MediationId: known, ReferrerFeedback: told("2026-11-26"),
		})
		require.NoError(t, err)
		for name, tt := range map[string]struct {
			req  *supportv1.ListMediationsRequest
			want []string
		}{
			"all":              {&supportv1.ListMediationsRequest{}, []string{open, young, alone, untold, known}},
			"state":            {&supportv1.ListMediationsRequest{State: mRegistered}, []string{open, young}},
			"team":             {&supportv1.ListMediationsRequest{Team: "stad"}, nil},
			"referrer":         {&supportv1.ListMediationsRequest{ReferrerKind: self}, []string{alone}},
			"resident":         {&supportv1.ListMediationsRequest{ResidentId: n}, []string{open}},
			"open for longer":  {&supportv1.ListMediationsRequest{OpenMoreThanDays: 9}, []string{open}},
			"open for no more": {&supportv1.ListMediationsRequest{OpenMoreThanDays: 10}, nil},
			"no feedback":      {&supportv1.ListMediationsRequest{FeedbackMissing: true}, []string{untold}},
		} {
			t.Run(name, func(t *testing.T) {
				tt.req.PageSize = 2
				var got []string
				for {
					answer, err := r.mediations.ListMediations(r.worker(t), tt.req)
					require.NoError(t, err)
					for _, m := range answer.GetMediations() {
						got = append(got, m.GetId())
					}
					if tt.req.PageToken = answer.GetNextPageToken(); tt.req.GetPageToken() == "" {
						break
					}
				}
				require.Equal(t, tt.want, got)
			})
		}
	})
}
