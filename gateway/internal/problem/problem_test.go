package problem_test

import (
	"context"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/gateway/internal/problem"
)

func TestTextOfAStatusThatIsNoFaultIsNotPassedOn(t *testing.T) {
	for code, want := range map[codes.Code]int{
		codes.Canceled: 499, codes.Unknown: 500, codes.InvalidArgument: 500, codes.DeadlineExceeded: 504, codes.NotFound: 500,
		codes.AlreadyExists: 500, codes.PermissionDenied: 403, codes.ResourceExhausted: 429, codes.FailedPrecondition: 500,
		codes.Aborted: 500, codes.OutOfRange: 500, codes.Unimplemented: 501, codes.Internal: 500, codes.Unavailable: 503,
		codes.DataLoss: 500, codes.Unauthenticated: 401,
	} {
		p := problem.FromStatus(status.New(code, "dial tcp 10.0.0.7: refused"), nil)
		require.Equal(t, want, p.Status, code)
		require.NotEmpty(t, p.Title)
		require.NotContains(t, p.Detail, "10.0.0.7")
	}
}

func TestAProblemWithoutATraceHasNoInstance(t *testing.T) {
	w := httptest.NewRecorder()
	problem.New(404, "PATH_UNKNOWN", "There is nothing at this path.").Write(context.Background(), w)
	require.JSONEq(t, `{"type": "urn:meedoen:problem:path-unknown", "title": "Not Found", "status": 404,
		"detail": "There is nothing at this path.", "reason": "PATH_UNKNOWN"}`, w.Body.String())
}
