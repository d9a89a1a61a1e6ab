package gateway_test

import (
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// noon is every instant of a filled message: a moment of summer time, in UTC.
const noon = "2022-05-01T10:00:00Z"

// filled answers a message with a value in every field, messages in it too, so that nothing the contract has is left
// untried. Of the fields that exclude each other the first has one.
func filled(d protoreflect.MessageDescriptor) proto.Message {
	m := newMessage(d)
	fill(m.ProtoReflect(), 4)
	return m
}

func fill(m protoreflect.Message, depth int) {
	if stamp, ok := m.Interface().(*timestamppb.Timestamp); ok {
		at, _ := time.Parse(time.RFC3339, noon)
		stamp.Seconds = at.Unix()
		return
	}
	for i := range m.Descriptor().Fields().Len() {
		f := m.Descriptor().Fields().Get(i)
		oneof := f.ContainingOneof()
		switch {
		case depth == 0 || f.IsMap() || oneof != nil && oneof.Fields().Get(0) != f || isMask(f):
		case f.IsList():
			list := m.Mutable(f).List()
			value := list.NewElement()
			list.Append(fillOne(f, value, depth))
		case f.Message() != nil:
			fill(m.Mutable(f).Message(), depth-1)
		default:
			m.Set(f, fillOne(f, m.NewField(f), depth))
		}
	}
}

func fillOne(f protoreflect.FieldDescriptor, value protoreflect.Value, depth int) protoreflect.Value {
	switch f.Kind() {
	case protoreflect.MessageKind:
		fill(value.Message(), depth-1)
	case protoreflect.StringKind:
		return protoreflect.ValueOfString("x")
	case protoreflect.Int32Kind:
		return protoreflect.ValueOfInt32(7)
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(true)
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(f.Enum().Values().Get(1).Number())
	}
	return value
}

func isMask(f protoreflect.FieldDescriptor) bool {
	return f.Message() != nil && f.Message().FullName() == "google.protobuf.FieldMask"
}

// holds says whether a message has a field that is right, at any depth.
func holds(d protoreflect.MessageDescriptor, right func(protoreflect.FieldDescriptor) bool) bool {
	seen := map[protoreflect.FullName]bool{}
	var look func(protoreflect.MessageDescriptor) bool
	look = func(d protoreflect.MessageDescriptor) bool {
		if d == nil || seen[d.FullName()] {
			return false
		}
		seen[d.FullName()] = true
		for i := range d.Fields().Len() {
			if f := d.Fields().Get(i); right(f) || look(f.Message()) {
				return true
			}
		}
		return false
	}
	return look(d)
}

func isInstant(f protoreflect.FieldDescriptor) bool {
	return f.Message() != nil && f.Message().FullName() == "google.protobuf.Timestamp"
}
