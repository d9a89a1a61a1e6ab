// Command openapi turns the merged output of protoc-gen-openapiv3 into the description of the API that the gateway
// publishes: as the Dutch API Design Rules 2.2 (ADR) ask, as the gateway behaves (statuses, problems, headers), and
// with the limits that the validation rules in the protos set.
//
// The same input gives the same output, to the byte.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

func main() {
	merged := flag.String("merged", "", "output of openapiv3-merge")
	image := flag.String("image", "", "the protos with comments, made by buf build")
	info := flag.String("info", "", "title, version, contact and licence of the API, as JSON")
	out := flag.String("out", "", "where to write the description")
	flag.Parse()
	if err := run(*merged, *image, *info, *out); err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

func run(merged, image, info, out string) error {
	doc, err := readJSON(merged)
	if err != nil {
		return err
	}
	if doc["info"], err = readJSON(info); err != nil {
		return err
	}
	protos, err := readImage(image)
	if err != nil {
		return err
	}
	if err := describe(doc, protos); err != nil {
		return err
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(doc); err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	if err := os.WriteFile(out, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// describe changes doc step by step. Schemas come last but one: operations still refer to them by their full names.
func describe(doc object, protos *contract) error {
	api := &api{doc: doc, protos: protos, paths: doc.at("paths"), schemas: doc.at("components", "schemas")}
	for _, step := range []func() error{
		api.describeOperations,
		api.describeSchemas,
		api.moveVersion,
		api.shortenNames,
		api.addProblems,
		api.addExamples,
		api.rewordTexts,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// api is the description under work.
type api struct {
	doc, paths, schemas object
	protos              *contract
}

// object is a JSON object.
type object map[string]any

// at answers the object at path, made where there was none.
func (o object) at(path ...string) object {
	for _, key := range path {
		next, ok := o[key].(object)
		if !ok {
			next = object{}
			o[key] = next
		}
		o = next
	}
	return o
}

func readJSON(path string) (object, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	var tree map[string]any
	if err := json.Unmarshal(raw, &tree); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return objects(tree).(object), nil
}

// objects makes objects of all maps in a tree.
func objects(tree any) any {
	switch t := tree.(type) {
	case map[string]any:
		o := object{}
		for key, value := range t {
			o[key] = objects(value)
		}
		return o
	case []any:
		for i := range t {
			t[i] = objects(t[i])
		}
	}
	return tree
}

// each calls visit for every object in a tree, parents first.
func each(tree any, visit func(object)) {
	switch t := tree.(type) {
	case object:
		visit(t)
		for _, value := range t {
			each(value, visit)
		}
	case []any:
		for _, value := range t {
			each(value, visit)
		}
	}
}
