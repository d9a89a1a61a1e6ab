package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestParticipantsAreForStaffAndTheirLogForAuditors(t *testing.T) {
	r := newRig(t, sqliteEngine())
	for _, role := range []string{"activities.staff", "auditor", "importer", "account.manager", "admin", "municipality", "wijkteam", "volunteers.coordinator"} {
		ctx := r.as(t, devissuer.Claims{Subject: "somebody", Roles: []string{role}})
		for _, method := range processingMethods(t) {
			err := r.call(ctx, string(method.Parent().Name())+"/"+string(method.Name()))
			mayCall := role == "activities.staff" || role == "importer" && method.Name() == "BatchCreateParticipants"
			require.Equal(t, !mayCall, status.Code(err) == codes.PermissionDenied, "%s %s: %v", role, method.Name(), err)
		}
		_, err := r.log.ListProcessingLines(ctx, &activitiesv1.ListProcessingLinesRequest{})
		require.Equal(t, role != "auditor", status.Code(err) == codes.PermissionDenied, role)
	}
	require.Empty(t, r.rows(t, "processing_log"), "what was refused touched nobody")
}
