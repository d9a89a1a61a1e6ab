package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

const schemaRef = "#/components/schemas/"

// describeSchemas adds limits to the schemas of messages, the meaning of their values to those of enums, and to those
// that only answers hold which fields are always there.
func (a *api) describeSchemas() error {
	sent := a.sentMessages()
	for name, value := range a.schemas {
		schema := value.(object)
		if e := a.protos.enum(name); e != nil {
			describeValues(schema, e)
			continue
		}
		m := a.protos.message(strings.TrimSuffix(name, updateSuffix))
		if m == nil {
			return fmt.Errorf("the protos do not hold %s", name)
		}
		if err := limitFields(schema, m); err != nil {
			return err
		}
		if !sent[m.FullName()] {
			requireAll(schema, m)
		}
	}
	return nil
}

func limitFields(schema object, m protoreflect.MessageDescriptor) error {
	for name, property := range schema.at("properties") {
		f := fieldAt(m, name)
		if f == nil {
			return fmt.Errorf("%s has no field %s", m.FullName(), name)
		}
		if err := limit(property.(object), f); err != nil {
			return err
		}
	}
	return nil
}

// requireAll marks the fields that the gateway always writes: those that cannot be absent.
func requireAll(schema object, m protoreflect.MessageDescriptor) {
	var always []any
	for i := range m.Fields().Len() {
		if f := m.Fields().Get(i); !f.HasPresence() {
			always = append(always, f.JSONName())
		}
	}
	if len(always) > 0 {
		schema["required"] = always
	}
}

// sentMessages answers the messages that bodies of requests hold, at any depth.
func (a *api) sentMessages() map[protoreflect.FullName]bool {
	sent := map[protoreflect.FullName]bool{}
	var walk func(protoreflect.MessageDescriptor)
	walk = func(m protoreflect.MessageDescriptor) {
		if m == nil || sent[m.FullName()] {
			return
		}
		sent[m.FullName()] = true
		for i := range m.Fields().Len() {
			walk(m.Fields().Get(i).Message())
		}
	}
	for _, m := range a.protos.methods {
		walk(bodyOf(m))
	}
	return sent
}

// describeValues adds what the values of an enum mean, which the plugin leaves out.
func describeValues(schema object, e protoreflect.EnumDescriptor) {
	var lines []string
	for i := range e.Values().Len() {
		v := e.Values().Get(i)
		comment := e.ParentFile().SourceLocations().ByDescriptor(v).LeadingComments
		lines = append(lines, fmt.Sprintf("- `%s`: %s", v.Name(), strings.Join(strings.Fields(comment), " ")))
	}
	schema["description"] = fmt.Sprintf("%s\n\n%s", schema["description"], strings.Join(lines, "\n"))
}

// updateSuffix ends the name of the schema of a change: of a resource, only what is given changes, and what the service
// itself sets cannot be given.
const updateSuffix = "Update"

// updateSchema answers a reference to the schema of a change of the resource that schema refers to.
func (a *api) updateSchema(schema object) (object, error) {
	name := strings.TrimPrefix(schema["$ref"].(string), schemaRef)
	whole, ok := a.schemas[name].(object)
	if !ok {
		return nil, fmt.Errorf("there is no schema %s", name)
	}
	change := maps.Clone(whole)
	delete(change, "required")
	properties := object{}
	for key, property := range whole.at("properties") {
		if p := property.(object); p["readOnly"] != true {
			properties[key] = maps.Clone(p)
		}
	}
	change["properties"] = properties
	a.schemas[name+updateSuffix] = change
	return object{"$ref": schemaRef + name + updateSuffix}, nil
}

// shortenNames names every schema by the last part of its full name (linter: schema-camel-case), behind the module where
// modules have one of the same name.
func (a *api) shortenNames() error {
	names := shortNames(slices.Collect(maps.Keys(a.schemas)))
	for _, name := range slices.Sorted(maps.Keys(names)) {
		short := names[name]
		if _, taken := a.schemas[short]; taken {
			return fmt.Errorf("two schemas would be called %s", short)
		}
		a.schemas[short] = a.schemas[name]
		delete(a.schemas, name)
	}
	each(a.doc, func(o object) {
		ref, _ := o["$ref"].(string)
		// A part that a resource shares with its change is met twice.
		if short, long := names[strings.TrimPrefix(ref, schemaRef)]; long {
			o["$ref"] = schemaRef + short
		}
	})
	return nil
}

// shortNames answers the short name of every full one.
func shortNames(full []string) map[string]string {
	last := func(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
	having, short := map[string]int{}, map[string]string{}
	for _, name := range full {
		having[last(name)]++
	}
	for _, name := range full {
		short[name] = last(name)
		if having[last(name)] > 1 {
			module := moduleOf(strings.TrimSuffix(name, "."+last(name)))
			short[name] = strings.ToUpper(module[:1]) + module[1:] + last(name)
		}
	}
	return short
}
