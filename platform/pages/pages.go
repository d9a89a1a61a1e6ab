// Package pages cuts lists into pages by key (AIP-158): a page token names the last row seen, so that rows added
// meanwhile shift nothing.
package pages

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/deschoor/meedoen/platform/fault"
)

const (
	defaultSize = 100
	maxSize     = 1000
)

// Size answers how many rows a page has for the size a caller asked for: 100 if none, 1,000 at most.
func Size(requested int32) int32 {
	if requested <= 0 {
		return defaultSize
	}
	return min(requested, maxSize)
}

// token is what a page token holds. It carries no authority: the next call is checked like the first.
type token struct {
	Query []byte `json:"q"`
	Key   string `json:"k"`
}

// Token answers the token of the page after the row with key, for the list that request asks for.
func Token(request proto.Message, key string) string {
	data, err := json.Marshal(token{Query: queryOf(request), Key: key})
	if err != nil {
		// Bytes and a string always encode.
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// Key answers the key of the last row seen, by the field page_token of request, or "" for the first page.
//
// Errors: INVALID_ARGUMENT (PAGE_TOKEN_INVALID) for a token of another query, or of nobody.
func Key(request proto.Message) (string, error) {
	text := request.ProtoReflect().Get(field(request, "page_token")).String()
	if text == "" {
		return "", nil
	}
	var t token
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(data, &t)
	}
	if err != nil || t.Key == "" || strings.ContainsRune(t.Key, 0) || !bytes.Equal(t.Query, queryOf(request)) {
		return "", fault.Violation("page_token", "PAGE_TOKEN_INVALID", "This page token does not belong to this query.")
	}
	return t.Key, nil
}

// queryOf answers a hash of everything a request asks for but the page.
func queryOf(request proto.Message) []byte {
	query := proto.Clone(request)
	for _, name := range []protoreflect.Name{"page_token", "page_size"} {
		query.ProtoReflect().Clear(field(query, name))
	}
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(query)
	if err != nil {
		// A message that was decoded can be encoded.
		panic(err)
	}
	sum := sha256.Sum256(append([]byte(query.ProtoReflect().Descriptor().FullName()), data...))
	return sum[:12]
}

func field(m proto.Message, name protoreflect.Name) protoreflect.FieldDescriptor {
	return m.ProtoReflect().Descriptor().Fields().ByName(name)
}

// Cut answers the rows of one page, and the token of the next one where more rows were read than the page holds.
func Cut[R any](request proto.Message, rows []R, size int32, key func(R) string) (page []R, next string) {
	if len(rows) <= int(size) {
		return rows, ""
	}
	return rows[:size], Token(request, key(rows[size-1]))
}
