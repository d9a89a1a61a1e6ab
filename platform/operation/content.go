package operation

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/deschoor/meedoen/platform/cloudevent"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
	optionsv1 "github.com/deschoor/meedoen/proto/meedoen/options/v1"
)

// schemaPrefix is what the schema of an event of the suite begins with, before the name of its message.
const schemaPrefix = "urn:protobuf:"

// maxValue is how many bytes of a text in an event are shown: a whole document may be in it.
const maxValue = 500

// content answers what of the data of an event may be seen: which fields it has, and their values where the message is declared
// to be about no person. An event carries no name, but the record of one person is about that person, also under a pseudonym.
func content(e cloudevent.Event) (state operationsv1.DeadLetterDataState, fields []string, text string) {
	name, ours := strings.CutPrefix(e.DataSchema, schemaPrefix)
	kind, err := protoregistry.GlobalTypes.FindMessageByName(protoreflect.FullName(name))
	if !ours || err != nil {
		return operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_UNKNOWN, nil, ""
	}
	message := kind.New()
	if err := proto.Unmarshal(e.Data, message.Interface()); err != nil {
		return operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_UNREADABLE, nil, ""
	}
	all := message.Descriptor().Fields()
	for i := range all.Len() {
		if message.Has(all.Get(i)) {
			fields = append(fields, string(all.Get(i).Name()))
		}
	}
	if !proto.GetExtension(message.Descriptor().Options(), optionsv1.E_Impersonal).(bool) {
		return operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_WITHHELD, fields, ""
	}
	shorten(message)
	text, err = asJSON(message.Interface())
	if err != nil {
		return operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_UNREADABLE, fields, ""
	}
	return operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_SHOWN, fields, text
}

// asJSON writes a message with its fields by number. The library adds spaces at random, so that nobody relies on them.
func asJSON(m proto.Message) (string, error) {
	compact, err := protojson.Marshal(m)
	if err != nil {
		return "", err
	}
	var raw json.RawMessage = compact
	indented, err := json.MarshalIndent(raw, "", "  ")
	return string(indented), err
}

// shorten cuts long texts of a message, and says of bytes only how many there are.
func shorten(m protoreflect.Message) {
	m.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.IsList() || field.IsMap():
		case field.Kind() == protoreflect.StringKind:
			m.Set(field, protoreflect.ValueOfString(cut(value.String())))
		case field.Kind() == protoreflect.BytesKind:
			m.Clear(field) // its name is among the fields, and its size is that of the data
		case field.Message() != nil:
			shorten(value.Message())
		}
		return true
	})
}

func cut(text string) string {
	if len(text) <= maxValue {
		return text
	}
	end := maxValue
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return fmt.Sprintf("%s… (%d bytes)", text[:end], len(text))
}
