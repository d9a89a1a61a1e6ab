package routes

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"
)

const (
	fieldMask = "google.protobuf.FieldMask"
	timestamp = "google.protobuf.Timestamp"
)

// checkable says whether CheckValue knows the kind of a field.
func checkable(f protoreflect.FieldDescriptor) bool {
	switch f.Kind() {
	case protoreflect.StringKind, protoreflect.BoolKind, protoreflect.Int32Kind, protoreflect.EnumKind:
		return true
	case protoreflect.MessageKind:
		return !f.IsList() && (IsMask(f) || isInstant(f))
	}
	return false
}

// CheckValue says what is wrong with a value in a path or query, "" where nothing is. It accepts one way of writing
// each value, where the parsers below it take more (octal years, numbers for names), for what is accepted is a promise.
func CheckValue(f protoreflect.FieldDescriptor, value string) string {
	switch f.Kind() {
	case protoreflect.BoolKind:
		if value != "true" && value != "false" {
			return Expected(f)
		}
	case protoreflect.Int32Kind:
		if n, err := strconv.ParseInt(value, 10, 32); err != nil || strconv.FormatInt(n, 10) != value {
			return Expected(f)
		}
	case protoreflect.EnumKind:
		if f.Enum().Values().ByName(protoreflect.Name(value)) == nil {
			return Expected(f)
		}
	case protoreflect.MessageKind:
		if at, err := time.Parse(time.RFC3339Nano, value); err != nil || timestamppb.New(at).CheckValid() != nil {
			return Expected(f)
		}
	default:
		if !utf8.ValidString(value) {
			return Expected(f)
		}
	}
	return ""
}

// Expected says what a value of a field must be, in words for its caller.
func Expected(f protoreflect.FieldDescriptor) string {
	switch f.Kind() {
	case protoreflect.StringKind:
		return "This must be text in UTF-8."
	case protoreflect.BoolKind:
		return "This must be true or false."
	case protoreflect.Int32Kind:
		return "This must be a whole number between -2147483648 and 2147483647."
	case protoreflect.EnumKind:
		return "This must be one of " + strings.Join(namesOf(f.Enum()), ", ") + "."
	case protoreflect.MessageKind:
		if isInstant(f) {
			return "This must be a date and time with an offset, such as 2022-01-31T12:00:00Z (RFC 3339)."
		}
	}
	return "This is not a value of the type of the field."
}

func namesOf(e protoreflect.EnumDescriptor) []string {
	var names []string
	for i := range e.Values().Len() {
		// The zero value says that nothing was given; a caller leaves the field out instead.
		if v := e.Values().Get(i); v.Number() != 0 {
			names = append(names, string(v.Name()))
		}
	}
	return names
}

// IsMask says whether a query key lists fields of the body.
func IsMask(f protoreflect.FieldDescriptor) bool {
	return f.Message() != nil && f.Message().FullName() == fieldMask
}

func isInstant(f protoreflect.FieldDescriptor) bool {
	return f.Message() != nil && f.Message().FullName() == timestamp
}

// ProtoMask answers a mask of JSON names of fields of the body, divided by commas, as one of proto names, which is what
// the service reads. "*" means all. The second answer says what is wrong with the mask, "" where nothing is.
func (r *Route) ProtoMask(mask string) (protoMask, wrong string) {
	if mask == "*" {
		return mask, ""
	}
	names := strings.Split(mask, ",")
	var unknown []string
	for i, name := range names {
		if f := r.Body.Fields().ByJSONName(name); f != nil {
			names[i] = string(f.Name())
		} else if !slices.Contains(unknown, name) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		return "", fmt.Sprintf("These are no fields of the resource: %q.", unknown)
	}
	return strings.Join(names, ","), ""
}
