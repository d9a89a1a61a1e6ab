package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

func TestLogIsReadByAuditorsAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		before := r.state(t)
		answer, err := r.log.ListProcessingLines(r.as(t, devissuer.Claims{Subject: "ben", Roles: []string{"auditor"}}),
			&volunteersv1.ListProcessingLinesRequest{})
		require.NoError(t, err)
		require.Empty(t, answer.GetProcessingLines())
		require.Equal(t, before, r.state(t), "to read the log is no entry in it")

		_, err = r.log.ListProcessingLines(r.coordinator(t), &volunteersv1.ListProcessingLinesRequest{})
		require.Equal(t, codes.PermissionDenied, status.Code(err))
	})
}
