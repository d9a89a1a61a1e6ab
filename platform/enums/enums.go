// Package enums turns the values of proto enums into the words that are stored and read, and back: a value
// COLOUR_DARK_RED of an enum whose zero is COLOUR_UNSPECIFIED is the word "dark_red".
package enums

import (
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// Text answers the word of a value, "" for the zero value and for one that is not defined.
func Text(e protoreflect.Enum) string {
	value := e.Descriptor().Values().ByNumber(e.Number())
	if value == nil || value.Number() == 0 {
		return ""
	}
	return strings.ToLower(strings.TrimPrefix(string(value.Name()), prefix(e.Descriptor())))
}

// Value answers the value of a word, the zero value for "" and for a word the enum does not have.
func Value[E interface {
	~int32
	protoreflect.Enum
}](text string) E {
	var zero E
	descriptor := zero.Descriptor()
	value := descriptor.Values().ByName(protoreflect.Name(prefix(descriptor) + strings.ToUpper(text)))
	if value == nil {
		return zero
	}
	return E(value.Number())
}

func prefix(d protoreflect.EnumDescriptor) string {
	return strings.TrimSuffix(string(d.Values().ByNumber(0).Name()), "UNSPECIFIED")
}
