package jsoncodec_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/gateway/internal/jsoncodec"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// rounds is how many messages of each kind are tried.
const rounds = 12

// asProtojson answers what the REST API says of a message, without the spaces that protojson adds at random.
func asProtojson(t testing.TB, m proto.Message) []byte {
	t.Helper()
	content, err := protojson.MarshalOptions{EmitDefaultValues: true}.Marshal(m)
	require.NoError(t, err)
	return compact(t, content)
}

func compact(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, json.Compact(&b, content))
	return b.Bytes()
}

func TestWhatTheAPISpeaksIsNotLeftToProtojson(t *testing.T) {
	codec := jsoncodec.New()
	for _, kind := range spoken(t) {
		_, ok := codec.Marshal(kind.New().Interface())
		require.True(t, ok, kind.Descriptor().FullName())
	}
}

func TestEveryMessageIsWrittenAsProtojsonDoes(t *testing.T) {
	codec, random := jsoncodec.New(), rand.New(rand.NewPCG(1, 2))
	for _, kind := range spoken(t) {
		for range rounds {
			m := anything(random, kind)
			content, ok := codec.Marshal(m)
			require.True(t, ok)
			require.Equal(t, string(asProtojson(t, m)), string(content), kind.Descriptor().FullName())
		}
	}
}

// TestEveryMessageIsReadAsProtojsonDoes: as it is written, and in the other ways that protojson reads.
func TestEveryMessageIsReadAsProtojsonDoes(t *testing.T) {
	codec, random := jsoncodec.New(), rand.New(rand.NewPCG(3, 4))
	ways := []protojson.MarshalOptions{
		{}, {EmitDefaultValues: true}, {EmitUnpopulated: true, UseProtoNames: true}, {Multiline: true, UseEnumNumbers: true},
	}
	for _, kind := range spoken(t) {
		d := kind.Descriptor()
		for i := range rounds {
			content, err := ways[i%len(ways)].Marshal(anything(random, kind))
			require.NoError(t, err)
			want, got := kind.New().Interface(), kind.New().Interface()
			require.NoError(t, protojson.Unmarshal(content, want))
			if !codec.Unmarshal(content, got) {
				require.True(t, holdsOctets(d), "%s: %s", d.FullName(), content)
				continue
			}
			require.True(t, proto.Equal(want, got), "%s: %s", d.FullName(), content)
		}
	}
}

func holdsOctets(d protoreflect.MessageDescriptor) bool {
	for i := range d.Fields().Len() {
		if d.Fields().Get(i).Kind() == protoreflect.BytesKind {
			return true
		}
	}
	return false
}

// agree fails where the codec takes what protojson, or one of the looks that were had at a body before, would not; or takes it
// otherwise.
func agree(t testing.TB, codec *jsoncodec.Codec, kind protoreflect.MessageType, content []byte) (taken bool) {
	t.Helper()
	got := kind.New().Interface()
	if !codec.Unmarshal(content, got) {
		return false
	}
	want := kind.New().Interface()
	require.True(t, utf8.Valid(content) && json.Valid(content), "%q", content)
	require.NoError(t, protojson.Unmarshal(content, want), "%q", content)
	require.True(t, proto.Equal(want, got), "%q", content)
	return true
}

func TestWhatIsWrittenWrongIsNotTaken(t *testing.T) {
	codec, random := jsoncodec.New(), rand.New(rand.NewPCG(5, 6))
	taken, left := 0, 0
	for _, kind := range spoken(t) {
		for range rounds {
			content := asProtojson(t, anything(random, kind))
			for range 20 {
				if agree(t, codec, kind, spoil(random, content)) {
					taken++
				} else {
					left++
				}
			}
		}
	}
	require.NotZero(t, taken, "some of it means something else")
	require.Greater(t, left, taken)
}

// spoil answers content with a piece changed.
func spoil(random *rand.Rand, content []byte) []byte {
	pieces := []string{
		`"`, `{`, `}`, `[`, `]`, `,`, `:`, ` `, "\n", "\v", `\`, `\u`, `\u0041`, `\ud800`, `null`, `true`, `false`, `0`, `-`, `1.0`, `1e2`,
		`01`, `-0`, `"7"`, `99999999999`, "\xff", "é", "\x00", `"id"`, `"x":1`, `//`, `2022-01-31T12:00:00Z`,
	}
	from := random.IntN(len(content))
	until := min(len(content), from+random.IntN(4))
	piece := pieces[random.IntN(len(pieces))]
	if random.IntN(4) == 0 { // something that stands elsewhere, such as the name of another field
		begin := random.IntN(len(content))
		piece = string(content[begin:min(len(content), begin+random.IntN(40))])
	}
	return []byte(string(content[:from]) + piece + string(content[until:]))
}

// headCounts are bodies of a head count, and whether the codec takes them.
func headCounts() map[string]bool {
	return map[string]bool{
		`{}`: true, " {\t} \r\n": true, `{"locationId":"l","count":3}`: true, `{"location_id":"l"}`: true,
		`{"locationId":null,"createTime":null,"count":null}`: true, `{"count":"12"}`: true, `{"count":-0}`: true,
		`{"partOfDay":"PART_OF_DAY_MORNING"}`: true, `{"partOfDay":2}`: true, `{"partOfDay":99}`: true,
		`{"createTime":"2022-01-31T12:00:00.5+01:00"}`: true, `{"withdrawn":true}`: true, `{"date":"caf\u00e9 \/ \n"}`: true,
		// These are left, and read all the same.
		`{"count":1.0}`: false, `{"count":1e2}`: false, `{"date":"\ud83d\ude00"}`: false, `{"\u0064ate":"d"}`: false,
		// And these are refused.
		``: false, ` `: false, `null`: false, `[]`: false, `7`: false, `"x"`: false, `{`: false, `{}{}`: false, `{} x`: false, `{,}`: false,
		`{"count":1,}`: false, `{"count" 1}`: false, `{count:1}`: false, `{"count":01}`: false, `{"count":-}`: false, `{"count":1 2}`: false,
		`{"count":""}`: false, `{"count":" 1"}`: false, `{"count":"1"2}`: false, `{"count":2147483648}`: false, `{"count":true}`: false,
		`{"count":1,"count":1}`: false, `{"location_id":"a","locationId":"a"}`: false, `{"nope":1}`: false, `{"locationid":""}`: false,
		`{"partOfDay":"1"}`: false, `{"partOfDay":"MORNING"}`: false, `{"partOfDay":true}`: false, `{"partOfDay":""}`: false,
		`{"createTime":"2022-01-31"}`: false, `{"createTime":"2022-01-31T12:00:00.1234567891Z"}`: false, `{"createTime":7}`: false,
		`{"createTime":"0000-01-01T00:00:00Z"}`: false, `{"createTime":"9999-12-31T23:59:59-01:00"}`: false, `{"createTime":{}}`: false,
		`{"date":"\ud800"}`: false, `{"date":"\x"}`: false, "{\"date\":\"\n\"}": false, "{\"date\":\"\xff\"}": false, `{"date":"a}`: false,
		`{"date":'a'}`: false, `{"withdrawn":"true"}`: false, `{"withdrawn":truex}`: false, `{"withdrawn":nullx}`: false, `{"date":"\`: false,
		"\ufeff{}": false, "{\"count\":1\x00}": false, `{"withdrawn":TRUE}`: false, `{"count":0x1}`: false, `{"count":1_0}`: false,
	}
}

func TestHeadCountsAreTakenOrLeft(t *testing.T) {
	codec, kind := jsoncodec.New(), (&activitiesv1.HeadCount{}).ProtoReflect().Type()
	for content, taken := range headCounts() {
		require.Equal(t, taken, agree(t, codec, kind, []byte(content)), content)
	}
}

func FuzzBatchIsReadAsProtojsonDoes(f *testing.F) {
	for content := range headCounts() {
		f.Add([]byte(`{"requests":[{"headCount":` + content + `,"requestId":"r"}]}`))
	}
	codec, kind := jsoncodec.New(), (&activitiesv1.BatchCreateHeadCountsRequest{}).ProtoReflect().Type()
	f.Fuzz(func(t *testing.T, content []byte) { agree(t, codec, kind, content) })
}

func TestWhatCannotBeWrittenIsLeft(t *testing.T) {
	codec := jsoncodec.New()
	for name, m := range map[string]proto.Message{
		"no message": nil, "none of its kind": (*activitiesv1.HeadCount)(nil),
		"a text that is none":       &activitiesv1.HeadCount{Date: "\xff"},
		"an instant before year 1":  &activitiesv1.HeadCount{CreateTime: &timestamppb.Timestamp{Seconds: -62135596801}},
		"an instant after 9999":     &activitiesv1.HeadCount{CreateTime: &timestamppb.Timestamp{Seconds: 253402300800}},
		"an instant that is none":   &activitiesv1.HeadCount{CreateTime: &timestamppb.Timestamp{Nanos: -1}},
		"a list with nothing in it": &activitiesv1.ListHeadCountsResponse{HeadCounts: []*activitiesv1.HeadCount{nil}},
		"a form of its own":         durationpb.New(1),
		"a field with such a form":  &operationsv1.OutboxStatus{},
		"what holds itself":         structpb.NewStringValue("x"),
		"fields in a oneof":         &activitiesv1.UploadImportRequest{},
	} {
		_, ok := codec.Marshal(m)
		require.False(t, ok, name)
	}
}

func TestReadingBeginsWithAnEmptyMessage(t *testing.T) {
	codec := jsoncodec.New()
	m := &activitiesv1.HeadCount{Id: "old", Count: 7}
	require.True(t, codec.Unmarshal([]byte(`{"count":3}`), m))
	require.True(t, proto.Equal(&activitiesv1.HeadCount{Count: 3}, m))
	var made *activitiesv1.HeadCount
	require.False(t, codec.Unmarshal([]byte(`{"count":3`), &made))
	require.Nil(t, made)
	require.True(t, codec.Unmarshal([]byte(`{"count":3}`), &made))
	require.True(t, proto.Equal(m, made))
	for _, into := range []any{nil, 7, "x", new(int), new(*int), activitiesv1.PartOfDay(1), (*activitiesv1.HeadCount)(nil), &struct{}{}} {
		require.False(t, codec.Unmarshal([]byte(`{}`), into))
	}
}

func TestManyUseOneCodecFromTheFirstMessageOn(t *testing.T) {
	codec, kinds := jsoncodec.New(), spoken(t)
	var all sync.WaitGroup
	for i := range uint64(8) {
		all.Go(func() {
			random := rand.New(rand.NewPCG(i, 0))
			for _, kind := range kinds {
				m := anything(random, kind)
				if content, ok := codec.Marshal(m); ok && !bytes.Equal(asProtojson(t, m), content) {
					t.Errorf("%s: %s", kind.Descriptor().FullName(), content)
				}
			}
		})
	}
	all.Wait()
}

func TestALongListIsWritten(t *testing.T) {
	codec := jsoncodec.New()
	short, long := &activitiesv1.ListHeadCountsResponse{}, &activitiesv1.ListHeadCountsResponse{}
	for range 2000 {
		long.HeadCounts = append(long.HeadCounts, &activitiesv1.HeadCount{Date: strings.Repeat("x", 100)})
	}
	for range 3 {
		for _, m := range []proto.Message{short, long} {
			content, ok := codec.Marshal(m)
			require.True(t, ok)
			require.Equal(t, string(asProtojson(t, m)), string(content))
		}
	}
}
