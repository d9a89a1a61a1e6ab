package jsonbody

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/deschoor/meedoen/gateway/internal/problem"
	"github.com/deschoor/meedoen/gateway/internal/routes"
)

// maxViolations bounds the answer to a body made of nothing but mistakes.
const maxViolations = 1000

// Explain says why a body that is JSON is not a message of the kind of desc: every field that is unknown, given twice
// or of the wrong type (ADR /core/error-handling/all-errors), up to a thousand.
//
// It runs only after protojson refused the body, and asks protojson itself about each single value, so that the two
// cannot come to differ.
func Explain(desc protoreflect.MessageDescriptor, body []byte) []problem.Violation {
	e := &explainer{}
	e.message(desc, bytes.TrimSpace(body), "")
	return e.violations
}

type explainer struct{ violations []problem.Violation }

func (e *explainer) add(path, reason, format string, args ...any) {
	if len(e.violations) < maxViolations {
		e.violations = append(e.violations, problem.Violation{
			In: routes.InBody, Field: path, Reason: reason, Detail: fmt.Sprintf(format, args...),
		})
	}
}

func (e *explainer) message(desc protoreflect.MessageDescriptor, raw json.RawMessage, path string) {
	if raw[0] != '{' {
		e.add(path, "VALUE_INVALID", "This must be an object.")
		return
	}
	given := map[protoreflect.Name]bool{}
	for _, m := range members(raw) {
		at := join(path, m.name)
		field := desc.Fields().ByJSONName(m.name)
		if field == nil {
			field = desc.Fields().ByTextName(m.name) // the mapping of protobuf takes both names
		}
		switch {
		case field == nil:
			e.add(at, "FIELD_UNKNOWN", "There is no such field.")
		case given[field.Name()]:
			e.add(at, "FIELD_REPEATED", "This field is given more than once.")
		default:
			given[field.Name()] = true
			e.value(field, m.value, at)
		}
	}
}

func (e *explainer) value(field protoreflect.FieldDescriptor, raw json.RawMessage, path string) {
	switch {
	case string(raw) == "null":
		// As if the field had been left out.
	case field.IsList() && raw[0] != '[':
		e.add(path, "VALUE_INVALID", "This must be a list.")
	case field.IsList():
		for i, element := range elements(raw) {
			e.single(field, element, fmt.Sprintf("%s[%d]", path, i))
		}
	default:
		e.single(field, raw, path)
	}
}

// single explains one value of a field, an element of its list where it is one.
func (e *explainer) single(field protoreflect.FieldDescriptor, raw json.RawMessage, path string) {
	if m := field.Message(); m != nil && !field.IsMap() && !strings.HasPrefix(string(m.FullName()), "google.protobuf.") {
		e.message(m, raw, path)
		return
	}
	value := string(raw)
	if field.IsList() {
		value = "[" + value + "]"
	}
	alone := fmt.Sprintf(`{%q:%s}`, field.JSONName(), value)
	if protojson.Unmarshal([]byte(alone), dynamicpb.NewMessage(field.ContainingMessage())) != nil {
		e.add(path, "VALUE_INVALID", "%s", routes.Expected(field))
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

type member struct {
	name  string
	value json.RawMessage
}

// members answers the members of an object in their order, those with the same name too. The JSON has been found valid.
func members(object json.RawMessage) []member {
	var all []member
	d := json.NewDecoder(bytes.NewReader(object))
	_, _ = d.Token()
	for d.More() {
		var m member
		name, _ := d.Token()
		m.name, _ = name.(string)
		_ = d.Decode(&m.value)
		all = append(all, m)
	}
	return all
}

func elements(list json.RawMessage) []json.RawMessage {
	var all []json.RawMessage
	_ = json.Unmarshal(list, &all)
	return all
}
