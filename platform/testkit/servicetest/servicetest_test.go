package servicetest_test

import (
	"context"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// trial is a test that may fail.
type trial struct {
	testing.TB
	failed bool
}

func (f *trial) Errorf(string, ...any) { f.failed = true }

func (f *trial) FailNow() {
	f.failed = true
	runtime.Goexit()
}

// fails says whether a check fails.
func fails(t *testing.T, check func(t testing.TB)) bool {
	f, ended := &trial{TB: t}, make(chan struct{})
	go func() {
		defer close(ended)
		check(f)
	}()
	<-ended
	return f.failed
}

func TestRefusalIsMetInEveryPart(t *testing.T) {
	err := fault.Status(fault.Violation("name", "TOO_LONG", "is too long"), "").Err()
	tests := map[string]struct {
		want  servicetest.Refusal
		err   error
		fails bool
	}{
		"the same":           {servicetest.Refusal{codes.InvalidArgument, "REQUEST_INVALID", []string{"name TOO_LONG"}}, err, false},
		"another code":       {servicetest.Refusal{codes.NotFound, "REQUEST_INVALID", []string{"name TOO_LONG"}}, err, true},
		"another reason":     {servicetest.Refusal{codes.InvalidArgument, "NAME_INVALID", []string{"name TOO_LONG"}}, err, true},
		"one too many":       {servicetest.Refusal{codes.InvalidArgument, "REQUEST_INVALID", nil}, err, true},
		"no reason":          {servicetest.Refusal{Code: codes.Internal}, status.Error(codes.Internal, "broken"), true},
		"it was not refused": {servicetest.Refusal{Code: codes.OK}, nil, true},
	}
	for name, tt := range tests {
		require.Equal(t, tt.fails, fails(t, func(t testing.TB) { tt.want.Require(t, tt.err) }), name)
	}
}

func TestMethodIsForWhoMayCallIt(t *testing.T) {
	denied, invalid := status.Error(codes.PermissionDenied, ""), status.Error(codes.InvalidArgument, "")
	may := map[string]string{"DeskService/GetDesk": "clerk caretaker"}
	everybody := map[string]string{"DeskService/GetDesk": servicetest.Everybody}
	tests := map[string]struct {
		may     map[string]string
		answers map[string]error // by role
		changes bool             // a call changes something
		fails   bool
	}{
		"as it should":     {may, map[string]error{"desk.clerk": invalid, "guest": denied}, false, false},
		"of everybody":     {everybody, map[string]error{"guest": invalid}, false, false},
		"a guest comes in": {may, map[string]error{"desk.clerk": invalid, "guest": invalid}, false, true},
		"a clerk does not": {may, map[string]error{"desk.clerk": denied, "guest": denied}, false, true},
		"nobody is known":  {may, map[string]error{"desk.clerk": status.Error(codes.Unauthenticated, "")}, false, true},
		"nobody serves it": {may, map[string]error{"desk.clerk": status.Error(codes.Unimplemented, "")}, false, true},
		"it changes":       {may, map[string]error{"desk.clerk": nil}, true, true},
		"no roles for it":  {map[string]string{}, map[string]error{"guest": denied}, false, true},
	}
	type key struct{}
	for name, tt := range tests {
		changed := ""
		door := servicetest.Door{
			Methods: []string{"DeskService/GetDesk"},
			As: func(t testing.TB, claims devissuer.Claims) context.Context {
				return context.WithValue(t.Context(), key{}, claims.Roles[0])
			},
			Call: func(ctx context.Context, _ string) error {
				if tt.changes {
					changed = "changed"
				}
				return tt.answers[ctx.Value(key{}).(string)]
			},
			State: func(testing.TB) map[string][]string { return map[string][]string{"desk": {changed}} },
		}
		require.Equal(t, tt.fails, fails(t, func(t testing.TB) {
			for role := range tt.answers {
				door.RequireRoles(t, "desk.", tt.may, role)
			}
		}), name)
	}
}

func TestProcessingIsDeclaredByEachMethod(t *testing.T) {
	require.NotEmpty(t, servicetest.ProcessingMethods(t, activitiesv1.File_meedoen_activities_v1_participant_proto))
	require.True(t, fails(t, func(t testing.TB) {
		servicetest.ProcessingMethods(t, activitiesv1.File_meedoen_activities_v1_location_proto)
	}))
}

func TestWordIsFoundInWhateverCase(t *testing.T) {
	require.False(t, fails(t, func(t testing.TB) { servicetest.RequireNone(t, "Nobody is named.", "anna") }))
	require.True(t, fails(t, func(t testing.TB) { servicetest.RequireNone(t, "ANNA is.", "ben", "anna") }))
}
