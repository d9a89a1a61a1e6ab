package domain

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// document is a YAML file that remembers on which line everything stands.
type document struct {
	root     *yaml.Node
	problems Problems
}

// readDocument answers the document, or the one problem that stops it from being read further.
func readDocument(source []byte) (*document, error) {
	var file yaml.Node
	if err := yaml.Unmarshal(source, &file); err != nil {
		return nil, Problems{{Text: err.Error()}}
	}
	if len(file.Content) == 0 {
		return nil, Problems{{Line: 1, Text: "the file is empty"}}
	}
	return &document{root: file.Content[0]}, nil
}

// complain notes that something is wrong at path, whose parts are names and indices.
func (d *document) complain(text string, path ...string) {
	line, name := d.locate(path)
	d.problems = append(d.problems, Problem{Line: line, Path: name, Text: text})
}

// validate notes everything in which the document differs from schema. An error says that schema is no schema.
func (d *document) validate(schema []byte) error {
	const name = "schema.json"
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return fmt.Errorf("schema of the catalogue: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(name, parsed); err != nil {
		return fmt.Errorf("schema of the catalogue: %w", err)
	}
	compiled, err := compiler.Compile(name)
	if err != nil {
		return fmt.Errorf("schema of the catalogue: %w", err)
	}
	var invalid *jsonschema.ValidationError
	if errors.As(compiled.Validate(d.plain(d.root, nil)), &invalid) {
		d.noteInvalid(invalid)
	}
	return nil
}

// noteInvalid notes the innermost causes of invalid; those around them only say that something inside is wrong.
func (d *document) noteInvalid(invalid *jsonschema.ValidationError) {
	for _, cause := range invalid.Causes {
		d.noteInvalid(cause)
	}
	if len(invalid.Causes) > 0 {
		return
	}
	at := invalid.InstanceLocation
	switch what := invalid.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		for _, name := range what.Properties {
			d.complain("unknown field", join(at, name)...)
		}
	case *kind.Required:
		for _, name := range what.Missing {
			d.complain(fmt.Sprintf("%q is missing", name), at...)
		}
	case *kind.DependentRequired:
		for _, name := range what.Missing {
			d.complain(fmt.Sprintf("%q is missing beside %q", name, what.Prop), at...)
		}
	case *kind.FalseSchema:
		d.complain("does not belong here", at...)
	default:
		d.complain(what.LocalizedString(message.NewPrinter(language.English)), at...)
	}
}

// plain answers node as JSON has it, and notes what JSON has not: a name given twice, and aliases.
func (d *document) plain(node *yaml.Node, path []string) any {
	switch node.Kind {
	case yaml.MappingNode:
		object := make(map[string]any, len(node.Content)/2)
		for i := 0; i+1 < len(node.Content); i += 2 {
			name := node.Content[i].Value
			if _, twice := object[name]; twice {
				d.complain(fmt.Sprintf("given again on line %d", node.Content[i].Line), join(path, name)...)
			}
			object[name] = d.plain(node.Content[i+1], join(path, name))
		}
		return object
	case yaml.SequenceNode:
		list := make([]any, len(node.Content))
		for i, item := range node.Content {
			list[i] = d.plain(item, join(path, strconv.Itoa(i)))
		}
		return list
	case yaml.AliasNode:
		d.complain("aliases are not used in a catalogue", path...)
		return nil
	}
	return scalar(node)
}

// scalar answers the number, bool, null or text of node; a date is text, as in JSON.
func scalar(node *yaml.Node) any {
	var value any
	if err := node.Decode(&value); err != nil {
		return node.Value
	}
	switch value.(type) {
	case nil, bool, int, int64, uint64, float64:
		return value
	}
	return node.Value
}

// locate answers the line on which path stands, or the innermost part of it that does stand somewhere, and path as
// people write it: "indicators[3].filter".
func (d *document) locate(path []string) (line int, name string) {
	node, line := d.root, d.root.Line
	for i, part := range path {
		var next *yaml.Node
		if node != nil && node.Kind == yaml.SequenceNode {
			index, _ := strconv.Atoi(part)
			next = node.Content[index]
			line, name = next.Line, name+"["+part+"]"
		} else {
			var key *yaml.Node
			if key, next = entry(node, part); key != nil {
				line = key.Line
			}
			if i > 0 {
				name += "."
			}
			name += part
		}
		node = next
	}
	return line, name
}

// entry answers the key and the value of name in node, or nil where node has none.
func entry(node *yaml.Node, name string) (key, value *yaml.Node) {
	if node == nil || node.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == name {
			return node.Content[i], node.Content[i+1]
		}
	}
	return nil, nil
}

func join(path []string, part string) []string { return append(path[:len(path):len(path)], part) }
