package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"
)

// layer is what one source says.
type layer struct {
	values *koanf.Koanf
	origin func(key string) string
}

func newLayer(values map[string]any, delim string, origin func(string) string) layer {
	l := layer{values: koanf.New("."), origin: origin}
	_ = l.values.Load(confmap.Provider(values, delim), nil) // a map that is there cannot fail to load
	return l
}

// fileLayer reads a YAML file.
func fileLayer(path string) (layer, error) {
	origin := "file " + path
	l := layer{values: koanf.New("."), origin: func(string) string { return origin }}
	err := l.values.Load(file.Provider(path), yaml.Parser())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return l, errors.New("there is no such file")
	case err != nil && strings.Contains(err.Error(), "cannot unmarshal"):
		// The parser's text repeats what it read, which might be a secret.
		return l, errors.New("this is not a YAML file of keys and values")
	}
	return l, err
}

// environLayer reads the variables that belong to keys. It goes by the known keys and not by the variables, so that
// underscores are not ambiguous. An empty variable counts as not set, as in OpenTelemetry's variables, because compose
// files pass on empty what is not there.
func environLayer(fields []field, from Sources) (layer, []Problem) {
	keyOf := map[string]string{}
	for _, f := range fields {
		for _, key := range f.keys() {
			keyOf[envName(from.Prefix, key)] = key
		}
	}
	values, problems := map[string]any{}, []Problem(nil)
	for _, pair := range from.Environ {
		name, value, _ := strings.Cut(pair, "=")
		key, known := keyOf[name]
		switch {
		case !strings.HasPrefix(name, from.Prefix) || from.ignores(name) || value == "":
		case known:
			values[key] = value
		default:
			text := didYouMean("unknown environment variable", name, slices.Sorted(maps.Keys(keyOf)))
			problems = append(problems, Problem{Key: name, Text: text})
		}
	}
	origin := func(key string) string { return "env " + envName(from.Prefix, key) }
	return newLayer(values, ".", origin), problems
}

// flagLayer reads the flags that the caller gave and that Flag registered.
func flagLayer(flags *pflag.FlagSet) layer {
	values, nameOf := map[string]any{}, map[string]string{}
	flags.Visit(func(f *pflag.Flag) {
		if value, ok := f.Value.(*flagValue); ok {
			values[value.key], nameOf[value.key] = value.text, f.Name
		}
	})
	return newLayer(values, ".", func(key string) string { return "flag --" + nameOf[key] })
}

// unknown answers a problem for every key of a file that no field has.
func (l layer) unknown(fields []field, at string) []Problem {
	var known []string
	for _, f := range fields {
		known = append(known, f.keys()...)
	}
	var problems []Problem
	for _, key := range l.values.Keys() {
		if slices.ContainsFunc(known, func(k string) bool { return key == k || strings.HasPrefix(key, k+".") }) {
			continue
		}
		text := didYouMean("unknown key", key, known)
		if slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, key+".") }) {
			if l.values.Get(key) == nil {
				continue // a section with nothing in it
			}
			text = fmt.Sprintf("want keys under %s, not one value", key)
		}
		problems = append(problems, Problem{Key: at + key, Origin: l.origin(key), Text: text})
	}
	return problems
}
