package main

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// most is how many callers there are at most in any comparison.
const most = 256

// grpcCaller calls over gRPC. It keeps one answer for each caller and reads each into it.
type grpcCaller struct {
	conn    grpc.ClientConnInterface
	headers []metadata.MD
}

// invoke calls a method with what ask makes.
func (c grpcCaller) invoke(method string, ask func() proto.Message, answer func() proto.Message) measure.Call {
	answers := make([]proto.Message, most)
	for i := range answers {
		answers[i] = answer()
	}
	return func(ctx context.Context, caller int) error {
		return c.conn.Invoke(calling(ctx, c.headers, caller), method, ask(), answers[caller])
	}
}

// place is where and for what visits are counted.
type place struct{ location, programme string }

// count is what is recorded in every call.
func (p place) count() *activitiesv1.HeadCount {
	return &activitiesv1.HeadCount{
		LocationId: p.location, ProgrammeId: p.programme, Date: "2022-05-12", Count: 12,
		PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
	}
}

// record records a head count at a place.
func (c grpcCaller) record(p place) measure.Call {
	count := p.count()
	return c.invoke(activitiesv1.HeadCountService_CreateHeadCount_FullMethodName, func() proto.Message {
		return &activitiesv1.CreateHeadCountRequest{RequestId: ids.New(), HeadCount: count}
	}, func() proto.Message { return &activitiesv1.HeadCount{} })
}

// recordMany records so many head counts in one call.
func (c grpcCaller) recordMany(p place, counts int) measure.Call {
	count := p.count()
	return c.invoke(activitiesv1.HeadCountService_BatchCreateHeadCounts_FullMethodName, func() proto.Message {
		batch := &activitiesv1.BatchCreateHeadCountsRequest{
			Requests: make([]*activitiesv1.CreateHeadCountRequest, counts),
		}
		for i := range batch.Requests {
			batch.Requests[i] = &activitiesv1.CreateHeadCountRequest{RequestId: ids.New(), HeadCount: count}
		}
		return batch
	}, func() proto.Message { return &activitiesv1.BatchCreateHeadCountsResponse{} })
}

// read reads a head count.
func (c grpcCaller) read(id string) measure.Call {
	request := &activitiesv1.GetHeadCountRequest{Id: id}
	return c.invoke(activitiesv1.HeadCountService_GetHeadCount_FullMethodName, func() proto.Message { return request },
		func() proto.Message { return &activitiesv1.HeadCount{} })
}

// deposit pays into the fund of the service of debts.
func (c grpcCaller) deposit() measure.Call {
	deposit := &debtcounsellingv1.FundDeposit{Date: "2022-05-12", AmountCents: 1}
	return c.invoke(debtcounsellingv1.FundService_CreateFundDeposit_FullMethodName, func() proto.Message {
		return &debtcounsellingv1.CreateFundDepositRequest{RequestId: ids.New(), FundDeposit: deposit}
	}, func() proto.Message { return &debtcounsellingv1.FundEntry{} })
}

// makePlace makes a place and a programme to count for.
func (c grpcCaller) makePlace(ctx context.Context) (p place, err error) {
	ctx = calling(ctx, c.headers, 0)
	location, err := activitiesv1.NewLocationServiceClient(c.conn).CreateLocation(ctx, newLocation())
	if err != nil {
		return p, fmt.Errorf("make a place: %w", err)
	}
	programme, err := activitiesv1.NewProgrammeServiceClient(c.conn).CreateProgramme(ctx, newProgramme())
	if err != nil {
		return p, fmt.Errorf("make a programme: %w", err)
	}
	return place{location.GetId(), programme.GetId()}, nil
}

func newLocation() *activitiesv1.CreateLocationRequest {
	return &activitiesv1.CreateLocationRequest{RequestId: ids.New(), Location: &activitiesv1.Location{
		DisplayName: "Centrum", Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, WijkCode: "WK003401",
		WijkYear: 2022, OpeningDate: "2010-01-01",
	}}
}

func newProgramme() *activitiesv1.CreateProgrammeRequest {
	return &activitiesv1.CreateProgrammeRequest{RequestId: ids.New(), Programme: &activitiesv1.Programme{
		Code: "buurtcentra", DisplayName: "Buurtcentra", Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2010-01-01",
	}}
}
