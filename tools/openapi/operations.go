package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

const bearer = "bearer"

// httpBody is the message of a body that is a file, as it is.
const httpBody = "google.api.HttpBody"

// describeOperations makes every operation say what the gateway does: names, parameters, body, answers and who may
// call.
func (a *api) describeOperations() error {
	for path, item := range a.paths {
		for method, value := range item.(object) {
			operation := value.(object)
			m := a.protos.methods[method+" "+path]
			if m == nil {
				return fmt.Errorf("%s %s: the protos do not hold it", method, path)
			}
			if err := a.describeOperation(path, method, operation, m); err != nil {
				return fmt.Errorf("%s %s: %w", method, path, err)
			}
		}
	}
	a.nameTags()
	return a.describeToken()
}

// describeToken says what a token is, and which roles there are to have.
func (a *api) describeToken() error {
	known := map[string]bool{}
	for _, m := range a.protos.methods {
		_, roles, err := a.protos.accessOf(m)
		if err != nil {
			return err
		}
		for _, role := range roles {
			known[role] = role != "*"
		}
	}
	maps.DeleteFunc(known, func(_ string, named bool) bool { return !named })
	a.doc.at("components", "securitySchemes")[bearer] = object{
		"type": "http", "scheme": "bearer", "bearerFormat": "JWT",
		"description": "A JSON Web Token of the organisation's identity provider (OpenID Connect), meant for this API (`aud`). " +
			"Its roles say what it may do: `" + strings.Join(slices.Sorted(maps.Keys(known)), "`, `") + "`.",
	}
	return nil
}

func (a *api) describeOperation(path, method string, operation object, m protoreflect.MethodDescriptor) error {
	operation["operationId"] = a.protos.operationID(m)
	splitSummary(operation)
	if err := limitParameters(operation, m); err != nil {
		return err
	}
	if err := a.describeBody(method, operation, m); err != nil {
		return err
	}
	open, roles, err := a.protos.accessOf(m)
	if err != nil {
		return err
	}
	describeAccess(operation, open, roles)
	a.describeResponses(path, method, operation, open, roles)
	return nil
}

func limitParameters(operation object, m protoreflect.MethodDescriptor) error {
	parameters, _ := operation["parameters"].([]any)
	for _, value := range parameters {
		p := value.(object)
		f := fieldAt(m.Input(), fmt.Sprint(p["name"]))
		if f == nil {
			return fmt.Errorf("%s has no field %s", m.Input().FullName(), p["name"])
		}
		schema := p.at("schema")
		if err := limit(schema, f); err != nil {
			return err
		}
		if f.Message() != nil && f.Message().FullName() == "google.protobuf.FieldMask" {
			// The names of fields of the body, divided by commas; "*" for all.
			schema["pattern"] = `^(\*|[a-z][A-Za-z0-9]*(,[a-z][A-Za-z0-9]*)*)$`
		}
		p["name"] = f.JSONName() // of "location.id" the last part
	}
	return nil
}

// describeBody gives a body that the plugin described in place a schema of its own, and a change a schema without what
// a change need not or cannot hold.
func (a *api) describeBody(method string, operation object, m protoreflect.MethodDescriptor) error {
	if bodyOf(m) == nil {
		return nil
	}
	if bodyOf(m).FullName() == httpBody {
		delete(a.schemas, httpBody)
		operation.at("requestBody")["content"] = object{"text/csv": object{"schema": object{"type": "string"}}}
		return nil
	}
	content := operation.at("requestBody", "content", "application/json")
	schema := content.at("schema")
	if _, ok := schema["$ref"]; !ok {
		name := string(bodyOf(m).FullName())
		a.schemas[name] = schema
		content["schema"] = object{"$ref": schemaRef + name}
	}
	if method != "patch" {
		return nil
	}
	change, err := a.updateSchema(schema)
	content["schema"] = change
	return err
}

func describeAccess(operation object, open bool, roles []string) {
	needed := []any{object{bearer: []any{}}}
	text := "Needs a token with one of the roles " + strings.Join(roles, ", ") + "."
	switch {
	case open:
		needed = append([]any{object{}}, needed...)
		text = "Needs no token; one that is sent must be valid."
	case slices.Equal(roles, []string{"*"}):
		text = "Needs a token with any role."
	case len(roles) == 1:
		text = "Needs a token with the role " + roles[0] + "."
	}
	operation["security"] = needed
	operation["description"] = strings.TrimPrefix(fmt.Sprintf("%v\n\n%s", operation["description"], text), "\n\n")
}

// nameTags names the groups of operations after what they are about, rather than after the service that offers them.
func (a *api) nameTags() {
	tags, _ := a.doc["tags"].([]any)
	for _, value := range tags {
		tag := value.(object)
		name := fmt.Sprint(tag["name"])
		description := strings.TrimPrefix(fmt.Sprint(tag["description"]), name+" ")
		tag["description"] = strings.ToUpper(description[:1]) + description[1:]
		tag["name"] = tagOf(name)
	}
	slices.SortFunc(tags, func(x, y any) int {
		return strings.Compare(fmt.Sprint(x.(object)["name"]), fmt.Sprint(y.(object)["name"]))
	})
	each(a.paths, func(o object) {
		if list, ok := o["tags"].([]any); ok {
			list[0] = tagOf(fmt.Sprint(list[0]))
		}
	})
}

// tagOf answers what a service is about in words: HeadCountService is "Head count".
func tagOf(service string) string {
	words := wordStart.ReplaceAllString(strings.TrimSuffix(service, "Service"), " $1")
	return words[1:2] + strings.ToLower(words[2:])
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
