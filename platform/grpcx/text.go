package grpcx

import (
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protopath"
	"google.golang.org/protobuf/reflect/protorange"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/deschoor/meedoen/platform/fault"
)

// unstorable answers a violation for every text of msg that holds the character U+0000: no person types it, and
// PostgreSQL stores none.
func unstorable(msg proto.Message) []fault.Field {
	if !mayHoldNull(msg.ProtoReflect()) {
		return nil
	}
	var fields []fault.Field
	// The function never answers an error, so neither does Range.
	_ = protorange.Range(msg.ProtoReflect(), func(at protopath.Values) error {
		text, isText := at.Index(-1).Value.Interface().(string)
		if isText && holdsNull(text) {
			fields = append(fields, fault.Field{
				Path: strings.TrimPrefix(at.Path[1:].String(), "."), Reason: "TEXT_INVALID",
				Text: "A text cannot hold the character U+0000.",
			})
		}
		return nil
	})
	return fields
}

func holdsNull(text string) bool { return strings.IndexByte(text, 0) >= 0 }

// mayHoldNull says whether a text of m holds U+0000, or whether that cannot be told. Keeping the path to each text, for the few
// requests that have one, costs several times what all else does that a call goes through.
func mayHoldNull(m protoreflect.Message) (may bool) {
	if m.Descriptor().FullName() == "google.protobuf.Any" {
		return true
	}
	m.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.IsMap():
			value.Map().Range(func(_ protoreflect.MapKey, value protoreflect.Value) bool {
				may = oneMayHoldNull(field.MapValue(), value)
				return !may
			})
		case field.IsList():
			list := value.List()
			for i := 0; i < list.Len() && !may; i++ {
				may = oneMayHoldNull(field, list.Get(i))
			}
		default:
			may = oneMayHoldNull(field, value)
		}
		return !may
	})
	return may
}

// oneMayHoldNull is mayHoldNull of one value of a field.
func oneMayHoldNull(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
	switch field.Kind() {
	case protoreflect.StringKind:
		return holdsNull(value.String())
	case protoreflect.MessageKind, protoreflect.GroupKind:
		return mayHoldNull(value.Message())
	}
	return false
}
