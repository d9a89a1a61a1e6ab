package config

import (
	"fmt"
	"io"
	"reflect"
	"text/tabwriter"
)

// Settings are the values of a loaded configuration and where each came from.
type Settings struct {
	config  reflect.Value
	origins map[string]string
}

// Print writes every key, its value and its origin ("default", "file PATH", "env NAME", "flag --name"), aligned and in
// the order of the struct. Secrets are masked. The error is the writer's.
func (s *Settings) Print(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	s.print(table, s.config, "", "default")
	return table.Flush()
}

// print writes the rows of one object; inherited is the origin of what no source says by itself. A tabwriter keeps what
// goes wrong for Flush.
func (s *Settings) print(w io.Writer, object reflect.Value, at, inherited string) {
	fields, _ := fieldsOf(object) // Load answered the error
	for _, f := range fields {
		origin, ok := s.origins[at+f.key]
		if !ok {
			origin = inherited
		}
		if f.isObjects() && f.value.Len() > 0 {
			for i := range f.value.Len() {
				s.print(w, f.value.Index(i), fmt.Sprintf("%s%s[%d].", at, f.key, i), origin)
			}
			continue
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", at+f.key, orEmpty(f), origin)
	}
}

func orEmpty(f field) string {
	switch text := show(f.value); {
	case text != "":
		return text
	case f.value.Kind() == reflect.Slice:
		return "[]"
	}
	return `""`
}
