package grpcx_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestAllViolationsOfARequestComeAtOnce(t *testing.T) {
	r := serving(t, handlers{}, nil)
	good := goodCount()
	bad := goodCount()
	bad.RequestId = "not-a-uuid"
	bad.HeadCount.LocationId = ""
	bad.HeadCount.PartOfDay = 9
	bad.HeadCount.Method = activitiesv1.CountMethod_COUNT_METHOD_UNSPECIFIED
	bad.HeadCount.Date = "the first of June 2022"

	_, err := activitiesv1.NewHeadCountServiceClient(r.conn).BatchCreateHeadCounts(r.as(t, "importer"),
		&activitiesv1.BatchCreateHeadCountsRequest{Requests: []*activitiesv1.CreateHeadCountRequest{good, bad, {}}})

	requireFault(t, err, codes.InvalidArgument, "REQUEST_INVALID")
	require.ElementsMatch(t, []fault.Field{
		{Path: "requests[1].head_count.location_id", Reason: "STRING_MIN_LEN", Text: "Must not be empty."},
		{Path: "requests[1].head_count.date", Reason: "STRING_MAX_LEN", Text: "Must be at most 10 characters."},
		{
			Path: "requests[1].head_count.part_of_day", Reason: "ENUM_DEFINED_ONLY",
			Text: "Must be one of the values that are defined.",
		},
		{Path: "requests[1].head_count.method", Reason: "ENUM_NOT_IN", Text: "Must be given."},
		{Path: "requests[1].request_id", Reason: "STRING_UUID", Text: "Must be a valid UUID."},
		{Path: "requests[2].head_count", Reason: "REQUIRED", Text: "Must be given."},
	}, fault.FromStatus(status.Convert(err)).Fields)
	require.NotContains(t, r.log.all(), "first of June", "values stay out of the log")
}

func TestEveryFaultyRecordOfALargeBatchIsNamed(t *testing.T) {
	r := serving(t, handlers{}, nil)
	batch := &activitiesv1.BatchCreateHeadCountsRequest{}
	for range 1000 {
		bad := goodCount()
		bad.HeadCount.LocationId, bad.HeadCount.ProgrammeId = "", ""
		batch.Requests = append(batch.Requests, bad)
	}

	_, err := activitiesv1.NewHeadCountServiceClient(r.conn).BatchCreateHeadCounts(r.as(t, "importer"), batch)

	requireFault(t, err, codes.InvalidArgument, "REQUEST_INVALID")
	fields := fault.FromStatus(status.Convert(err)).Fields
	require.Len(t, fields, 2000)
	require.Equal(t, "requests[999].head_count.programme_id", fields[1999].Path)
	require.Less(t, len(r.log.all()), 8<<10, "one request does not fill the log")
}

func TestCallerWithoutRoleLearnsNothingOfTheRules(t *testing.T) {
	r := serving(t, handlers{}, nil)

	_, err := activitiesv1.NewHeadCountServiceClient(r.conn).
		CreateHeadCount(r.as(t, "cook"), &activitiesv1.CreateHeadCountRequest{})

	requireFault(t, err, codes.PermissionDenied, "ROLE_MISSING")
}

func TestInvalidRequestDoesNotReachTheHandler(t *testing.T) {
	reached := false
	r := serving(t, handlers{create: func(context.Context) (*activitiesv1.HeadCount, error) {
		reached = true
		return &activitiesv1.HeadCount{}, nil
	}}, nil)

	_, err := activitiesv1.NewHeadCountServiceClient(r.conn).
		CreateHeadCount(r.as(t, "importer"), &activitiesv1.CreateHeadCountRequest{})

	require.Error(t, err)
	require.False(t, reached)
}

func TestMergedResourceIsValidatedLikeARequest(t *testing.T) {
	require.NoError(t, grpcx.Validate(goodCount().GetHeadCount()))

	err := grpcx.Validate(&activitiesv1.Location{
		DisplayName: "The house", Kind: activitiesv1.LocationKind_LOCATION_KIND_VENUE, WijkCode: "3401",
		OpeningDate: "2022-01-01",
	})

	var f *fault.Error
	require.ErrorAs(t, err, &f)
	require.Equal(t, []fault.Field{
		{Path: "wijk_code", Reason: "STRING_PATTERN", Text: "Must have the form ^WK[0-9]{6}$."},
	}, f.Fields)
}

func TestNumbersAndListsAreExplainedInASentence(t *testing.T) {
	var f *fault.Error
	require.ErrorAs(t, grpcx.Validate(&activitiesv1.ListHeadCountsRequest{PageSize: -1}), &f)
	require.Equal(t, []fault.Field{
		{Path: "page_size", Reason: "INT32_GTE", Text: "Must be greater than or equal to 0."},
	}, f.Fields)
	require.ErrorAs(t, grpcx.Validate(&activitiesv1.BatchCreateHeadCountsRequest{}), &f)
	require.Equal(t, []fault.Field{
		{Path: "requests", Reason: "REPEATED_MIN_ITEMS", Text: "Must contain at least 1 item(s)."},
	}, f.Fields)
}

func BenchmarkValidateBatch(b *testing.B) {
	batch := &activitiesv1.BatchCreateHeadCountsRequest{}
	for i := range 1000 {
		count := goodCount()
		count.HeadCount.LocationId = fmt.Sprint(i)
		batch.Requests = append(batch.Requests, count)
	}
	for b.Loop() {
		require.NoError(b, grpcx.Validate(batch))
	}
}
