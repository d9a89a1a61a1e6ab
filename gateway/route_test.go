package gateway_test

import (
	"context"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	"github.com/deschoor/meedoen/gateway"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// behind is a service apart, with a connection to it.
type behind struct {
	services
	health *health.Server
	server *grpc.Server
	conn   *grpc.ClientConn
}

func newBehind(t *testing.T) *behind {
	b := &behind{health: health.NewServer()}
	b.server = grpc.NewServer(grpc.UnknownServiceHandler(b.handle))
	grpc_health_v1.RegisterHealthServer(b.server, b.health)
	listener := bufconn.Listen(1 << 20)
	go func() { _ = b.server.Serve(listener) }()
	t.Cleanup(b.server.Stop)
	var err error
	b.conn, err = grpc.NewClient("passthrough:///behind",
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.conn.Close()) })
	return b
}

func newRoute(t *testing.T) (activities, volunteers, reporting *behind, conn grpc.ClientConnInterface) {
	activities, volunteers, reporting = newBehind(t), newBehind(t), newBehind(t)
	return activities, volunteers, reporting, gateway.Route(map[string]grpc.ClientConnInterface{
		"activities": activities.conn, "volunteers": volunteers.conn, "reporting": reporting.conn,
	})
}

func TestCallGoesToTheServiceOfItsPackage(t *testing.T) {
	activities, volunteers, reporting, conn := newRoute(t)

	_, err := activitiesv1.NewLocationServiceClient(conn).GetLocation(t.Context(), &activitiesv1.GetLocationRequest{Id: "x"})
	require.NoError(t, err)
	_, err = volunteersv1.NewPersonServiceClient(conn).GetPerson(t.Context(), &volunteersv1.GetPersonRequest{Id: "x"})
	require.NoError(t, err)
	_, err = reportingv1.NewAccountServiceClient(conn).GetAccount(t.Context(), &reportingv1.GetAccountRequest{Year: 2022})
	require.NoError(t, err)

	require.Equal(t, activitiesv1.LocationService_GetLocation_FullMethodName, activities.method)
	require.Equal(t, volunteersv1.PersonService_GetPerson_FullMethodName, volunteers.method)
	require.Equal(t, reportingv1.AccountService_GetAccount_FullMethodName, reporting.method)
	err = conn.Invoke(t.Context(), "/meedoen.bakery.v1.OvenService/Bake", nil, nil)
	require.Equal(t, codes.Unimplemented, status.Code(err))
}

func TestPositionsAreThoseOfEveryService(t *testing.T) {
	activities, volunteers, reporting, conn := newRoute(t)
	activities.answer = &eventsv1.GetPositionsResponse{Positions: []string{"activities:7"}}
	volunteers.answer = &eventsv1.GetPositionsResponse{Positions: []string{"volunteers:5"}}
	reporting.answer = &eventsv1.GetPositionsResponse{Positions: []string{"reporting:2"}}
	client := eventsv1.NewPositionServiceClient(conn)

	answer, err := client.GetPositions(t.Context(), &eventsv1.GetPositionsRequest{})
	require.NoError(t, err)
	require.Equal(t, []string{"activities:7", "reporting:2", "volunteers:5"}, answer.GetPositions())

	reporting.server.Stop()
	_, err = client.GetPositions(t.Context(), &eventsv1.GetPositionsRequest{})
	require.Equal(t, codes.Unavailable, status.Code(err), "a part of the positions would promise what is not known")
}

func TestHealthIsGoodWhileOneServiceCanBeCalled(t *testing.T) {
	activities, volunteers, reporting, conn := newRoute(t)
	client := grpc_health_v1.NewHealthClient(conn)
	check := func() codes.Code {
		_, err := client.Check(t.Context(), &grpc_health_v1.HealthCheckRequest{})
		return status.Code(err)
	}

	require.Equal(t, codes.OK, check())
	activities.health.SetServingStatus("", grpc_health_v1.HealthCheckResponse_NOT_SERVING)
	volunteers.health.SetServingStatus("", grpc_health_v1.HealthCheckResponse_NOT_SERVING)
	require.Equal(t, codes.OK, check())
	reporting.server.Stop()
	require.Equal(t, codes.Unavailable, check())
}
