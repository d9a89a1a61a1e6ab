package main

import (
	"testing"

	"buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/types/descriptorpb"
)

func TestLimitsSayWhatTheRulesSay(t *testing.T) {
	one, nine := uint64(1), uint64(9)
	tests := map[string]struct {
		rules string
		want  object
	}{
		"nothing":            {``, object{}},
		"length":             {`string { min_len: 1 max_len: 64 }`, object{"minLength": uint64(1), "maxLength": uint64(64)}},
		"form":               {`string { pattern: "^a$" }`, object{"pattern": "^a$"}},
		"a UUID":             {`string { uuid: true }`, object{"format": "uuid"}},
		"from and to":        {`int32 { gte: 1900 lte: 2999 }`, object{"minimum": int32(1900), "maximum": int32(2999)}},
		"above and below":    {`int32 { gt: 0 lt: 9 }`, object{"exclusiveMinimum": int32(0), "exclusiveMaximum": int32(9)}},
		"many":               {`repeated { min_items: 1 max_items: 9 }`, object{"minItems": one, "maxItems": nine}},
		"each of many":       {`repeated { items { string { max_len: 9 } } }`, object{"items": object{"maxLength": nine}}},
		"a value left out":   {`enum { not_in: 1 }`, object{"not": object{"enum": []any{"TYPE_DOUBLE"}}}},
		"all known, no zero": {`enum { defined_only: true }`, object{}},
	}
	kind := (&descriptorpb.FieldDescriptorProto{}).ProtoReflect().Descriptor().Fields().ByName("type")
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			rules := &validate.FieldRules{}
			require.NoError(t, prototext.Unmarshal([]byte(test.rules), rules))
			schema := object{}
			require.NoError(t, limitBy(schema, rules, kind))
			require.Equal(t, test.want, schema)
		})
	}
}

func TestARuleThatCannotBeDescribedIsAnError(t *testing.T) {
	rules := &validate.FieldRules{}
	require.NoError(t, prototext.Unmarshal([]byte(`bytes { max_len: 9 }`), rules))
	field := rules.ProtoReflect().Descriptor().Fields().ByName("bytes")
	require.ErrorContains(t, limitBy(object{}, rules, field), "no way to describe")
}

// shop is an API of books with a shelf each.
func shop() *api {
	return &api{
		doc: object{},
		paths: object{
			"/v1/books":                        object{"get": object{}, "post": object{}},
			"/v1/books/{id}":                   object{"get": object{}},
			"/v1/books/{book.id}":              object{"patch": object{}},
			"/v1/books/{book_id}/loans":        object{"post": object{}},
			"/v1/book-batches":                 object{"post": object{}},
			"/v1/book-batches/{id}/rows/{row}": object{"get": object{}},
		},
		schemas: object{
			"shop.v1.Book": object{
				"required": []any{"title"},
				"properties": object{
					"id": object{"readOnly": true}, "title": object{"type": "string"},
					"shelf": object{"$ref": schemaRef + "shop.v1.Shelf"},
				},
			},
			"shop.v1.Shelf": object{},
		},
	}
}

func TestWhatAPOSTCreatedHasAPlaceWhereItCanBeRead(t *testing.T) {
	for path, want := range map[string]bool{
		"/v1/books": true, "/v1/books/{id}/loans": true, "/v1/book-batches": false,
	} {
		require.Equal(t, want, shop().hasLocation(path), path)
	}
}

func TestTheVersionMovesFromThePathsToTheServer(t *testing.T) {
	a := shop()
	require.NoError(t, a.moveVersion())
	require.Equal(t, []any{object{"url": "/v1", "description": "This server."}}, a.doc["servers"])
	require.Equal(t, object{"get": object{}, "patch": object{}}, a.paths["/books/{id}"])
	require.Contains(t, a.paths, "/books/{bookId}/loans")
	require.Len(t, a.paths, 5)

	a.paths["/v2/books"] = object{}
	require.ErrorContains(t, a.moveVersion(), "is not under /v1")
}

func TestAChangeHoldsOnlyWhatCanBeChanged(t *testing.T) {
	a := shop()
	ref, err := a.updateSchema(object{"$ref": schemaRef + "shop.v1.Book"})
	require.NoError(t, err)
	require.Equal(t, object{"$ref": schemaRef + "shop.v1.BookUpdate"}, ref)
	change := a.schemas["shop.v1.BookUpdate"].(object)
	require.NotContains(t, change, "required")
	require.NotContains(t, change["properties"], "id")
	require.Contains(t, change["properties"], "title")
	require.Contains(t, a.schemas["shop.v1.Book"], "required", "the resource itself stays as it is")
}

func TestSchemasHaveShortNames(t *testing.T) {
	a := shop()
	a.doc["components"] = object{"schemas": a.schemas}
	require.NoError(t, a.shortenNames())
	require.Contains(t, a.schemas, "Book")
	shelf := a.schemas["Book"].(object)["properties"].(object)["shelf"]
	require.Equal(t, object{"$ref": schemaRef + "Shelf"}, shelf)

	same := &api{doc: object{}, schemas: object{"shop.v1.Book": object{}, "museum.v1.Book": object{}}}
	shared := object{"$ref": schemaRef + "museum.v1.Book"}
	same.doc["page"], same.doc["other page"] = shared, shared
	require.NoError(t, same.shortenNames())
	require.Equal(t, object{"ShopBook": object{}, "MuseumBook": object{}}, same.schemas)
	require.Equal(t, object{"$ref": schemaRef + "MuseumBook"}, same.doc["page"])

	clash := &api{doc: object{}, schemas: object{"a.shop.v1.Book": object{}, "b.shop.v1.Book": object{}}}
	require.EqualError(t, clash.shortenNames(), "two schemas would be called ShopBook")
}

func TestAccessIsSaidForProgramsAndForPeople(t *testing.T) {
	needed := object{bearer: []any{}}
	tests := map[string]struct {
		open     bool
		roles    []string
		security []any
		text     string
	}{
		"open":      {true, nil, []any{object{}, needed}, "Needs no token; one that is sent must be valid."},
		"any role":  {false, []string{"*"}, []any{needed}, "Needs a token with any role."},
		"one role":  {false, []string{"admin"}, []any{needed}, "Needs a token with the role admin."},
		"some role": {false, []string{"a", "b"}, []any{needed}, "Needs a token with one of the roles a, b."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			operation := object{"description": ""}
			describeAccess(operation, test.open, test.roles)
			require.Equal(t, test.security, operation["security"])
			require.Equal(t, test.text, operation["description"])
		})
	}
}

func TestASummaryIsOneSentence(t *testing.T) {
	operation := object{"summary": "Adds a book\nto a shelf. It stays there.", "description": "Errors: none."}
	splitSummary(operation)
	require.Equal(t, object{
		"summary": "Adds a book to a shelf.", "description": "It stays there.\n\nErrors: none.",
	}, operation)
}

func TestLinesBreakOnlyWhereAParagraphEnds(t *testing.T) {
	require.Equal(t, "one two\n\nthree\n- four", lineBreak.ReplaceAllString("one\ntwo\n\nthree\n- four", "$1 $2"))
}
