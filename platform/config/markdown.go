package config

import (
	"fmt"
	"io"
	"reflect"
	"strings"
)

// Markdown writes a table of every key with its environment variable, type, default and meaning. The error is about the
// struct, as Load's, or the writer's.
func Markdown[T any](w io.Writer, defaults T, prefix string) error {
	config := reflect.ValueOf(&defaults).Elem()
	if _, err := fieldsOf(config); err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("| Key | Environment | Type | Default | Meaning |\n|---|---|---|---|---|\n")
	rows(&b, config, "", func(f field) string { return variables(f, prefix) })
	_, err := io.WriteString(w, b.String())
	return err
}

func rows(b *strings.Builder, object reflect.Value, at string, variables func(field) string) {
	fields, _ := fieldsOf(object) // Markdown answered the error
	for _, f := range fields {
		cells := []string{code(at + f.key), variables(f), typeName(f.value.Type()), code(show(f.value)), f.doc}
		for i, cell := range cells {
			cells[i] = strings.ReplaceAll(cell, "|", `\|`)
		}
		fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
		if f.isObjects() {
			item := reflect.New(f.value.Type().Elem()).Elem()
			rows(b, item, at+f.key+"[].", func(field) string { return "file only" })
		}
	}
}

func variables(f field, prefix string) string {
	if f.isObjects() {
		return "file only"
	}
	var names []string
	for _, key := range f.keys() {
		names = append(names, code(envName(prefix, key)))
	}
	return strings.Join(names, " or ")
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}
