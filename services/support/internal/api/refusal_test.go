package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/fault"
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
	f := fault.FromStatus(status.Convert(err))
	require.NotNil(t, f, "the error carries no reason: %v", err)
	got := refusal{code: status.Code(err), reason: f.Reason}
	for _, field := range f.Fields {
		require.NotEmpty(t, field.Text)
		got.fields = append(got.fields, field.Path+" "+field.Reason)
	}
	require.Equal(t, want.code, got.code, "%v", err)
	require.Equal(t, want.reason, got.reason)
	require.ElementsMatch(t, want.fields, got.fields)
}

// refuses checks that call is refused as wanted, and that it changed nothing: no row, no event, no request id.
func (r *rig) refuses(t testing.TB, want refusal, call func() error) {
	t.Helper()
	before := r.state(t)
	want.require(t, call())
	require.Equal(t, before, r.state(t), "what is refused changes nothing")
}
