package local

import (
	"unicode/utf8"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// copyInto makes to what from says; they share nothing that can change. It refuses what could not be sent, and what is larger than
// its sender or its receiver has it, in bytes; 0: no limit.
func copyInto(to, from any, maxSend, maxTake int) error {
	target, is := to.(proto.Message)
	source, also := from.(proto.Message)
	if !is || !also {
		return status.Errorf(codes.Internal, "grpc: error while marshaling: %T into %T, which are not both proto messages", from, to)
	}
	read, written := source.ProtoReflect(), target.ProtoReflect()
	if read.Descriptor() != written.Descriptor() { // a message that is only called otherwise, or not made by the generator
		bytes, err := encode(source, maxSend)
		if err != nil {
			return err
		}
		return decode(bytes, target, maxTake)
	}
	if err := fits(proto.Size(source), maxSend, maxTake); err != nil {
		return err
	}
	if !hasValidTexts(read) {
		return status.Errorf(codes.Internal, "grpc: error while marshaling: %s holds a text that is not UTF-8",
			read.Descriptor().FullName())
	}
	proto.Reset(target)
	proto.Merge(target, source)
	return nil
}

// encode answers a message as it waits in a stream.
func encode(m any, maxSend int) ([]byte, error) {
	message, is := m.(proto.Message)
	if !is {
		return nil, status.Errorf(codes.Internal, "grpc: error while marshaling: %T is not a proto message", m)
	}
	bytes, err := proto.Marshal(message)
	if err != nil {
		return nil, status.Errorf(codes.Internal, "grpc: error while marshaling: %v", err)
	}
	return bytes, fits(len(bytes), maxSend, 0)
}

// decode makes m what bytes say.
func decode(bytes []byte, m any, maxTake int) error {
	message, is := m.(proto.Message)
	if !is {
		return status.Errorf(codes.Internal, "grpc: failed to unmarshal the received message: %T is not a proto message", m)
	}
	if err := fits(len(bytes), 0, maxTake); err != nil {
		return err
	}
	if err := proto.Unmarshal(bytes, message); err != nil {
		return status.Errorf(codes.Internal, "grpc: failed to unmarshal the received message: %v", err)
	}
	return nil
}

// fits says whether a message of size bytes may be sent and taken, in the words of gRPC.
func fits(size, maxSend, maxTake int) error {
	if maxSend > 0 && size > maxSend {
		return status.Errorf(codes.ResourceExhausted, "trying to send message larger than max (%d vs. %d)", size, maxSend)
	}
	if maxTake > 0 && size > maxTake {
		return status.Errorf(codes.ResourceExhausted, "grpc: received message larger than max (%d vs. %d)", size, maxTake)
	}
	return nil
}

// hasValidTexts says whether the texts of m are UTF-8, which all that travels as protobuf is: a database may take no other.
func hasValidTexts(m protoreflect.Message) bool {
	valid := true
	m.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.IsMap():
			valid = validMap(field, value.Map())
		case field.IsList():
			valid = validList(field.Kind(), value.List())
		default:
			valid = validValue(field.Kind(), value)
		}
		return valid
	})
	return valid
}

func validMap(field protoreflect.FieldDescriptor, m protoreflect.Map) bool {
	valid := true
	m.Range(func(key protoreflect.MapKey, value protoreflect.Value) bool {
		valid = validValue(field.MapKey().Kind(), key.Value()) && validValue(field.MapValue().Kind(), value)
		return valid
	})
	return valid
}

func validList(kind protoreflect.Kind, list protoreflect.List) bool {
	if kind != protoreflect.StringKind && kind != protoreflect.MessageKind && kind != protoreflect.GroupKind {
		return true
	}
	for i := range list.Len() {
		if !validValue(kind, list.Get(i)) {
			return false
		}
	}
	return true
}

func validValue(kind protoreflect.Kind, value protoreflect.Value) bool {
	switch kind {
	case protoreflect.StringKind:
		return utf8.ValidString(value.String())
	case protoreflect.MessageKind, protoreflect.GroupKind:
		return hasValidTexts(value.Message())
	}
	return true
}
