// Package config reads a program's configuration from flags, the environment, a file and defaults, in that order of
// precedence, into a struct that documents itself:
//
//	type Config struct {
//		HTTP struct {
//			Listen string `koanf:"listen" doc:"Address and port to listen on."`
//		} `koanf:"http"`
//	}
//
// The key of the field is http.listen, and its variable, with prefix MEEDOEN_, MEEDOEN_HTTP_LISTEN. A field is a
// string, bool, integer, time.Duration, Secret, anything with UnmarshalText, a list of strings (with commas outside a
// file), a struct of fields, or a list of such structs, which only a file can give. An embedded struct needs no tag: its
// keys are those of the struct around it. A secret x may also be set by x-file, the path of a file that holds it.
// Everything that is wrong is answered at once.
package config

import (
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// Sources are where a configuration comes from. Each is optional.
type Sources struct {
	// File is the path of a YAML file; it must exist.
	File string
	// Environ is the environment as os.Environ answers it.
	Environ []string
	// Prefix is what the environment variables begin with, "MEEDOEN_".
	Prefix string
	// Ignore are beginnings of variables with Prefix that are not configuration, "MEEDOEN_TEST_".
	Ignore []string
	// Flags are parsed flags; those that Flag registered count.
	Flags *pflag.FlagSet
	// Only are the settings that matter here, by full key: what is wrong with others, which another step may be given, is not
	// told, and their values may then not be used. Empty: all matter.
	Only []string
}

func (s Sources) ignores(name string) bool {
	return slices.ContainsFunc(s.Ignore, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// leaves says whether a problem is with a setting that does not matter here.
func (s Sources) leaves(p Problem) bool {
	return len(s.Only) > 0 && p.Key != "" && !slices.Contains(s.Only, strings.TrimSuffix(p.Key, "-file"))
}

// Load answers defaults overridden by the file, the environment and the flags, and where each value came from. The
// error is an *Error with all problems, or another where the struct itself cannot be read.
func Load[T any](defaults T, from Sources) (T, *Settings, error) {
	var none T
	config := reflect.ValueOf(&defaults).Elem()
	fields, err := fieldsOf(config)
	if err != nil {
		return none, nil, err
	}
	l := &loader{origins: map[string]string{}, unread: map[string]bool{}}
	l.fill(fields, "", l.layers(fields, from))
	l.validate(config, "")
	l.problems = slices.DeleteFunc(l.problems, from.leaves)
	if len(l.problems) > 0 {
		return none, nil, &Error{Problems: l.problems}
	}
	return defaults, &Settings{config: config, origins: l.origins}, nil
}

// loader collects problems, and by full key the origins and what could not be read.
type loader struct {
	origins  map[string]string
	unread   map[string]bool
	problems []Problem
}

func (l *loader) report(key, text string) {
	l.unread[key] = true
	l.problems = append(l.problems, Problem{Key: key, Origin: l.origins[key], Text: text})
}

// layers answers the sources, the strongest first, and reports what in them is unknown.
func (l *loader) layers(fields []field, from Sources) []layer {
	var layers []layer
	if from.Flags != nil {
		layers = append(layers, flagLayer(from.Flags))
	}
	if from.Prefix != "" {
		environ, problems := environLayer(fields, from)
		layers, l.problems = append(layers, environ), append(l.problems, problems...)
	}
	if from.File != "" {
		file, err := fileLayer(from.File)
		if err != nil {
			l.problems = append(l.problems, Problem{Origin: "file " + from.File, Text: err.Error()})
			return layers
		}
		layers, l.problems = append(layers, file), append(l.problems, file.unknown(fields, "")...)
	}
	return layers
}
