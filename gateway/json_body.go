package gateway

import (
	"bytes"
	"errors"
	"io"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/gateway/internal/jsonbody"
	"github.com/deschoor/meedoen/gateway/internal/jsoncodec"
	"github.com/deschoor/meedoen/gateway/internal/rules"
)

// jsonBody reads and writes JSON by its codec, and by protojson what the codec leaves to that.
type jsonBody struct {
	*runtime.JSONPb
	codec *jsoncodec.Codec
}

func newJSONBody() jsonBody {
	return jsonBody{
		JSONPb: &runtime.JSONPb{
			// Zeros are answers and are shown; what is absent (an optional field, a time that has not come) stays
			// absent.
			MarshalOptions:   protojson.MarshalOptions{EmitDefaultValues: true},
			UnmarshalOptions: protojson.UnmarshalOptions{DiscardUnknown: false},
		},
		codec: jsoncodec.New(),
	}
}

// Marshal answers v in JSON.
func (j jsonBody) Marshal(v any) ([]byte, error) {
	if m, ok := v.(proto.Message); ok {
		if content, ok := j.codec.Marshal(m); ok {
			return content, nil
		}
	}
	return j.JSONPb.Marshal(v)
}

// errSyntax is only told to the handler of errors, which says where it is.
var errSyntax = errors.New("the body is no JSON")

// NewDecoder answers a decoder of one message. What is no JSON at all is found out here, and not before: what the codec takes is
// JSON, so nobody has to look at it for that.
func (j jsonBody) NewDecoder(r io.Reader) runtime.Decoder {
	return runtime.DecoderFunc(func(into any) error {
		content, err := whole(r)
		if err != nil {
			return err
		}
		if j.codec.Unmarshal(content, into) {
			return nil
		}
		if jsonbody.Syntax(content) != nil {
			return errSyntax
		}
		return j.JSONPb.NewDecoder(bytes.NewReader(content)).Decode(into)
	})
}

// whole answers all of a body. That of a PATCH the generated code has copied, to read it twice.
func whole(r io.Reader) ([]byte, error) {
	if body, ok := r.(rules.Content); ok {
		return body.Whole(), nil
	}
	return io.ReadAll(r)
}
