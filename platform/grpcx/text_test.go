package grpcx_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestTextThatNoDatabaseStoresIsRefusedByItsPlace(t *testing.T) {
	count := func(location string) *activitiesv1.CreateHeadCountRequest {
		return &activitiesv1.CreateHeadCountRequest{HeadCount: &activitiesv1.HeadCount{
			LocationId: location, ProgrammeId: "p", Date: "2022-05-01", PartOfDay: 1, Method: 1,
		}}
	}
	batch := &activitiesv1.BatchCreateHeadCountsRequest{
		Requests: []*activitiesv1.CreateHeadCountRequest{count("l"), count("l\x00")},
	}
	var f *fault.Error
	require.True(t, errors.As(grpcx.Validate(batch), &f))
	require.Equal(t, []fault.Field{{
		Path: "requests[1].head_count.location_id", Reason: "TEXT_INVALID", Text: "A text cannot hold the character U+0000.",
	}}, f.Fields)
	batch.Requests[1] = count("l")
	require.NoError(t, grpcx.Validate(batch))
}
