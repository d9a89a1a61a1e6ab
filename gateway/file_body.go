package gateway

import (
	"fmt"
	"io"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/genproto/googleapis/api/httpbody"

	"github.com/deschoor/meedoen/gateway/internal/rules"
)

// fileBody reads a body that is a file as it is, and writes answers in JSON.
type fileBody struct{ jsonBody }

// NewDecoder answers a decoder of one google.api.HttpBody.
func (fileBody) NewDecoder(r io.Reader) runtime.Decoder {
	return runtime.DecoderFunc(func(into any) error {
		body, ok := into.(**httpbody.HttpBody)
		if !ok {
			return fmt.Errorf("a file is no %T", into)
		}
		content, err := io.ReadAll(r)
		*body = &httpbody.HttpBody{ContentType: rules.FileType, Data: content}
		return err
	})
}
