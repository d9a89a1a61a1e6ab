package main

import (
	"fmt"
	"maps"
	"regexp/syntax"
	"slices"
	"strings"
)

const jsonType = "application/json"

// addExamples shows a body of every request and every success that the schemas allow. Where one tries the API out, the
// example is the body one begins with.
func (a *api) addExamples() error {
	each(a.paths, func(o object) {
		if body, ok := o["requestBody"].(object); ok {
			a.showExample(body, exampleOf{schemas: a.schemas, sent: true})
		}
		responses, _ := o["responses"].(object)
		for status, response := range responses {
			if strings.HasPrefix(status, "2") {
				a.showExample(response.(object), exampleOf{schemas: a.schemas})
			}
		}
	})
	return nil
}

func (a *api) showExample(holder object, e exampleOf) {
	content, _ := holder["content"].(object)
	if media, ok := content[jsonType].(object); ok {
		if example := e.value("", media.at("schema"), 0); !looksLikeAnOperation(example) {
			media["example"] = example
		}
	}
}

// exampleOf makes examples from schemas.
type exampleOf struct {
	schemas object
	sent    bool // by a caller, who leaves out what the service sets and what need not be there
}

// exampleDepth bounds schemas that hold themselves.
const exampleDepth = 6

func (e exampleOf) value(name string, schema object, depth int) any {
	schema, refused := e.resolve(schema)
	if values, ok := schema["enum"].([]any); ok {
		return firstOf(values, refused)
	}
	switch schema["type"] {
	case "object":
		return e.members(schema, depth)
	case "array":
		if depth > exampleDepth {
			return []any{}
		}
		return []any{e.value(name, schema.at("items"), depth+1)}
	case "integer":
		return exampleNumber(name, schema)
	case "boolean":
		return false
	}
	return exampleText(name, schema)
}

func (e exampleOf) members(schema object, depth int) object {
	members, required := object{}, map[any]bool{}
	names, _ := schema["required"].([]any)
	for _, name := range names {
		required[name] = true
	}
	for name, value := range schema.at("properties") {
		property := value.(object)
		if e.sent && len(names) == 0 && name != changed(schema) {
			continue
		}
		left := e.sent && (property["readOnly"] == true || name == "etag" || len(required) > 0 && !required[name])
		if !left && depth <= exampleDepth {
			members[name] = e.value(name, property, depth+1)
		}
	}
	return members
}

// looksLikeAnOperation says whether the official ruleset takes a part of an example for an operation: it takes every name
// below the paths for one that holds a word for a method, such as "outputs", and complains of what is no object.
func looksLikeAnOperation(example any) bool {
	switch part := example.(type) {
	case object:
		for name, member := range part {
			_, isObject := member.(object)
			method := strings.Contains(name, "put") || strings.Contains(name, "post") || strings.Contains(name, "patch")
			if method && !isObject || looksLikeAnOperation(member) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(part, looksLikeAnOperation)
	}
	return false
}

// changed answers the one field that a change shows: a caller sends what becomes different, and no more.
func changed(schema object) string {
	if _, ok := schema.at("properties")["displayName"]; ok {
		return "displayName"
	}
	for _, name := range slices.Sorted(maps.Keys(schema.at("properties"))) {
		if name != "etag" {
			return name
		}
	}
	return ""
}

// resolve follows references, and answers what is refused of what they allow.
func (e exampleOf) resolve(schema object) (resolved object, refused []any) {
	if not, ok := schema["not"].(object); ok {
		refused, _ = not["enum"].([]any)
	}
	ref, _ := schema["$ref"].(string)
	if all, ok := schema["allOf"].([]any); ok {
		ref, _ = all[0].(object)["$ref"].(string)
	}
	if target, ok := e.schemas[strings.TrimPrefix(ref, schemaRef)].(object); ok {
		schema = target
	}
	return schema, refused
}

// firstOf answers the first value that says something: protobuf begins every enum with one that does not.
func firstOf(values, refused []any) any {
	no := map[any]bool{}
	for _, v := range refused {
		no[v] = true
	}
	for _, v := range values {
		if !no[v] && !strings.HasSuffix(fmt.Sprint(v), "_UNSPECIFIED") {
			return v
		}
	}
	return values[0]
}

func exampleNumber(name string, schema object) any {
	if strings.HasSuffix(strings.ToLower(name), "year") {
		return 2026
	}
	for _, key := range []string{"minimum", "maximum"} {
		if limit, ok := schema[key].(int32); ok && limit > 0 {
			return limit
		}
	}
	return 12
}

// exampleText answers a text of the form that the schema asks for.
func exampleText(name string, schema object) string {
	pattern, _ := schema["pattern"].(string)
	switch {
	case schema["format"] == "date":
		return "2026-03-14"
	case schema["format"] == "date-time":
		return "2026-03-14T09:30:00Z"
	case schema["format"] == "byte":
		return "TWVlZG9lbg==" // base64
	case schema["format"] == "uuid", name == "id", strings.HasSuffix(name, "Id"):
		return "0195a3f0-6d1e-7c42-9b8a-2f4e6d8c0a13"
	case name == "etag":
		return "3"
	case name == "displayName":
		return "De Wieken"
	case name == "wijkCode":
		return "WK003401"
	case pattern != "":
		if re, err := syntax.Parse(pattern, syntax.Perl); err == nil {
			return shortest(re)
		}
	}
	text := strings.ToLower(wordStart.ReplaceAllString(name, " $1"))
	if limit, ok := schema["maxLength"].(uint64); ok && limit < uint64(len(text)) {
		text = text[:limit]
	}
	return text
}

// shortest answers a short text that a pattern matches.
func shortest(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		return string(re.Rune[len(re.Rune)-2]) // a letter rather than a digit, where both are allowed
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "x"
	case syntax.OpCapture, syntax.OpPlus, syntax.OpAlternate:
		return shortest(re.Sub[0])
	case syntax.OpRepeat:
		return strings.Repeat(shortest(re.Sub[0]), re.Min)
	case syntax.OpConcat:
		var b strings.Builder
		for _, sub := range re.Sub {
			b.WriteString(shortest(sub))
		}
		return b.String()
	}
	return "" // an end of the text, and what may be left out
}
