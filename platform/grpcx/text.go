package grpcx

import (
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protopath"
	"google.golang.org/protobuf/reflect/protorange"

	"github.com/deschoor/meedoen/platform/fault"
)

// unstorable answers a violation for every text of msg that holds the character U+0000: no person types it, and
// PostgreSQL stores none.
func unstorable(msg proto.Message) []fault.Field {
	var fields []fault.Field
	// The function never answers an error, so neither does Range.
	_ = protorange.Range(msg.ProtoReflect(), func(at protopath.Values) error {
		text, isText := at.Index(-1).Value.Interface().(string)
		if isText && strings.ContainsRune(text, 0) {
			fields = append(fields, fault.Field{
				Path: strings.TrimPrefix(at.Path[1:].String(), "."), Reason: "TEXT_INVALID",
				Text: "A text cannot hold the character U+0000.",
			})
		}
		return nil
	})
	return fields
}
