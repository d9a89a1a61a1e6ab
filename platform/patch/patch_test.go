package patch_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	_ "google.golang.org/genproto/googleapis/api/annotations" // field_behavior
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/patch"
)

// schema is a resource with every sort of field that matters here.
const schema = `
name: "patchtest.proto" package: "patchtest" syntax: "proto3" dependency: "google/api/field_behavior.proto"
message_type {
  name: "Room"
  field { name: "id" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "name" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL options { [google.api.field_behavior]: REQUIRED } }
  field { name: "seats" number: 3 type: TYPE_INT32 label: LABEL_OPTIONAL }
  field { name: "tags" number: 4 type: TYPE_STRING label: LABEL_REPEATED }
  field { name: "part_of" number: 5 type: TYPE_MESSAGE type_name: ".patchtest.Room" label: LABEL_OPTIONAL }
  field { name: "opened" number: 6 type: TYPE_STRING label: LABEL_OPTIONAL options { [google.api.field_behavior]: OUTPUT_ONLY } }
  field { name: "etag" number: 7 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "phone" number: 8 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
  field { name: "mail" number: 9 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
  oneof_decl { name: "contact" }
}`

func roomType(t *testing.T) protoreflect.MessageDescriptor {
	t.Helper()
	file := &descriptorpb.FileDescriptorProto{}
	require.NoError(t, prototext.Unmarshal([]byte(schema), file))
	linked, err := protodesc.NewFile(file, protoregistry.GlobalFiles)
	require.NoError(t, err)
	return linked.Messages().ByName("Room")
}

const current = `id: "1" name: "Hall" seats: 40 tags: "big" part_of { name: "House" } opened: "2020" etag: "a" phone: "1"`

func TestMergeTakesTheFieldsTheMaskNames(t *testing.T) {
	kind := roomType(t)
	room := func(text string) *dynamicpb.Message {
		m := dynamicpb.NewMessage(kind)
		require.NoError(t, prototext.Unmarshal([]byte(text), m))
		return m
	}
	for name, c := range map[string]struct {
		change string
		mask   *fieldmaskpb.FieldMask
		want   string
	}{
		"without a mask, what is given": {
			change: `name: "Attic" tags: "small" tags: "cold"`,
			want:   `id: "1" name: "Attic" seats: 40 tags: "small" tags: "cold" part_of { name: "House" } opened: "2020" etag: "a" phone: "1"`,
		},
		"with an empty mask, what is given": {
			change: `seats: 12`, mask: &fieldmaskpb.FieldMask{},
			want: `id: "1" name: "Hall" seats: 12 tags: "big" part_of { name: "House" } opened: "2020" etag: "a" phone: "1"`,
		},
		"without a mask and a change, nothing": {change: ``, want: current},
		"only what is named": {
			change: `name: "Attic" seats: 12`, mask: mask("seats"),
			want: `id: "1" name: "Hall" seats: 12 tags: "big" part_of { name: "House" } opened: "2020" etag: "a" phone: "1"`,
		},
		"what is named and not given is cleared": {
			change: `name: "Attic"`, mask: mask("name", "seats", "tags", "part_of", "phone"),
			want: `id: "1" name: "Attic" opened: "2020" etag: "a"`,
		},
		"a star is every field": {
			change: `name: "Attic"`, mask: mask("*"),
			want: `id: "1" name: "Attic" opened: "2020" etag: "a"`,
		},
		"a message is replaced as a whole": {
			change: `part_of { seats: 3 }`, mask: mask("part_of"),
			want: `id: "1" name: "Hall" seats: 40 tags: "big" part_of { seats: 3 } opened: "2020" etag: "a" phone: "1"`,
		},
		"one of two that exclude each other": {
			change: `mail: "x"`, mask: mask("*"),
			want: `id: "1" opened: "2020" etag: "a" mail: "x"`,
		},
		"not what only the service sets, nor what says which resource": {
			change: `id: "2" opened: "2021" etag: "b" name: "Attic"`,
			want:   `id: "1" name: "Attic" seats: 40 tags: "big" part_of { name: "House" } opened: "2020" etag: "a" phone: "1"`,
		},
		"not those by name either": {
			change: `id: "2" opened: "2021" etag: "b"`, mask: mask("id", "opened", "etag"),
			want: current,
		},
		"not those by a star either": {
			change: `id: "2" opened: "2021" etag: "b"`, mask: mask("*"),
			want: `id: "1" opened: "2020" etag: "a"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			resource, change := room(current), room(c.change)
			merged, err := patch.Merge(resource, change, c.mask)
			require.NoError(t, err)
			require.Equal(t, prototext.Format(room(c.want)), prototext.Format(merged))
			require.True(t, proto.Equal(room(current), resource), "the resource is as it was")
			require.True(t, proto.Equal(room(c.change), change), "the change is as it was")
		})
	}
}

func TestEveryUnknownPathIsNamed(t *testing.T) {
	resource := dynamicpb.NewMessage(roomType(t))
	_, err := patch.Merge(resource, resource, mask("name", "colour", "part_of.name", "*", "", "Name"))
	var f *fault.Error
	require.ErrorAs(t, err, &f)
	require.Equal(t, fault.Invalid, f.Kind)
	require.Equal(t, []fault.Field{
		{Path: "update_mask.paths[1]", Reason: "FIELD_UNKNOWN", Text: `There is no field "colour".`},
		{Path: "update_mask.paths[2]", Reason: "FIELD_UNKNOWN", Text: `There is no field "part_of.name".`},
		{Path: "update_mask.paths[4]", Reason: "FIELD_UNKNOWN", Text: `There is no field "".`},
		{Path: "update_mask.paths[5]", Reason: "FIELD_UNKNOWN", Text: `There is no field "Name".`},
	}, f.Fields)
}

func mask(paths ...string) *fieldmaskpb.FieldMask { return &fieldmaskpb.FieldMask{Paths: paths} }
