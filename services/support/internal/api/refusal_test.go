package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/testkit/servicetest"
)

// refusal is how a call is refused.
type refusal struct {
	code   codes.Code
	reason string
	fields []string // each violation as "path REASON"
}

// invalid is the refusal of a request that breaks rules, each as "path REASON".
func invalid(fields ...string) refusal {
	return refusal{codes.InvalidArgument, "REQUEST_INVALID", fields}
}

func (want refusal) require(t testing.TB, err error) {
	t.Helper()
	servicetest.Refusal{Code: want.code, Reason: want.reason, Fields: want.fields}.Require(t, err)
}

// refuses checks that call is refused as wanted, and that it changed nothing: no row, no event, no request id.
func (r *rig) refuses(t testing.TB, want refusal, call func() error) {
	t.Helper()
	before := r.state(t)
	want.require(t, call())
	require.Equal(t, before, r.state(t), "what is refused changes nothing")
}
