package telemetry_test

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/telemetry"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

func TestLookingHowTheProcessIsLeavesNoTracesAndChangingDoes(t *testing.T) {
	withoutVariables(t)
	tel, spans := open(t, telemetry.Options{Service: "one"})
	var listen net.ListenConfig
	listener, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := grpc.NewServer(grpc.StatsHandler(tel.ServerStats()))
	operationsv1.RegisterOperationServiceServer(server, operationsv1.UnimplementedOperationServiceServer{})
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithStatsHandler(tel.ClientStats()),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	client := operationsv1.NewOperationServiceClient(conn)

	_, err = client.GetProcessStatus(t.Context(), &operationsv1.GetProcessStatusRequest{})
	require.Equal(t, codes.Unimplemented, status.Code(err))
	_, err = client.ListDeadLetters(t.Context(), &operationsv1.ListDeadLettersRequest{})
	require.Equal(t, codes.Unimplemented, status.Code(err))
	_, err = client.CreateDeadLetterDrop(t.Context(), &operationsv1.CreateDeadLetterDropRequest{})
	require.Equal(t, codes.Unimplemented, status.Code(err))
	require.NoError(t, conn.Close())
	server.GracefulStop()
	require.NoError(t, <-served)
	require.ElementsMatch(t, []string{
		"one client meedoen.operations.v1.OperationService/CreateDeadLetterDrop",
		"one server meedoen.operations.v1.OperationService/CreateDeadLetterDrop",
	}, names(spans))
}
