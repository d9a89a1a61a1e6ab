package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestHoursAreReadAsTheyWereRecorded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		h := r.addHours(t, w.assignment, 14, 90)
		require.Equal(t, volunteersv1.HoursState_HOURS_STATE_SUBMITTED, h.GetState())
		require.Equal(t, coordinatorSubject, h.GetRecorder())
		got, err := r.hours.GetHours(r.coordinator(t), &volunteersv1.GetHoursRequest{Id: h.GetId()})
		require.NoError(t, err)
		require.True(t, proto.Equal(h, got), "want %v\ngot  %v", h, got)

		_, err = r.hours.GetHours(r.coordinator(t), &volunteersv1.GetHoursRequest{Id: "absent"})
		refusal{codes.NotFound, "HOURS_NOT_FOUND", nil}.require(t, err)
		_, err = r.hours.GetHours(r.importer(t), &volunteersv1.GetHoursRequest{Id: h.GetId()})
		require.Equal(t, codes.PermissionDenied, status.Code(err))
	})
}

func TestEveryRuleThatHoursBreakIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		_, ended := r.moreWork(t, w.engagement.ID, func(a *domain.Assignment) {
			a.State, a.End = domain.Ended, date(t, "2022-05-31")
		})
		_, proposed := r.moreWork(t, w.engagement.ID, func(a *domain.Assignment) { a.State = domain.Proposed })
		r.addHours(t, w.assignment, 1, 1000)
		before, never := hoursOf(w.assignment, 1, 60), hoursOf(w.assignment, 31, 60)
		before.Hours.Date = "2021-02-28"
		approved := hoursOf(w.assignment, 2, 60)
		approved.Hours.State = volunteersv1.HoursState_HOURS_STATE_APPROVED
		for want, request := range map[string]*volunteersv1.CreateHoursRequest{
			"hours.date HOURS_BEFORE_ASSIGNMENT":        before,
			"hours.date HOURS_AFTER_ASSIGNMENT":         hoursOf(ended, 1, 60),
			"hours.minutes OVER_24_HOURS":               hoursOf(w.assignment, 1, 441),
			"hours.date DATE_IN_FUTURE":                 hoursOf(w.assignment, 16, 60),
			"hours.date DATE_INVALID":                   never,
			"hours.assignment_id ASSIGNMENT_UNKNOWN":    hoursOf(domain.Assignment{ID: "absent"}, 1, 60),
			"hours.assignment_id ASSIGNMENT_NOT_ACTIVE": hoursOf(proposed, 1, 60),
			"hours.state STATE_NOT_FIRST":               approved,
			"hours.minutes INT32_GTE_LTE":               hoursOf(w.assignment, 2, 1441),
		} {
			r.refuses(t, invalid(want), func() error {
				_, err := r.hours.CreateHours(r.coordinator(t), request)
				return err
			})
		}
		r.refuses(t, invalid("requests[0].hours.date HOURS_AFTER_ASSIGNMENT", "requests[0].hours.minutes OVER_24_HOURS",
			"requests[2].hours.assignment_id ASSIGNMENT_UNKNOWN", "requests[2].hours.date DATE_IN_FUTURE"), func() error {
			_, err := r.hours.BatchCreateHours(r.importer(t), &volunteersv1.BatchCreateHoursRequest{
				Requests: []*volunteersv1.CreateHoursRequest{
					hoursOf(ended, 1, 441), hoursOf(w.assignment, 3, 60), hoursOf(domain.Assignment{ID: "absent"}, 30, 60),
				},
			})
			return err
		})
	})
}

func TestDayOfAPersonHas24HoursForEverythingTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		_, other := r.moreWork(t, w.engagement.ID)
		first := r.addHours(t, w.assignment, 14, 800)
		r.addHours(t, w.assignment, 13, 1440)
		r.addHours(t, r.aWorker(t).assignment, 14, 1440)
		r.refuses(t, invalid("hours.minutes OVER_24_HOURS"), func() error {
			_, err := r.hours.CreateHours(r.coordinator(t), hoursOf(other, 14, 641))
			return err
		})
		r.refuses(t, invalid("requests[1].hours.minutes OVER_24_HOURS"), func() error {
			_, err := r.hours.BatchCreateHours(r.importer(t), &volunteersv1.BatchCreateHoursRequest{
				Requests: []*volunteersv1.CreateHoursRequest{hoursOf(other, 14, 600), hoursOf(w.assignment, 14, 41)},
			})
			return err
		})
		r.addHours(t, other, 14, 640)

		// What was withdrawn gives its time back.
		_, err := r.hours.CreateHoursWithdrawal(r.coordinator(t), &volunteersv1.CreateHoursWithdrawalRequest{
			HoursId: first.GetId(), Withdrawal: &volunteersv1.HoursWithdrawal{Reason: "recorded twice"},
		})
		require.NoError(t, err)
		r.addHours(t, other, 14, 800)
	})
}

func TestManyWhoRecordHoursOfOneDayAtTheSameTimeNeverPass24Hours(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		_, other := r.moreWork(t, w.engagement.ID)
		coordinator := r.coordinator(t)
		won := 0
		for _, err := range together(40, func(i int) error {
			_, err := r.hours.CreateHours(coordinator, hoursOf([]domain.Assignment{w.assignment, other}[i%2], 14, 100))
			return err
		}) {
			if err == nil {
				won++
				continue
			}
			invalid("hours.minutes OVER_24_HOURS").require(t, err)
		}
		require.Equal(t, 14, won)
		require.Len(t, r.rows(t, "hours"), 14)
	})
}

func TestSecondDeliveryOfHoursRecordsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		request := hoursOf(w.assignment, 14, 90)
		request.RequestId = ids.New()
		first, err := r.hours.CreateHours(r.coordinator(t), request)
		require.NoError(t, err)
		second, err := r.hours.CreateHours(r.coordinator(t), request)
		require.NoError(t, err)
		require.True(t, proto.Equal(first, second))
		require.Len(t, r.rows(t, "hours"), 1)
		require.Len(t, r.rows(t, "processing_log"), 2, "both answered what is personal")

		request.Hours.Minutes = 91
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.hours.CreateHours(r.coordinator(t), request)
			return err
		})
	})
}

func TestImporterRecordsApprovedHoursInBatches(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		var requests []*volunteersv1.CreateHoursRequest
		for range 20 {
			w := r.aWorker(t)
			for i := range 50 {
				request := hoursOf(w.assignment, i%14+1, 30)
				request.Hours.State = volunteersv1.HoursState_HOURS_STATE_APPROVED
				requests = append(requests, request)
			}
		}
		answer, err := r.hours.BatchCreateHours(r.importer(t), &volunteersv1.BatchCreateHoursRequest{Requests: requests})
		require.NoError(t, err)
		require.Len(t, answer.GetHours(), 1000)
		require.Equal(t, requests[77].GetHours().GetDate(), answer.GetHours()[77].GetDate())
		events := r.hoursEvents(t)
		require.Len(t, events, 1000)
		require.True(t, events[999].GetApproved())
		require.Equal(t, []string{"2022"}, r.yearsDue(t), "retention is computed once for all of them")
		require.Len(t, r.rows(t, "processing_log"), 1000, "a line for each record and the person in it")
		_, err = r.hours.BatchCreateHours(r.coordinator(t), &volunteersv1.BatchCreateHoursRequest{})
		require.Equal(t, codes.PermissionDenied, status.Code(err))
	})
}

func TestEveryChangeOfHoursLeavesItsEventWithTheFullValue(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		h := r.approveHours(t, r.addHours(t, w.assignment, 14, 90))
		_, err := r.hours.CreateHoursWithdrawal(r.coordinator(t), &volunteersv1.CreateHoursWithdrawalRequest{
			HoursId: h.GetId(), Withdrawal: &volunteersv1.HoursWithdrawal{Reason: "another day"},
		})
		require.NoError(t, err)
		events := r.hoursEvents(t)
		require.Len(t, events, 3)
		for i, approved := range []bool{false, true, false} {
			want := &volunteersv1.HoursSaved{
				Id: h.GetId(), Version: int64(i + 1), AssignmentId: w.assignment.ID, ProgrammeId: w.role.ProgrammeID,
				RoleId: w.role.ID, RoleCode: w.role.Code, Kind: volunteersv1.EngagementKind_ENGAGEMENT_KIND_VOLUNTEER, Date: "2022-06-14", Minutes: 90,
				Person: r.deps.Privacy.Counted(w.person.ID, 2022), AgeBand: peoplev1.AgeBand_AGE_BAND_27_TO_54,
				WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven", Approved: approved,
			}
			require.True(t, proto.Equal(want, events[i]), "want %v\ngot  %v", want, events[i])
		}
		require.NotContains(t, r.rows(t, "outbox")[0], coordinatorSubject)
	})
}
