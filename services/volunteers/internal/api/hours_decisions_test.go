package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestHoursOfOneAreApprovedWithoutTouchingThoseOfOthers(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		one, other := r.aWorker(t), r.aWorker(t)
		mine, theirs := r.addHours(t, one.assignment, 14, 90), r.addHours(t, other.assignment, 14, 60)
		before := r.rows(t, "hours")
		approved := r.approveHours(t, mine)
		require.Equal(t, volunteersv1.HoursState_HOURS_STATE_APPROVED, approved.GetState())
		require.Equal(t, before[1], r.rows(t, "hours")[1])

		waiting, err := r.hours.ListHours(r.coordinator(t), &volunteersv1.ListHoursRequest{
			State: volunteersv1.HoursState_HOURS_STATE_SUBMITTED,
		})
		require.NoError(t, err)
		require.Len(t, waiting.GetHours(), 1)
		require.Equal(t, theirs.GetId(), waiting.GetHours()[0].GetId())
	})
}

func TestHoursAreApprovedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		h := r.addHours(t, r.aWorker(t).assignment, 14, 90)
		coordinator := r.coordinator(t)
		request := &volunteersv1.CreateHoursApprovalRequest{HoursId: h.GetId(), RequestId: ids.New()}
		won := 0
		for _, err := range together(8, func(int) error {
			_, err := r.hours.CreateHoursApproval(coordinator, &volunteersv1.CreateHoursApprovalRequest{HoursId: h.GetId()})
			return err
		}) {
			if err == nil {
				won++
				continue
			}
			refusal{codes.FailedPrecondition, "HOURS_APPROVED", nil}.require(t, err)
		}
		require.Equal(t, 1, won)
		require.Len(t, r.rows(t, "hours_decision"), 1)
		r.refuses(t, refusal{codes.FailedPrecondition, "HOURS_APPROVED", nil}, func() error {
			_, err := r.hours.CreateHoursApproval(coordinator, request)
			return err
		})
		r.refuses(t, refusal{codes.FailedPrecondition, "HOURS_APPROVED", nil}, func() error {
			_, err := r.hours.CreateHoursRejection(coordinator, &volunteersv1.CreateHoursRejectionRequest{
				HoursId: h.GetId(), Rejection: &volunteersv1.HoursRejection{Reason: "not agreed"},
			})
			return err
		})
	})
}

func TestRejectionOfHoursSaysWhy(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		h := r.addHours(t, r.aWorker(t).assignment, 14, 90)
		r.refuses(t, invalid("rejection.reason STRING_MIN_LEN"), func() error {
			_, err := r.hours.CreateHoursRejection(r.coordinator(t), &volunteersv1.CreateHoursRejectionRequest{
				HoursId: h.GetId(), Rejection: &volunteersv1.HoursRejection{},
			})
			return err
		})
		r.refuses(t, refusal{codes.Aborted, "ETAG_MISMATCH", nil}, func() error {
			_, err := r.hours.CreateHoursRejection(r.coordinator(t), &volunteersv1.CreateHoursRejectionRequest{
				HoursId: h.GetId(), Rejection: &volunteersv1.HoursRejection{Reason: "not agreed", Etag: "7"},
			})
			return err
		})
		request := &volunteersv1.CreateHoursRejectionRequest{
			HoursId: h.GetId(), Rejection: &volunteersv1.HoursRejection{Reason: "not agreed"}, RequestId: ids.New(),
		}
		for range 2 {
			rejected, err := r.hours.CreateHoursRejection(r.coordinator(t), request)
			require.NoError(t, err)
			require.Equal(t, volunteersv1.HoursState_HOURS_STATE_REJECTED, rejected.GetState())
			require.Equal(t, "not agreed", rejected.GetReason())
		}
		require.Len(t, r.rows(t, "hours_decision"), 1)
		require.Len(t, r.hoursEvents(t), 2)
	})
}

func TestHoursAreListedByAssignmentRelationAndDate(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		_, second := r.moreWork(t, w.engagement.ID)
		var all []string
		for day := range 6 {
			all = append(all, r.addHours(t, []domain.Assignment{w.assignment, second}[day%2], day+1, 60).GetId())
		}
		r.addHours(t, r.aWorker(t).assignment, 1, 60)
		list := func(request *volunteersv1.ListHoursRequest) (ids []string) {
			for {
				answer, err := r.hours.ListHours(r.coordinator(t), request)
				require.NoError(t, err)
				for _, h := range answer.GetHours() {
					ids = append(ids, h.GetId())
				}
				if request.PageToken = answer.GetNextPageToken(); request.PageToken == "" {
					return ids
				}
			}
		}
		require.Equal(t, all, list(&volunteersv1.ListHoursRequest{EngagementId: w.engagement.ID, PageSize: 4}))
		require.Equal(t, []string{all[1], all[3], all[5]}, list(&volunteersv1.ListHoursRequest{AssignmentId: second.ID}))
		require.Equal(t, all[2:4], list(&volunteersv1.ListHoursRequest{
			EngagementId: w.engagement.ID, FromDate: "2022-06-03", ToDate: "2022-06-04",
		}))
		_, err := r.hours.ListHours(r.coordinator(t), &volunteersv1.ListHoursRequest{FromDate: "2022-06-31"})
		invalid("from_date DATE_INVALID").require(t, err)
	})
}
