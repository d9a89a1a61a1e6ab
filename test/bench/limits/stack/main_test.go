package main

import (
	"context"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/test/bench/beside"
	"github.com/deschoor/meedoen/test/bench/beside/besidetest"
)

func TestLayersStandAroundTheEchoOverBothWays(t *testing.T) {
	rest := testkit.Address(t)
	o := besidetest.Start(t, func(ctx context.Context, o beside.Options) error { return run(ctx, o, rest) }, beside.Options{})
	token, err := beside.Token(o.Data)
	require.NoError(t, err)

	conn, err := grpcx.Dial(o.Listen, grpcx.ClientConfig{Credentials: grpcx.Bearer(token)})
	require.NoError(t, err)
	defer conn.Close()
	client := activitiesv1.NewHeadCountServiceClient(conn)
	request := &activitiesv1.CreateHeadCountRequest{HeadCount: &activitiesv1.HeadCount{
		LocationId: beside.LocationID, ProgrammeId: beside.ProgrammeID, Date: "2022-05-12", Count: 12,
		PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
	}}
	answer, err := client.CreateHeadCount(t.Context(), request)
	require.NoError(t, err)
	require.NotEmpty(t, answer.GetId())
	require.EqualValues(t, 12, answer.GetCount())
	request.HeadCount.LocationId = ""
	_, err = client.CreateHeadCount(t.Context(), request)
	require.Equal(t, codes.InvalidArgument, status.Code(err), err)

	o.Listen = rest
	count, want := besidetest.Create(t, o, token), besidetest.HeadCount()
	want.ID = count.ID
	require.NotEmpty(t, count.ID)
	require.Equal(t, want, count)
	code, _ := besidetest.Post(t, "http://"+rest+"/v1/head-counts", "", besidetest.Body(want))
	require.Equal(t, http.StatusUnauthorized, code)
}

func TestWhatTheEnvironmentSaysOfTracesAndMetricsHolds(t *testing.T) {
	for name := range observed {
		t.Setenv(name, "") // so that it is as it was when the test ends
		require.NoError(t, os.Unsetenv(name))
	}
	t.Setenv("OTEL_TRACES_SAMPLER_ARG", "0.5")
	require.NoError(t, observe())
	for name, value := range observed {
		if name == "OTEL_TRACES_SAMPLER_ARG" {
			value = "0.5"
		}
		require.Equal(t, value, os.Getenv(name), name)
	}
}
