package store

import (
	"strconv"
	"strings"
)

// conditions are what all rows of a query meet. Only what narrows it is written, for an index serves `x = $1` and not
// `($1 = ” OR x = $1)`. Texts are of this package alone; values are parameters.
type conditions struct {
	texts []string
	args  []any
}

// add adds a condition with a "?" for each of its values.
func (c *conditions) add(text string, values ...any) {
	for _, v := range values {
		text = strings.Replace(text, "?", c.value(v), 1)
	}
	c.texts = append(c.texts, text)
}

// equal adds that a column has a value, unless that is "".
func (c *conditions) equal(column, value string) {
	if value != "" {
		c.add(column+" = ?", value)
	}
}

// among adds that a column has one of values, at least one.
func (c *conditions) among(column string, values []string) {
	places := make([]string, len(values))
	for i, v := range values {
		places[i] = c.value(v)
	}
	c.texts = append(c.texts, column+" IN ("+strings.Join(places, ",")+")")
}

// value answers the parameter of a value.
func (c *conditions) value(v any) string {
	c.args = append(c.args, v)
	return "$" + strconv.Itoa(len(c.args))
}

func (c *conditions) String() string { return strings.Join(c.texts, "\n    AND ") }
