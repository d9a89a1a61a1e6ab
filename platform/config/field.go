package config

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// fileSuffix makes the key that reads a secret from a file, as containers hand secrets over.
const fileSuffix = "-file"

// field is one key of a struct.
type field struct {
	key   string // dotted, relative to the struct
	doc   string
	value reflect.Value // addressable
}

var (
	secretType   = reflect.TypeFor[Secret]()
	durationType = reflect.TypeFor[time.Duration]()
	readsText    = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func (f field) isSecret() bool { return f.value.Type() == secretType }

func (f field) isObjects() bool { return isObjects(f.value.Type()) }

// keys answers the keys that set the field.
func (f field) keys() []string {
	if f.isSecret() {
		return []string{f.key, f.key + fileSuffix}
	}
	return []string{f.key}
}

// fieldsOf answers the fields of a struct in their order, those of nested structs with dotted keys. The errors are
// mistakes in the program: a field without koanf or doc tag, of a type that cannot be read, or of a key that is taken.
func fieldsOf(object reflect.Value) ([]field, error) {
	fields, err := walk(object, "")
	if err != nil {
		return nil, err
	}
	taken := map[string]string{}
	for _, f := range fields {
		for _, key := range f.keys() {
			name := envName("", key)
			if other, ok := taken[name]; ok {
				return nil, fmt.Errorf("config: %s: the keys %s and %s clash", object.Type(), other, key)
			}
			taken[name] = key
		}
	}
	return fields, nil
}

func walk(object reflect.Value, prefix string) ([]field, error) {
	var fields []field
	for i := range object.NumField() {
		f := object.Type().Field(i)
		key, doc := f.Tag.Get("koanf"), f.Tag.Get("doc")
		if embedded(f) {
			nested, err := walk(object.Field(i), prefix)
			if err != nil {
				return nil, err
			}
			fields = append(fields, nested...)
			continue
		}
		if !f.IsExported() || key == "" {
			return nil, fmt.Errorf("config: %s.%s has no koanf tag", object.Type(), f.Name)
		}
		if isObject(f.Type) {
			nested, err := walk(object.Field(i), prefix+key+".")
			if err != nil {
				return nil, err
			}
			fields = append(fields, nested...)
			continue
		}
		if doc == "" {
			return nil, fmt.Errorf("config: %s.%s has no doc tag", object.Type(), f.Name)
		}
		if typeName(f.Type) == "" {
			return nil, fmt.Errorf("config: %s.%s: cannot read a %s", object.Type(), f.Name, f.Type)
		}
		if isObjects(f.Type) {
			if _, err := fieldsOf(reflect.New(f.Type.Elem()).Elem()); err != nil {
				return nil, err
			}
		}
		fields = append(fields, field{key: prefix + key, doc: doc, value: object.Field(i)})
	}
	return fields, nil
}

// embedded says whether f is a struct that several configurations share: its keys are those of the struct around it.
func embedded(f reflect.StructField) bool { return f.Anonymous && f.IsExported() && isObject(f.Type) }

func isObject(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && !reflect.PointerTo(t).Implements(readsText)
}

func isObjects(t reflect.Type) bool { return t.Kind() == reflect.Slice && isObject(t.Elem()) }

// typeName answers what a reader of the documentation calls a type, or nothing where it cannot be read.
func typeName(t reflect.Type) string {
	switch {
	case t == secretType:
		return "secret"
	case t == durationType:
		return "duration"
	case reflect.PointerTo(t).Implements(readsText):
		return "text"
	}
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "bool"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "integer"
	case reflect.Slice:
		if isObjects(t) {
			return "list of objects"
		}
		if t.Elem().Kind() == reflect.String {
			return "list of strings"
		}
	}
	return ""
}

// envName answers the environment variable of a key: "http.idle-timeout" is PREFIX_HTTP_IDLE_TIMEOUT.
func envName(prefix, key string) string {
	return prefix + strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(key))
}
