package main

import (
	"fmt"
	"strings"

	"buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// limit adds to the schema of a field what its validation rules say, as far as JSON Schema can say it.
func limit(schema object, f protoreflect.FieldDescriptor) error {
	if isDate(f) {
		schema["format"] = "date" // ADR /core/date-time/format
	}
	return limitBy(schema, rulesOf(f), f)
}

func isDate(f protoreflect.FieldDescriptor) bool {
	name := string(f.Name())
	return f.Kind() == protoreflect.StringKind && !f.IsList() && (name == "date" || strings.HasSuffix(name, "_date"))
}

func limitBy(schema object, rules *validate.FieldRules, f protoreflect.FieldDescriptor) error {
	switch t := rules.GetType().(type) {
	case nil:
	case *validate.FieldRules_String_:
		limitString(schema, t.String_)
	case *validate.FieldRules_Int32:
		limitInt32(schema, t.Int32)
	case *validate.FieldRules_Enum:
		limitEnum(schema, t.Enum, f.Enum())
	case *validate.FieldRules_Repeated:
		if t.Repeated.MinItems != nil {
			schema["minItems"] = t.Repeated.GetMinItems()
		}
		if t.Repeated.MaxItems != nil {
			schema["maxItems"] = t.Repeated.GetMaxItems()
		}
		if items := t.Repeated.GetItems(); items != nil {
			return limitBy(schema.at("items"), items, f)
		}
	default:
		return fmt.Errorf("%s: no way to describe rules of type %T", f.FullName(), t)
	}
	return nil
}

func limitString(schema object, r *validate.StringRules) {
	if r.MinLen != nil {
		schema["minLength"] = r.GetMinLen()
	}
	if r.MaxLen != nil {
		schema["maxLength"] = r.GetMaxLen()
	}
	if r.Pattern != nil {
		schema["pattern"] = r.GetPattern()
	}
	if r.GetUuid() {
		schema["format"] = "uuid"
	}
}

func limitInt32(schema object, r *validate.Int32Rules) {
	switch r.GetGreaterThan().(type) {
	case *validate.Int32Rules_Gte:
		schema["minimum"] = r.GetGte()
	case *validate.Int32Rules_Gt:
		schema["exclusiveMinimum"] = r.GetGt()
	}
	switch r.GetLessThan().(type) {
	case *validate.Int32Rules_Lte:
		schema["maximum"] = r.GetLte()
	case *validate.Int32Rules_Lt:
		schema["exclusiveMaximum"] = r.GetLt()
	}
}

// limitEnum names the values that are refused although the enum has them: the one that says nothing was given.
func limitEnum(schema object, r *validate.EnumRules, e protoreflect.EnumDescriptor) {
	var refused []any
	for _, number := range r.GetNotIn() {
		refused = append(refused, string(e.Values().ByNumber(protoreflect.EnumNumber(number)).Name()))
	}
	if len(refused) > 0 {
		schema["not"] = object{"enum": refused}
	}
}
