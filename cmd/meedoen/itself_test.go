package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/auth/own"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/services/support"
)

// callsActivities answers what a method answers that is for every token, and one that is for those of other roles.
func callsActivities(t *testing.T, conn grpc.ClientConnInterface) (everybody, others codes.Code) {
	_, err := eventsv1.NewPositionServiceClient(conn).GetPositions(t.Context(), &eventsv1.GetPositionsRequest{})
	_, othersErr := activitiesv1.NewLocationServiceClient(conn).ListLocations(t.Context(), &activitiesv1.ListLocationsRequest{})
	return status.Code(err), status.Code(othersErr)
}

func TestServicesOfTheProcessCallEachOtherByThemselvesWhoeverIssuesTheOtherTokens(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"development issuer": func(*Config) {},
		"another issuer": func(cfg *Config) {
			cfg.Auth.Issuers = []auth.IssuerConfig{{Issuer: "https://login.example", JWKSURL: "https://login.example/jwks"}}
			cfg.Auth.Audience = "welzijn"
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := runWith(t, "", change)
			deps, err := r.Deps(t.Context(), support.Name)
			require.NoError(t, err)
			conn, closeConn, err := deps.Itself.Call(activities.Name, "")
			require.NoError(t, err)
			defer func() { require.NoError(t, closeConn()) }()
			everybody, others := callsActivities(t, conn)
			require.Equal(t, codes.OK, everybody)
			require.Equal(t, codes.PermissionDenied, others)
			require.NotContains(t, deps.Issuers, own.Name, "nobody's login is vouched for by it")

			outside, err := own.NewIssuer(r.cfg.Auth.Audience, clock.System())
			require.NoError(t, err)
			dialled, err := grpcx.Dial(r.tcp.Addr().String(), grpcx.ClientConfig{
				Credentials: outside.Identity(support.Name, slog.New(slog.DiscardHandler)),
			})
			require.NoError(t, err)
			defer func() { require.NoError(t, dialled.Close()) }()
			everybody, others = callsActivities(t, dialled)
			require.Equal(t, []codes.Code{codes.Unauthenticated, codes.Unauthenticated}, []codes.Code{everybody, others})
		})
	}
}

func TestKeysForServicesApartLetThemSendTracesAndCallOthersByThemselves(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	_, err := command(t, "keys", dir, "--data", data)
	require.NoError(t, err)
	verifier, err := auth.NewVerifier(auth.Config{Issuers: []auth.IssuerConfig{
		{Issuer: devissuer.Name, JWKSFile: filepath.Join(dir, "jwks.json")},
	}}, clock.System())
	require.NoError(t, err)
	token, err := os.ReadFile(filepath.Join(dir, "support.token"))
	require.NoError(t, err)
	identity, err := verifier.Verify(t.Context(), strings.TrimSpace(string(token)))
	require.NoError(t, err)
	require.Equal(t, support.Name, identity.Subject)
	require.Equal(t, []string{"telemetry", "support.service"}, identity.Roles)
}

func TestNobodyLogsInAsAService(t *testing.T) {
	require.Contains(t, roles(), own.Role(support.Name))
	require.NotContains(t, peopleRoles(), own.Role(support.Name))
	require.Contains(t, peopleRoles(), "support.worker")
}
