package config

import (
	"fmt"
	"reflect"

	"github.com/spf13/pflag"
)

// Flag registers --name in flags as the flag of a key of defaults; its help is the key's doc, its default the key's.
// What the flag is given is read by Load, so that a wrong value is one problem among the others. A list takes commas or
// the flag again and again. The error is a mistake in the program: no such key, or one that no flag can set. A secret
// is one of those, for every user of the machine can read a command line; its file, key x-file, is not.
func Flag[T any](flags *pflag.FlagSet, defaults T, key, name string) error {
	fields, err := fieldsOf(reflect.ValueOf(&defaults).Elem())
	if err != nil {
		return err
	}
	for _, f := range fields {
		switch {
		case f.isSecret() && key == f.key+fileSuffix:
			flags.Var(&flagValue{key: key, kind: "string"}, name, "File to read from: "+f.doc)
			return nil
		case key != f.key:
			continue
		case f.isSecret(), f.isObjects():
			return fmt.Errorf("config: --%s cannot set %s, a %s", name, key, typeName(f.value.Type()))
		}
		value := &flagValue{key: key, kind: typeName(f.value.Type()), text: show(f.value)}
		if f.value.Kind() == reflect.Slice {
			value.kind, value.isList = "strings", true // as pflag calls its own lists
		}
		if flag := flags.VarPF(value, name, "", f.doc); f.value.Kind() == reflect.Bool {
			flag.NoOptDefVal = "true"
		}
		return nil
	}
	return fmt.Errorf("config: --%s: there is no key %s", name, key)
}

// flagValue keeps what a flag was given until Load reads it.
type flagValue struct {
	key, kind, text string
	isList, given   bool
}

// String is part of pflag.Value.
func (v *flagValue) String() string { return v.text }

// Type is part of pflag.Value; the help shows it.
func (v *flagValue) Type() string { return v.kind }

// Set is part of pflag.Value.
func (v *flagValue) Set(text string) error {
	if v.isList && v.given {
		text = v.text + "," + text
	}
	v.text, v.given = text, true
	return nil
}
