package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestSecondDeliveryOfARegistrationTakesNoSecondPlace(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t, places(5))
		req := &activitiesv1.CreateRegistrationRequest{Registration: o.first(r.addPerson(t)), RequestId: ids.New()}
		answers := make([]*activitiesv1.Registration, 20)
		for _, err := range together(len(answers), func(i int) (err error) {
			answers[i], err = r.registrations.CreateRegistration(r.staff(t), req)
			return err
		}) {
			require.NoError(t, err)
		}
		for _, answer := range answers {
			requireProto(t, answers[0], answer)
		}
		require.Len(t, r.rows(t, "registration"), 1)
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			other := &activitiesv1.CreateRegistrationRequest{Registration: o.last(req.GetRegistration().GetParticipantId()), RequestId: req.GetRequestId()}
			return second(r.registrations.CreateRegistration(r.staff(t), other))
		})
	})
}

func TestRequestIdOfAnAttendanceIsForOneContent(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		req := present(r.addMeeting(t), r.addPerson(t))
		_, err := r.attend(t, req)
		require.NoError(t, err)
		req.Attendance.ParticipantId = r.addPerson(t)
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			return second(r.attend(t, req))
		})
	})
}

func TestOnlyStaffAndImportersSeeWhoTakesPart(t *testing.T) {
	methods := servicetest.Methods(
		activitiesv1.File_meedoen_activities_v1_registration_proto, activitiesv1.File_meedoen_activities_v1_attendance_proto)
	onBoth(t, func(t *testing.T, r *rig) {
		for role, may := range map[string]bool{
			"activities.staff": true, "importer": true, "account.manager": false, "municipality": false, "admin": false,
			"auditor": false, "volunteer": false,
		} {
			ctx := r.as(t, devissuer.Claims{Subject: "somebody", Roles: []string{role}})
			for _, method := range methods {
				err := r.call(ctx, method)
				require.Equal(t, !may, status.Code(err) == codes.PermissionDenied, "%s %s: %v", role, method, err)
			}
		}
	})
}
