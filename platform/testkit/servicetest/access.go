package servicetest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/testkit"
)

// Everybody is who may call a method without a token.
const Everybody = "everybody"

// Methods answers every method of the services in files, as "Service/Method".
func Methods(files ...protoreflect.FileDescriptor) (list []string) {
	for _, file := range files {
		for i := range file.Services().Len() {
			service := file.Services().Get(i)
			for j := range service.Methods().Len() {
				list = append(list, fmt.Sprintf("%s/%s", service.Name(), service.Methods().Get(j).Name()))
			}
		}
	}
	return list
}

// Door is where callers come in: the methods of a service, and how a test comes to them.
type Door struct {
	Methods []string // each as "Service/Method"
	As      func(t testing.TB, claims devissuer.Claims) context.Context
	Call    func(ctx context.Context, method string) error // with an empty request
	State   func(t testing.TB) map[string][]string         // what the service keeps
	Clock   *testkit.Clock
	Denied  func(err error) bool // whether a caller has the wrong role; nil: PERMISSION_DENIED, whatever the reason
}

// RequireRoles checks that callers with each of the roles can call what they may and nothing else, and that an empty request
// changes nothing. May says for every method who may call it, apart by spaces, without prefix; or Everybody.
func (d Door) RequireRoles(t testing.TB, prefix string, may map[string]string, roles ...string) {
	t.Helper()
	require.ElementsMatch(t, slices.Collect(maps.Keys(may)), d.Methods, "each method that is served has its roles here")
	denied := d.Denied
	if denied == nil {
		denied = func(err error) bool { return status.Code(err) == codes.PermissionDenied }
	}
	before := d.State(t)
	for _, role := range roles {
		ctx := d.As(t, devissuer.Claims{Subject: "somebody", Roles: []string{role}})
		for _, method := range d.Methods {
			allowed := may[method] == Everybody || slices.Contains(strings.Fields(may[method]), strings.TrimPrefix(role, prefix))
			err := d.Call(ctx, method)
			require.Equal(t, !allowed, denied(err), "%s %s: %v", role, method, err)
			require.NotContains(t, []codes.Code{codes.Unauthenticated, codes.Unimplemented}, status.Code(err), method)
		}
	}
	require.Equal(t, before, d.State(t), "an empty request touches nobody")
}

// RequireToken checks that no method can be called, and write changes nothing, without a token, or with one that is for
// others, expired, or without a role that may: wrong is a role that may call none of the methods, and role calls write.
func (d Door) RequireToken(t *testing.T, role, wrong string, write func(ctx context.Context) error) {
	t.Helper()
	unknown := func(reason string) Refusal { return Refusal{Code: codes.Unauthenticated, Reason: reason} }
	missing := Refusal{Code: codes.PermissionDenied, Reason: "ROLE_MISSING"}
	roles := []string{role}
	tests := map[string]struct {
		claims devissuer.Claims // zero: no token
		later  time.Duration    // from when it was made to when it is used
		want   Refusal
	}{
		"no token":         {want: unknown("TOKEN_MISSING")},
		"another audience": {devissuer.Claims{Subject: "a", Roles: roles, Audience: "elsewhere"}, 0, unknown("TOKEN_AUDIENCE")},
		"expired":          {devissuer.Claims{Subject: "a", Roles: roles, Lifetime: time.Hour}, time.Hour, unknown("TOKEN_EXPIRED")},
		"no role":          {devissuer.Claims{Subject: "a"}, 0, missing},
		"wrong role":       {devissuer.Claims{Subject: "a", Roles: []string{wrong}}, 0, missing},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			if tt.claims.Subject != "" {
				ctx = d.As(t, tt.claims)
			}
			made := d.Clock.Now()
			d.Clock.Advance(tt.later)
			defer d.Clock.Set(made)
			before := d.State(t)
			tt.want.Require(t, write(ctx))
			for _, method := range d.Methods {
				tt.want.Require(t, d.Call(ctx, method))
			}
			require.Equal(t, before, d.State(t), "what is refused changes nothing")
		})
	}
}
