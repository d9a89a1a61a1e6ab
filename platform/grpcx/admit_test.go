package grpcx_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/grpcx"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func TestWhoMayCallWhat(t *testing.T) {
	r := serving(t, handlers{}, nil)
	token := func(claims devissuer.Claims) string {
		claims.Subject = "anna"
		token, err := r.issuer.Token(claims)
		require.NoError(t, err)
		return token
	}
	staff := token(devissuer.Claims{Roles: []string{"cook", "activities.staff"}})
	cook := token(devissuer.Claims{Roles: []string{"cook"}})
	foreign := token(devissuer.Claims{Roles: []string{"activities.staff"}, Audience: "elsewhere"})
	expired := token(devissuer.Claims{Roles: []string{"activities.staff"}, Lifetime: -1})
	bearer := func(tokens ...string) (headers []string) {
		for _, token := range tokens {
			headers = append(headers, "Bearer "+token)
		}
		return headers
	}
	const ok, denied, none = codes.OK, codes.PermissionDenied, codes.Unauthenticated
	type call func(context.Context, grpc.ClientConnInterface) error
	tests := map[string]struct {
		call    call
		headers []string
		code    codes.Code
		reason  string
	}{
		"role":                     {createCount, bearer(staff), ok, ""},
		"scheme in another case":   {createCount, []string{"bEARER " + staff}, ok, ""},
		"wrong role":               {createCount, bearer(cook), denied, "ROLE_MISSING"},
		"no token":                 {createCount, nil, none, "TOKEN_MISSING"},
		"other audience":           {createCount, bearer(foreign), none, "TOKEN_AUDIENCE"},
		"expired":                  {createCount, bearer(expired), none, "TOKEN_EXPIRED"},
		"two tokens":               {createCount, bearer(staff, staff), none, "TOKEN_MALFORMED"},
		"other scheme":             {createCount, []string{"Basic " + staff}, none, "TOKEN_MALFORMED"},
		"no scheme":                {createCount, []string{staff}, none, "TOKEN_MALFORMED"},
		"scheme only":              {createCount, []string{"Bearer "}, none, "TOKEN_MALFORMED"},
		"empty header":             {createCount, []string{""}, none, "TOKEN_MALFORMED"},
		"any token, any role":      {getPositions, bearer(cook), ok, ""},
		"any token, none":          {getPositions, nil, none, "TOKEN_MISSING"},
		"any token, foreign":       {getPositions, bearer(foreign), none, "TOKEN_AUDIENCE"},
		"open, none":               {getAccount, nil, ok, ""},
		"open, good":               {getAccount, bearer(cook), ok, ""},
		"open, expired":            {getAccount, bearer(expired), none, "TOKEN_EXPIRED"},
		"open, empty header":       {getAccount, []string{""}, none, "TOKEN_MALFORMED"},
		"open, nonsense for token": {getAccount, []string{"Bearer x"}, none, "TOKEN_MALFORMED"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := tt.call(withHeaders(t.Context(), tt.headers...), r.conn)
			if tt.code == codes.OK {
				require.NoError(t, err)
				return
			}
			requireFault(t, err, tt.code, tt.reason)
		})
	}
	require.NotContains(t, r.log.all(), "anna", "the log does not say who called")
	for _, secret := range []string{staff, cook, foreign, expired} {
		require.NotContains(t, r.log.all(), secret)
	}
}

func TestRefusalNamesTheRolesThatMayAndNoMore(t *testing.T) {
	r := serving(t, handlers{}, nil)

	err := createCount(r.as(t, "cook"), r.conn)

	info := requireFault(t, err, codes.PermissionDenied, "ROLE_MISSING")
	require.Equal(t, map[string]string{"roles": "activities.staff, importer"}, info.GetMetadata())
	require.Equal(t, "This needs one of the roles: activities.staff, importer.", status.Convert(err).Message())
}

func TestHandlerKnowsWhoCalls(t *testing.T) {
	var seen, open *auth.Identity
	r := serving(t, handlers{
		positions: func(ctx context.Context) (*eventsv1.GetPositionsResponse, error) {
			seen = auth.From(ctx)
			return &eventsv1.GetPositionsResponse{}, nil
		},
		account: func(ctx context.Context) (*reportingv1.Account, error) {
			open = auth.From(ctx)
			return &reportingv1.Account{}, nil
		},
	}, nil)

	require.NoError(t, getPositions(r.as(t, "cook"), r.conn))
	require.Equal(t, "anna", seen.Subject)
	require.True(t, seen.Has("cook"))
	require.NoError(t, getAccount(t.Context(), r.conn))
	require.Nil(t, open)
	require.NoError(t, getAccount(r.as(t), r.conn))
	require.Equal(t, "anna", open.Subject, "who sends a token is known also where none is needed")
}

func TestHandlerKnowsByWhichRolesTheCallerWasLetIn(t *testing.T) {
	var seen []string
	r := serving(t, handlers{
		positions: func(ctx context.Context) (*eventsv1.GetPositionsResponse, error) {
			seen = auth.AdmittedBy(ctx)
			return &eventsv1.GetPositionsResponse{}, nil
		},
		create: func(ctx context.Context) (*activitiesv1.HeadCount, error) {
			seen = auth.AdmittedBy(ctx)
			return &activitiesv1.HeadCount{}, nil
		},
	}, nil)

	require.NoError(t, createCount(r.as(t, "cook", "importer"), r.conn))
	require.Equal(t, []string{"importer"}, seen, "a role that the method is not for lets nobody in")
	require.NoError(t, getPositions(r.as(t, "importer"), r.conn))
	require.Empty(t, seen, "every token does")
}

func TestRefusedCallerDoesNotReachTheHandler(t *testing.T) {
	reached := false
	r := serving(t, handlers{positions: func(context.Context) (*eventsv1.GetPositionsResponse, error) {
		reached = true
		return &eventsv1.GetPositionsResponse{}, nil
	}}, nil)

	require.Error(t, getPositions(t.Context(), r.conn))

	require.False(t, reached)
}

var _ grpc.ServiceRegistrar = (*grpcx.Server)(nil)
