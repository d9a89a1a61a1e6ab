package main

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/test/bench/beside"
	"github.com/deschoor/meedoen/test/bench/beside/besidetest"
)

func TestCountComesBackWithAnID(t *testing.T) {
	o := besidetest.Start(t, run, beside.Options{})
	conn, err := grpc.NewClient(o.Listen, grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	defer conn.Close()
	client := activitiesv1.NewHeadCountServiceClient(conn)

	sent := &activitiesv1.HeadCount{LocationId: "here", Count: 12, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY}
	answer, err := client.CreateHeadCount(t.Context(), &activitiesv1.CreateHeadCountRequest{HeadCount: sent})
	require.NoError(t, err)
	require.NotEmpty(t, answer.GetId())
	sent.Id = answer.GetId()
	require.True(t, proto.Equal(sent, answer), answer)

	_, err = client.CreateHeadCount(t.Context(), &activitiesv1.CreateHeadCountRequest{})
	require.ErrorContains(t, err, "no head count")
}
