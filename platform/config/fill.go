package config

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
)

// fill sets the fields of the object at a key to what the strongest layer says of each.
func (l *loader) fill(fields []field, at string, layers []layer) {
	for _, f := range fields {
		i := slices.IndexFunc(layers, func(layer layer) bool { return layer.says(f) })
		switch {
		case i < 0:
		case f.isObjects():
			l.fillObjects(f, at, layers[i])
		default:
			l.fillField(f, at, layers[i])
		}
	}
}

// says answers whether the layer sets f; null in a file sets nothing.
func (l layer) says(f field) bool {
	return slices.ContainsFunc(f.keys(), func(key string) bool { return l.values.Get(key) != nil })
}

func (l *loader) fillField(f field, at string, from layer) {
	key := f.key
	if path := from.values.Get(f.key + fileSuffix); f.isSecret() && path != nil {
		key += fileSuffix
		l.origins[at+f.key] = from.origin(key)
		if from.values.Get(f.key) != nil {
			l.report(at+f.key, fmt.Sprintf("set either %s or %s", f.key, key))
			return
		}
		l.readSecret(f, at, path)
		return
	}
	l.origins[at+f.key] = from.origin(key)
	if err := assign(f.value, from.values.Get(key)); err != nil {
		l.report(at+f.key, err.Error())
	}
}

// readSecret reads a secret from the file at path, without the newline that editors and echo put at the end.
func (l *loader) readSecret(f field, at string, path any) {
	name, ok := path.(string)
	if !ok {
		l.report(at+f.key, "want the path of a file")
		return
	}
	content, err := os.ReadFile(name)
	if err != nil {
		l.report(at+f.key, err.Error())
		return
	}
	f.value.Set(reflect.ValueOf(NewSecret(strings.TrimRight(string(content), "\r\n"))))
}

// fillObjects replaces a list of objects by the one in a file.
func (l *loader) fillObjects(f field, at string, from layer) {
	l.origins[at+f.key] = from.origin(f.key)
	items, ok := from.values.Get(f.key).([]any)
	if !ok {
		l.report(at+f.key, "want a list of objects, which only a file can give")
		return
	}
	f.value.Set(reflect.MakeSlice(f.value.Type(), len(items), len(items)))
	for i, item := range items {
		l.fillObject(f.value.Index(i), fmt.Sprintf("%s%s[%d]", at, f.key, i), item, from)
	}
}

func (l *loader) fillObject(object reflect.Value, key string, item any, from layer) {
	values, ok := item.(map[string]any)
	if !ok {
		l.problems = append(l.problems, Problem{Key: key, Origin: from.origin(key), Text: "want keys and values"})
		return
	}
	fields, _ := fieldsOf(object) // an error was answered with those of the list
	element := newLayer(values, "", from.origin)
	l.problems = append(l.problems, element.unknown(fields, key+".")...)
	l.fill(fields, key+".", []layer{element})
}

// validate asks the object at a key, and every object in it, for what it finds wrong. Of a value that could not be read
// a rule says nothing: it would judge the default.
func (l *loader) validate(object reflect.Value, at string) {
	if v, ok := object.Addr().Interface().(Validator); ok {
		for _, p := range v.Validate() {
			p.Key = strings.TrimSuffix(at+p.Key, ".")
			p.Origin = l.origins[p.Key]
			// What an embedded struct says it also says as the one around it.
			if !l.unread[p.Key] && !slices.Contains(l.problems, p) {
				l.problems = append(l.problems, p)
			}
		}
	}
	for i := range object.NumField() {
		f, key := object.Field(i), at+object.Type().Field(i).Tag.Get("koanf")
		switch {
		case embedded(object.Type().Field(i)):
			l.validate(f, at)
		case isObject(f.Type()):
			l.validate(f, key+".")
		case isObjects(f.Type()):
			for i := range f.Len() {
				l.validate(f.Index(i), fmt.Sprintf("%s[%d].", key, i))
			}
		}
	}
}
