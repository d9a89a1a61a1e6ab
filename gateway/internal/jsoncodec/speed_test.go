package jsoncodec_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/gateway/internal/jsoncodec"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func headCount() *activitiesv1.HeadCount {
	return &activitiesv1.HeadCount{
		Id: "0190a0b0-1111-7000-8000-000000000001", LocationId: "0190a0b0-1111-7000-8000-000000000002",
		ProgrammeId: "0190a0b0-1111-7000-8000-000000000003", Date: "2022-03-01", Count: 12,
		PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_EVENING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
		Recorder: "anna", Etag: "1", CreateTime: &timestamppb.Timestamp{Seconds: 1646157600, Nanos: 123456000},
	}
}

// sizes are the messages whose speed is measured: one, and a page of them.
func sizes() map[string]proto.Message {
	page := &activitiesv1.ListHeadCountsResponse{NextPageToken: "more"}
	for range 100 {
		page.HeadCounts = append(page.HeadCounts, headCount())
	}
	return map[string]proto.Message{"one": headCount(), "page": page}
}

func BenchmarkMarshal(b *testing.B) {
	codec := jsoncodec.New()
	for name, m := range sizes() {
		b.Run(fmt.Sprint(name, "/codec"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, ok := codec.Marshal(m)
				require.True(b, ok)
			}
		})
		b.Run(fmt.Sprint(name, "/protojson"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := protojson.MarshalOptions{EmitDefaultValues: true}.Marshal(m)
				require.NoError(b, err)
			}
		})
	}
}

func BenchmarkUnmarshal(b *testing.B) {
	codec := jsoncodec.New()
	for name, m := range sizes() {
		content, ok := codec.Marshal(m)
		require.True(b, ok)
		into := m.ProtoReflect().New().Interface()
		b.Run(fmt.Sprint(name, "/codec"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				require.True(b, codec.Unmarshal(content, into))
			}
		})
		b.Run(fmt.Sprint(name, "/protojson"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				require.NoError(b, protojson.Unmarshal(content, into))
			}
		})
	}
}
