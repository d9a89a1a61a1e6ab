package grpcx_test

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	reflectionv1 "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/grpcx"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
)

func TestEveryLinkedMethodSaysWhoMayCallIt(t *testing.T) {
	table, err := grpcx.LinkedAccess("meedoen.")

	require.NoError(t, err)
	require.Contains(t, table, grpcx.AccessRule{
		Method: "/meedoen.events.v1.PositionService/GetPositions", Roles: []string{"*"},
	})
	require.Contains(t, table, grpcx.AccessRule{Method: "/meedoen.reporting.v1.AccountService/GetAccount", Open: true})
}

func TestAccessTableReadsAsDocumentation(t *testing.T) {
	table, err := grpcx.LinkedAccess("meedoen.")
	require.NoError(t, err)
	health, err := grpcx.LinkedAccess("grpc.health.")
	require.NoError(t, err)

	linkTestServices(t)
	streams, err := grpcx.LinkedAccess("grpcxtest.v1.Streams")
	require.NoError(t, err)

	text := slices.Concat(table, health, streams).String()

	require.Contains(t, text, "| /meedoen.reporting.v1.AccountService/GetAccount | everybody |")
	require.Contains(t, text, "| /meedoen.events.v1.PositionService/GetPositions | any valid token |")
	require.Contains(t, text, "/CreateHeadCount | activities.staff, importer |")
	require.Contains(t, text, "| /grpc.health.v1.Health/Check | everybody: load balancers ask")
	require.Contains(t, text, "| /grpcxtest.v1.Streams/Bake | cook | baking, about eater |")
}

func TestServerDoesNotStartWhereAMethodSaysNotWhoMayCallIt(t *testing.T) {
	linkTestServices(t)
	r := newRig(t, nil)
	handlers{}.register(r)
	r.RegisterService(streams("Undeclared", "First", nil), nil)
	r.RegisterService(streams("Contradictory", "Both", nil), nil)
	r.RegisterService(streams("NotLinked", "Any", nil), nil)

	err := r.Serve(r.listener)

	for _, problem := range []string{
		"/grpcxtest.v1.Undeclared/First: no access option",
		"/grpcxtest.v1.Undeclared/Second: no access option",
		"/grpcxtest.v1.Contradictory/Both: the access option says neither or both",
		"/grpcxtest.v1.Contradictory/Neither: the access option says neither or both",
		`/grpcxtest.v1.Contradictory/Star: an access role is empty, or stands beside "*"`,
		`/grpcxtest.v1.Contradictory/Nameless: an access role is empty, or stands beside "*"`,
		"grpcxtest.v1.NotLinked: no descriptor",
	} {
		require.ErrorContains(t, err, problem)
	}
	require.NotContains(t, err.Error(), "meedoen.")
	_, err = (&net.Dialer{}).DialContext(t.Context(), "tcp", r.listener.Addr().String())
	require.Error(t, err, "the listener is closed")
}

func TestMethodThatIsNotOursIsOpenedByTheTableOfItsServer(t *testing.T) {
	linkTestServices(t)
	const first, second = "/grpcxtest.v1.Undeclared/First", "/grpcxtest.v1.Undeclared/Second"
	open := func(table ...grpcx.AccessRule) *rig {
		r := newRig(t, func(cfg *grpcx.ServerConfig) { cfg.Access = table })
		r.RegisterService(streams("Undeclared", "First", echo), nil)
		return r
	}
	call := func(ctx context.Context, r *rig) error {
		stream, err := r.conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, first)
		require.NoError(t, err)
		require.NoError(t, stream.CloseSend())
		if err := stream.RecvMsg(goodCount()); !errors.Is(err, io.EOF) {
			return err
		}
		return nil
	}

	r := open(grpcx.AccessRule{Method: first, Roles: []string{"cook"}}, grpcx.AccessRule{Method: second, Open: true}).
		serve(t, grpcx.ClientConfig{})
	require.NoError(t, call(r.as(t, "cook"), r))
	requireFault(t, call(r.as(t, "waiter"), r), codes.PermissionDenied, "ROLE_MISSING")
	requireFault(t, call(t.Context(), r), codes.Unauthenticated, "TOKEN_MISSING")

	require.ErrorContains(t, open(grpcx.AccessRule{Method: first, Open: true}).Check(), second+": no access option")
	require.ErrorContains(t, open(grpcx.AccessRule{Method: first}).Check(), first+": the access option says neither")
	ours := open(grpcx.AccessRule{Method: "/meedoen.events.v1.PositionService/GetPositions", Open: true})
	eventsv1.RegisterPositionServiceServer(ours, handlers{})
	require.ErrorContains(t, ours.Check(), "GetPositions: its access option says who may call it")
}

func TestValidationRulesThatDoNotCompileAreNamed(t *testing.T) {
	linkTestServices(t)
	r := newRig(t, nil)
	r.RegisterService(streams("Unvalidated", "Broken", nil), nil)

	require.ErrorContains(t, r.Check(), "validation rules of grpcxtest.v1.BrokenRules")
	require.ErrorContains(t, grpcx.CheckLinkedRules("grpcxtest."), "validation rules of grpcxtest.v1.BrokenRules")
	require.NoError(t, grpcx.CheckLinkedRules("meedoen."))
}

func TestServerDoesNotStartWithoutVerifierOrLog(t *testing.T) {
	require.ErrorContains(t, grpcx.NewServer(grpcx.ServerConfig{}).Check(), "token verifier and a log")
}

func TestServiceThatCameAfterTheCheckIsClosed(t *testing.T) {
	r := newRig(t, nil)
	require.NoError(t, r.Check())
	eventsv1.RegisterPositionServiceServer(r, handlers{})
	r.serve(t, grpcx.ClientConfig{})

	requireFault(t, getPositions(r.as(t), r.conn), codes.PermissionDenied, "METHOD_CLOSED")
}

func TestHealthNeedsNoTokenAndMindsNone(t *testing.T) {
	r := serving(t, handlers{}, nil)
	for _, ctx := range []context.Context{t.Context(), withHeaders(t.Context(), "Bearer nonsense")} {
		_, err := healthv1.NewHealthClient(r.conn).Check(ctx, &healthv1.HealthCheckRequest{})
		require.NoError(t, err)
	}
}

func TestReflectionIsThereOnlyWhereAskedFor(t *testing.T) {
	ask := func(conn grpc.ClientConnInterface) error {
		stream, err := reflectionv1.NewServerReflectionClient(conn).ServerReflectionInfo(t.Context())
		require.NoError(t, err)
		err = stream.Send(&reflectionv1.ServerReflectionRequest{
			MessageRequest: &reflectionv1.ServerReflectionRequest_ListServices{},
		})
		if !errors.Is(err, io.EOF) { // refused before it was sent: the reason comes where answers do
			require.NoError(t, err)
		}
		require.NoError(t, stream.CloseSend())
		_, err = stream.Recv()
		return err
	}
	with := serving(t, handlers{}, func(cfg *grpcx.ServerConfig) { cfg.Reflection = true })
	require.NoError(t, ask(with.conn))
	require.Equal(t, codes.Unimplemented, status.Code(ask(serving(t, handlers{}, nil).conn)))
}
