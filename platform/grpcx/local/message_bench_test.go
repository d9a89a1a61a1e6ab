package local

import (
	"fmt"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func headCount(i int) *activitiesv1.HeadCount {
	return &activitiesv1.HeadCount{
		Id: fmt.Sprintf("019ac3b2-9d7e-7d42-8d3c-%012d", i), LocationId: "019ac3b2-9d7e-7d42-8d3c-00000000000a",
		ProgrammeId: "019ac3b2-9d7e-7d42-8d3c-00000000000b", Date: "2022-06-01", Count: 30, CreateTime: timestamppb.Now(),
		PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY, Etag: "1",
	}
}

// BenchmarkCopy compares the copy over bytes, which is refused what a network refuses, with merging one message into another.
func BenchmarkCopy(b *testing.B) {
	var batch activitiesv1.BatchCreateHeadCountsRequest
	for i := range 1000 {
		batch.Requests = append(batch.Requests, &activitiesv1.CreateHeadCountRequest{HeadCount: headCount(i), RequestId: fmt.Sprint(i)})
	}
	var account reportingv1.Account
	for i := range 200 {
		value := int32(i)
		account.Figures = append(account.Figures, &reportingv1.Figure{
			Indicator: "centre-visits", Theme: "meedoen", Programme: "inloop", Label: "Bezoeken aan de buurtcentra", Value: &value,
			Definition: "Bezoeken die geteld zijn, in alle buurtcentra van de gemeente, per dagdeel.", Unit: "bezoeken",
		})
	}
	messages := map[string]proto.Message{
		"head count": &activitiesv1.CreateHeadCountRequest{HeadCount: headCount(1), RequestId: "1"}, "batch of 1000": &batch, "account": &account,
	}
	var through buffers
	for name, m := range messages {
		fresh := func() proto.Message { return m.ProtoReflect().New().Interface() }
		b.Run(name+"/merge", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				proto.Merge(fresh(), m)
			}
		})
		b.Run(name+"/bytes", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := through.copyInto(fresh(), m, 0, maxAnswer); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
