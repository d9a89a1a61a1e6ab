package config

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// assign sets v to raw as a source gives it: text from the environment and from flags; text, numbers, booleans and
// lists from a file. The error says what was wanted; v is then as it was.
//
// This is not mapstructure's decoding: that turns true into "1" where a string is wanted, and puts values into its
// errors, secret ones too.
func assign(v reflect.Value, raw any) error {
	if v.Kind() == reflect.Slice {
		return assignStrings(v, raw)
	}
	text, err := textOf(v.Type(), raw)
	if err != nil {
		return err
	}
	fresh := reflect.New(v.Type())
	if reader, ok := fresh.Interface().(encoding.TextUnmarshaler); ok {
		err = reader.UnmarshalText([]byte(text))
	} else {
		err = assignText(fresh.Elem(), text)
	}
	if err == nil {
		v.Set(fresh.Elem())
	}
	return err
}

func assignText(v reflect.Value, text string) error {
	switch {
	case v.Type() == durationType:
		d, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("want a duration such as 30s or 5m, have %q", text)
		}
		v.SetInt(int64(d))
	case v.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("want true or false, have %q", text)
		}
		v.SetBool(b)
	case v.CanInt():
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		if err != nil {
			return fmt.Errorf("want a whole number of at most %d bits, have %q", v.Type().Bits(), text)
		}
		v.SetInt(n)
	default:
		v.SetString(text)
	}
	return nil
}

// textOf answers what to read a value of type t from. A number or a date that stands for a string is refused rather
// than guessed: YAML has by then lost how it was written, and 1.10 would become 1.1.
func textOf(t reflect.Type, raw any) (string, error) {
	switch raw := raw.(type) {
	case string:
		return raw, nil
	case bool:
		if t.Kind() == reflect.Bool {
			return strconv.FormatBool(raw), nil
		}
	case int, int64, uint64:
		if t != durationType && reflect.Zero(t).CanInt() {
			return fmt.Sprint(raw), nil
		}
	}
	switch name := typeName(t); name {
	case "duration":
		return "", errors.New("want a duration such as 30s or 5m")
	case "bool":
		return "", errors.New("want true or false")
	case "integer":
		return "", errors.New("want a whole number")
	default:
		return "", fmt.Errorf("want a %s, in quotes where it looks like a number or a date", name)
	}
}

func assignStrings(v reflect.Value, raw any) error {
	list, isList := raw.([]any)
	if text, ok := raw.(string); ok {
		for part := range strings.SplitSeq(text, ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
	} else if !isList {
		return errors.New("want a list of strings, or one string with commas")
	}
	fresh := reflect.MakeSlice(v.Type(), len(list), len(list))
	for i, part := range list {
		text, err := textOf(v.Type().Elem(), part)
		if err != nil {
			return fmt.Errorf("item %d: %w", i+1, err)
		}
		fresh.Index(i).SetString(text)
	}
	v.Set(fresh)
	return nil
}

// show answers a value as a person reads it, secrets masked, and nothing for a list of objects, whose fields are shown
// one by one.
func show(v reflect.Value) string {
	if isObjects(v.Type()) {
		return ""
	}
	if writer, ok := v.Interface().(encoding.TextMarshaler); ok {
		text, err := writer.MarshalText()
		if err != nil {
			return err.Error()
		}
		return string(text)
	}
	if v.Kind() == reflect.Slice {
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = v.Index(i).String()
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v.Interface())
}
