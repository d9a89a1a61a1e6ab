package api_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func (r *rig) stepEngagement(
	t testing.TB, id string, to volunteersv1.EngagementState, on, why string,
) (*volunteersv1.EngagementTransition, error) {
	t.Helper()
	return r.engagements.CreateEngagementTransition(r.coordinator(t), &volunteersv1.CreateEngagementTransitionRequest{
		EngagementId: id, Transition: &volunteersv1.EngagementTransition{To: to, Date: on, Reason: why},
	})
}

func TestStepsOfARelationAreKeptInTheirOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		e, err := r.createEngagement(t, engagement(r.aPerson(t).ID))
		require.NoError(t, err)
		var want []*volunteersv1.EngagementTransition
		from := inIntake
		days := []string{"2022-06-01", "2022-06-08", "2022-06-08", "2022-06-09", "2022-06-15"}
		for i, to := range []volunteersv1.EngagementState{inScreening, isActive, isPaused, isActive, hasLeft} {
			on := days[i]
			step, err := r.stepEngagement(t, e.GetId(), to, on, "verhuisd")
			require.NoError(t, err)
			require.Equal(t, from, step.GetFrom())
			require.Equal(t, to, step.GetTo())
			require.Equal(t, e.GetId(), step.GetEngagementId())
			after := r.getEngagement(t, e.GetId())
			require.Equal(t, to, after.GetState())
			require.Equal(t, on, after.GetStateDate())
			want, from = append(want, step), to
		}
		require.Equal(t, "6", r.getEngagement(t, e.GetId()).GetEtag())
		req := &volunteersv1.ListEngagementTransitionsRequest{EngagementId: e.GetId(), PageSize: 2}
		for i := 0; i < len(want); {
			page, err := r.engagements.ListEngagementTransitions(r.coordinator(t), req)
			require.NoError(t, err)
			for _, step := range page.GetTransitions() {
				requireProto(t, want[i], step)
				i++
			}
			req.PageToken = page.GetNextPageToken()
			require.Equal(t, i == len(want), req.GetPageToken() == "")
		}
		_, err = r.engagements.ListEngagementTransitions(r.coordinator(t), &volunteersv1.ListEngagementTransitionsRequest{EngagementId: ids.New()})
		gone("ENGAGEMENT_NOT_FOUND").require(t, err)
	})
}

func TestEveryRuleThatAStepBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		e := r.anEngagement(t, r.aPerson(t).ID)
		for name, tt := range map[string]struct {
			on   string
			want refusal
		}{
			"before the last": {"2021-01-31", invalid("transition.date BEFORE_LAST_TRANSITION", "transition.reason REASON_MISSING")},
			"in the future":   {"2022-06-16", invalid("transition.date DATE_IN_FUTURE", "transition.reason REASON_MISSING")},
			"no date":         {"2022-02-30", invalid("transition.date DATE_INVALID", "transition.reason REASON_MISSING")},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, tt.want, func() error { _, err := r.stepEngagement(t, e.ID, hasLeft, tt.on, " "); return err })
			})
		}
		r.refuses(t, gone("ENGAGEMENT_NOT_FOUND"), func() error {
			_, err := r.stepEngagement(t, ids.New(), isPaused, "2022-06-01", "")
			return err
		})
	})
}

func TestStepThatIsNotInTheTableSaysWhichAre(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		e, err := r.createEngagement(t, engagement(r.aPerson(t).ID))
		require.NoError(t, err)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "TRANSITION_NOT_ALLOWED"}, func() error {
			_, err := r.stepEngagement(t, e.GetId(), isActive, "2022-06-14", "")
			require.Equal(t, "screening,left", fault.FromStatus(status.Convert(err)).Meta["allowed"])
			return err
		})
	})
}

func TestWhoStillHasWorkDoesNotLeave(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		e := r.anEngagement(t, r.aPerson(t).ID)
		programme := r.aProgramme(t)
		var running []string
		for _, state := range []domain.AssignmentState{domain.Working, domain.Proposed} {
			running = append(running, r.anAssignment(t, e.ID, r.aRole(t, programme).ID, func(a *domain.Assignment) { a.State = state }).ID)
		}
		r.anAssignment(t, e.ID, r.aRole(t, programme).ID, func(a *domain.Assignment) { a.State = domain.Declined })
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "ASSIGNMENTS_ACTIVE"}, func() error {
			_, err := r.stepEngagement(t, e.ID, hasLeft, "2022-06-14", "verhuisd")
			require.Equal(t, strings.Join(running, ","), fault.FromStatus(status.Convert(err)).Meta["assignments"])
			return err
		})
		_, err := r.stepEngagement(t, e.ID, isPaused, "2022-06-14", "")
		require.NoError(t, err, "a pause keeps the work")
		idle := r.anEngagement(t, r.aPerson(t).ID)
		_, err = r.stepEngagement(t, idle.ID, hasLeft, "2022-06-14", "verhuisd")
		require.NoError(t, err)
	})
}

func TestStepOfWhatWasNotReadIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		e := r.anEngagement(t, r.aPerson(t).ID)
		req := &volunteersv1.CreateEngagementTransitionRequest{
			EngagementId: e.ID, Etag: "1", RequestId: ids.New(),
			Transition: &volunteersv1.EngagementTransition{To: isPaused, Date: "2022-06-01"},
		}
		first, err := r.engagements.CreateEngagementTransition(r.coordinator(t), req)
		require.NoError(t, err)
		second, err := r.engagements.CreateEngagementTransition(r.coordinator(t), req)
		require.NoError(t, err, "a second delivery is no second step")
		requireProto(t, first, second)
		require.Len(t, r.rows(t, "engagement_transition"), 1)
		req.RequestId = ids.New()
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, func() error {
			_, err := r.engagements.CreateEngagementTransition(r.coordinator(t), req)
			return err
		})
	})
}

func TestManyWhoTakeOneStepTakeItOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		e := r.anEngagement(t, r.aPerson(t).ID)
		taken := 0
		for _, err := range together(8, func(int) error { _, err := r.stepEngagement(t, e.ID, hasLeft, "2022-06-14", "verhuisd"); return err }) {
			if err == nil {
				taken++
				continue
			}
			refusal{code: codes.FailedPrecondition, reason: "TRANSITION_NOT_ALLOWED"}.require(t, err)
		}
		require.Equal(t, 1, taken)
		require.Len(t, r.rows(t, "engagement_transition"), 1)
	})
}
