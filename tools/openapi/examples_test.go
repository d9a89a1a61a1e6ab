package main

import (
	"regexp"
	"regexp/syntax"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExampleOfARequestHoldsWhatMustBeSent(t *testing.T) {
	schemas := object{
		"Book": object{"type": "object", "required": []any{"title", "shelf", "binding"}, "properties": object{
			"id": object{"type": "string", "readOnly": true}, "title": object{"type": "string", "maxLength": uint64(2)},
			"shelf":   object{"$ref": schemaRef + "Shelf"},
			"binding": object{"$ref": schemaRef + "Binding", "not": object{"enum": []any{"BINDING_PAPER"}}},
			"lent":    object{"type": "boolean"}, "etag": object{"type": "string"},
		}},
		"Shelf":   object{"type": "object", "properties": object{"mark": object{"type": "string", "pattern": "^WK[0-9]{3}$"}}},
		"Binding": object{"enum": []any{"BINDING_UNSPECIFIED", "BINDING_PAPER", "BINDING_LEATHER"}},
	}
	book := object{"$ref": schemaRef + "Book"}
	require.Equal(t, object{"title": "ti", "shelf": object{"mark": "WK000"}, "binding": "BINDING_LEATHER"},
		exampleOf{schemas: schemas, sent: true}.value("", book, 0))
	change := object{"type": "object", "properties": object{
		"etag": object{"type": "string"}, "mark": object{"type": "string"}, "title": object{"type": "string"},
	}}
	require.Equal(t, object{"mark": "mark"}, exampleOf{sent: true}.value("", change, 0))
	answer := exampleOf{schemas: schemas}.value("", object{"type": "array", "items": book}, 0).([]any)
	require.Contains(t, answer[0], "id")
	require.Equal(t, false, answer[0].(object)["lent"])
	require.Equal(t, "3", answer[0].(object)["etag"])
}

func TestSchemasThatHoldThemselvesHaveAnExample(t *testing.T) {
	schemas := object{"Tree": object{"type": "object", "properties": object{
		"trees": object{"type": "array", "items": object{"$ref": schemaRef + "Tree"}},
	}}}
	require.NotEmpty(t, exampleOf{schemas: schemas}.value("", object{"$ref": schemaRef + "Tree"}, 0))
}

func TestShortestTextMatchesItsPattern(t *testing.T) {
	for _, pattern := range []string{
		"^WK[0-9]{6}$", "^[a-z0-9]+(-[a-z0-9]+)*$", `^(\*|[a-z]+)$`, "^[A-Z][A-Z0-9_]*$", "^(a|b)?.c$", "^$",
	} {
		re, err := syntax.Parse(pattern, syntax.Perl)
		require.NoError(t, err)
		require.Regexp(t, regexp.MustCompile(pattern), shortest(re))
	}
}

func TestEveryErrorThatIsDescribedHasAnExample(t *testing.T) {
	for status := range problemTexts {
		example := problemExample(status)
		require.Equal(t, status, example["status"])
		require.Regexp(t, `^[A-Z][A-Z_]+$`, example["reason"])
		require.NotEmpty(t, example["detail"])
	}
}
