package api_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

func TestAssignmentGoesFromProposalToEndAndKeepsItsSteps(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f := r.aFit(t)
		a := r.propose(t, f.assignment())
		r.clock.Advance(24 * time.Hour)
		r.takes(t, a.GetId(), introduced, confirmed)
		require.Empty(t, r.years(t))
		r.takes(t, a.GetId(), working)
		r.clock.Advance(10 * 24 * time.Hour)
		r.takes(t, a.GetId(), ended)

		got, err := r.assignments.GetAssignment(r.coordinator(t), &volunteersv1.GetAssignmentRequest{Id: a.GetId()})
		require.NoError(t, err)
		require.Equal(t, ended, got.GetState())
		require.Equal(t, []string{"2022-06-16", "2022-06-26", "2022-06-26", "5"},
			[]string{got.GetStartDate(), got.GetEndDate(), got.GetStateDate(), got.GetEtag()})
		require.Len(t, r.years(t), 1)

		var states []volunteersv1.AssignmentState
		req := &volunteersv1.ListAssignmentTransitionsRequest{AssignmentId: a.GetId(), PageSize: 3}
		for range 2 {
			answer, err := r.assignments.ListAssignmentTransitions(r.coordinator(t), req)
			require.NoError(t, err)
			for _, step := range answer.GetTransitions() {
				states = append(states, step.GetFrom(), step.GetTo())
			}
			req.PageToken = answer.GetNextPageToken()
		}
		require.Empty(t, req.GetPageToken())
		require.Equal(t, []volunteersv1.AssignmentState{
			proposed, introduced, introduced, confirmed, confirmed, working, working, ended,
		}, states)
	})
}

func TestStepIsRefusedWithAllItsReasons(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a := r.propose(t, r.aFit(t).assignment())
		step := func(
			to volunteersv1.AssignmentState, date string, change ...func(*volunteersv1.CreateAssignmentTransitionRequest),
		) func() error {
			return func() error { return second(r.step(t, a.GetId(), to, date, change...)) }
		}
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "TRANSITION_NOT_ALLOWED"}, step(working, "2022-06-15"))
		bare := func(req *volunteersv1.CreateAssignmentTransitionRequest) {
			req.Transition.Reason, req.Transition.DeclinedBy = " ", 0
		}
		r.refuses(t, invalid("transition.date DATE_IN_FUTURE", "transition.reason REASON_MISSING",
			"transition.declined_by DECLINER_MISSING"), step(declined, "2022-06-16", bare))
		r.refuses(t, invalid("transition.date BEFORE_LAST_TRANSITION", "transition.declined_by DECLINER_UNEXPECTED"),
			step(introduced, "2022-06-14", func(req *volunteersv1.CreateAssignmentTransitionRequest) {
				req.Transition.DeclinedBy = volunteersv1.MatchSide_MATCH_SIDE_CLIENT
			}))
		r.refuses(t, invalid("transition.date DATE_INVALID"), step(introduced, "2022-06-31"))
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"},
			step(introduced, "2022-06-15", func(req *volunteersv1.CreateAssignmentTransitionRequest) { req.Etag = "7" }))
		r.refuses(t, refusal{code: codes.NotFound, reason: "ASSIGNMENT_NOT_FOUND"}, func() error {
			return second(r.step(t, "none", introduced, "2022-06-15"))
		})
	})
}

func TestWhatARoleAsksIsLookedAtAgainWhereItIsConfirmed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f := r.aFit(t, func(role *domain.Role) { role.Certificates = []domain.RequiredCertificate{{Kind: domain.VOG}} })
		vog := domain.Certificate{
			ID: ids.New(), PersonID: f.person.ID, Kind: domain.VOG, Issued: date(t, "2021-06-16"), Seen: date(t, "2021-06-16"),
			SeenBy: coordinatorSubject, Version: 1, Created: now(), Updated: now(),
		}
		r.write(t, func(ctx context.Context, s store.Store) error {
			return s.InsertCertificates(ctx, []domain.Certificate{vog})
		})
		a := r.propose(t, f.assignment())
		r.takes(t, a.GetId(), introduced)
		vog.Withdrawn, vog.Version = true, 2
		r.write(t, func(ctx context.Context, s store.Store) error { return s.UpdateCertificate(ctx, vog) })
		r.refuses(t, invalid("transition.to CERTIFICATE_MISSING"), func() error {
			return second(r.step(t, a.GetId(), confirmed, "2022-06-15"))
		})
		r.takes(t, a.GetId(), declined)
	})
}

func TestStepIsTakenOnceForItsRequest(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a := r.propose(t, r.aFit(t).assignment())
		id := ids.New()
		same := func(req *volunteersv1.CreateAssignmentTransitionRequest) { req.RequestId = id }
		first, err := r.step(t, a.GetId(), introduced, "2022-06-15", same)
		require.NoError(t, err)
		again, err := r.step(t, a.GetId(), introduced, "2022-06-15", same)
		require.NoError(t, err)
		require.True(t, proto.Equal(first, again))
		require.Len(t, r.rows(t, "processing_log"), 3)
		reused := second(r.step(t, a.GetId(), confirmed, "2022-06-15", same))
		require.Equal(t, codes.AlreadyExists, status.Code(reused))
	})
}

func TestTwoStepsAtOnceAreOne(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a := r.propose(t, r.aFit(t).assignment())
		errs := together(8, func(int) error { return second(r.step(t, a.GetId(), introduced, "2022-06-15")) })
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			refusal{code: codes.FailedPrecondition, reason: "TRANSITION_NOT_ALLOWED"}.require(t, err)
		}
		require.Equal(t, 1, won)
		require.Len(t, r.rows(t, "assignment_transition"), 1)
	})
}
