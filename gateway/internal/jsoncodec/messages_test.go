package jsoncodec_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/known/timestamppb"

	_ "github.com/deschoor/meedoen/proto/meedoen/activities/v1" // linked for their messages, as those below
	_ "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	_ "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	_ "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
	_ "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	_ "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	_ "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// spoken answers the messages that the REST API reads from bodies and answers in JSON, in the order of their names.
func spoken(t testing.TB) []protoreflect.MessageType {
	t.Helper()
	var names []protoreflect.FullName
	protoregistry.GlobalFiles.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		for i := range f.Services().Len() {
			methods := f.Services().Get(i).Methods()
			for j := range methods.Len() {
				names = append(names, spokenOf(methods.Get(j))...)
			}
		}
		return true
	})
	slices.Sort(names)
	var types []protoreflect.MessageType
	for _, name := range slices.Compact(names) {
		if name == "google.api.HttpBody" { // a file
			continue
		}
		found, err := protoregistry.GlobalTypes.FindMessageByName(name)
		if err != nil {
			t.Fatal(err)
		}
		types = append(types, found)
	}
	if len(types) < 200 {
		t.Fatalf("the REST API speaks no more than %d messages", len(types))
	}
	return types
}

func spokenOf(m protoreflect.MethodDescriptor) []protoreflect.FullName {
	rule, _ := proto.GetExtension(m.Options(), annotations.E_Http).(*annotations.HttpRule)
	switch {
	case rule == nil:
		return nil
	case rule.GetBody() == "":
		return []protoreflect.FullName{m.Output().FullName()}
	case rule.GetBody() == "*":
		return []protoreflect.FullName{m.Output().FullName(), m.Input().FullName()}
	}
	body := m.Input().Fields().ByName(protoreflect.Name(rule.GetBody()))
	return []protoreflect.FullName{m.Output().FullName(), body.Message().FullName()}
}

// texts are some that are written otherwise than they are.
func texts() []string {
	return []string{
		"", "x", "0190a0b0-1111-7000-8000-000000000001", "Buurthuis 't Hoekje", "café", "日本", "a\"b\\c/d", "\x00\x01\x1f\x7f", "\b\f\n\r\t",
		"\u2028<&>", "😀", "\ufffd", strings.Repeat("lang ", 50),
	}
}

// anything answers a message with some value in some of its fields.
func anything(random *rand.Rand, kind protoreflect.MessageType) proto.Message {
	m := kind.New()
	fill(random, m, 4)
	return m.Interface()
}

func fill(random *rand.Rand, m protoreflect.Message, depth int) {
	if at, ok := m.Interface().(*timestamppb.Timestamp); ok {
		at.Seconds = random.Int64N(253402300799+62135596800) - 62135596800
		at.Nanos = []int32{0, 0, 120_000_000, 5_000, 123_456_000, 1, 999_999_999}[random.IntN(7)]
		return
	}
	for i := range m.Descriptor().Fields().Len() {
		f := m.Descriptor().Fields().Get(i)
		switch {
		case random.IntN(3) == 0 || depth == 0 && f.Message() != nil:
		case f.IsMap():
		case f.IsList():
			list := m.Mutable(f).List()
			for range random.IntN(4) {
				list.Append(some(random, f, list.NewElement(), depth))
			}
		default:
			m.Set(f, some(random, f, m.NewField(f), depth))
		}
	}
}

func some(random *rand.Rand, f protoreflect.FieldDescriptor, value protoreflect.Value, depth int) protoreflect.Value {
	whole := []int64{0, 1, -1, 7, 100, math.MaxInt32, math.MinInt32, math.MaxInt64, math.MinInt64}
	switch f.Kind() {
	case protoreflect.MessageKind:
		fill(random, value.Message(), depth-1)
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(texts()[random.IntN(len(texts()))])
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes([]byte(texts()[random.IntN(len(texts()))]))
	case protoreflect.Int32Kind:
		return protoreflect.ValueOfInt32(int32(whole[random.IntN(7)]))
	case protoreflect.Int64Kind:
		return protoreflect.ValueOfInt64(whole[random.IntN(len(whole))])
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(random.IntN(2) == 0)
	case protoreflect.EnumKind:
		if random.IntN(10) == 0 {
			return protoreflect.ValueOfEnum(9999) // one that only a later release knows
		}
		values := f.Enum().Values()
		return protoreflect.ValueOfEnum(values.Get(random.IntN(values.Len())).Number())
	}
	return value
}
