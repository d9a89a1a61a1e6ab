package pages_test

import (
	"encoding/base64"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
)

// schema is two methods that list, with the same fields.
const schema = `
name: "pagestest.proto" package: "pagestest" syntax: "proto3"
message_type { name: "ListRoomsRequest" ` + fields + ` }
message_type { name: "ListHallsRequest" ` + fields + ` }`

const fields = `
field { name: "page_size" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL }
field { name: "page_token" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
field { name: "floor" number: 3 type: TYPE_STRING label: LABEL_OPTIONAL }`

func request(t testing.TB, method, text string) proto.Message {
	t.Helper()
	file := &descriptorpb.FileDescriptorProto{}
	require.NoError(t, prototext.Unmarshal([]byte(schema), file))
	linked, err := protodesc.NewFile(file, protoregistry.GlobalFiles)
	require.NoError(t, err)
	m := dynamicpb.NewMessage(linked.Messages().ByName(protoreflect.Name(method)))
	require.NoError(t, prototext.Unmarshal([]byte(text), m))
	return m
}

func TestPageSizeIsAHundredUnlessAskedAndAThousandAtMost(t *testing.T) {
	for requested, want := range map[int32]int32{
		0: 100, -1: 100, math.MinInt32: 100, 1: 1, 99: 99, 1000: 1000, 1001: 1000, math.MaxInt32: 1000,
	} {
		require.Equal(t, want, pages.Size(requested), requested)
	}
}

func TestFirstPageHasNoKey(t *testing.T) {
	key, err := pages.Key(request(t, "ListRoomsRequest", `floor: "1"`))
	require.NoError(t, err)
	require.Empty(t, key)
}

func TestTokenNamesTheLastRowSeenAlsoWhenThePageGetsAnotherSize(t *testing.T) {
	for _, key := range []string{"0190a5b2", "é|\"\\", strings.Repeat("k", 2000)} {
		first := request(t, "ListRoomsRequest", `floor: "1" page_size: 10`)
		token := pages.Token(first, key)
		next := request(t, "ListRoomsRequest", fmt.Sprintf(`floor: "1" page_size: 20 page_token: %q`, token))
		got, err := pages.Key(next)
		require.NoError(t, err)
		require.Equal(t, key, got)
		require.Equal(t, token, pages.Token(next, key), "the token of a page says nothing of the pages before it")
	}
}

func TestTokenIsGoodForItsOwnQueryOnly(t *testing.T) {
	token := pages.Token(request(t, "ListRoomsRequest", `floor: "1"`), "k")
	_, err := pages.Key(request(t, "ListRoomsRequest", fmt.Sprintf(`floor: "1" page_token: %q`, token)))
	require.NoError(t, err)
	for name, other := range map[string]proto.Message{
		"another filter": request(t, "ListRoomsRequest", fmt.Sprintf(`floor: "2" page_token: %q`, token)),
		"no filter":      request(t, "ListRoomsRequest", fmt.Sprintf(`page_token: %q`, token)),
		"another method": request(t, "ListHallsRequest", fmt.Sprintf(`floor: "1" page_token: %q`, token)),
	} {
		_, err := pages.Key(other)
		requireInvalid(t, err, name)
	}
}

func TestTokenOfNobodyIsRefused(t *testing.T) {
	token := pages.Token(request(t, "ListRoomsRequest", ``), "k")
	decoded, err := base64.RawURLEncoding.DecodeString(token)
	require.NoError(t, err)
	encode := base64.RawURLEncoding.EncodeToString
	for name, text := range map[string]string{
		"no base64":   "?" + token,
		"cut":         token[:len(token)-2],
		"longer":      token + "AAAA",
		"no JSON":     encode([]byte("k")),
		"empty":       encode([]byte("{}")),
		"null":        encode([]byte("null")),
		"no key":      encode([]byte(strings.Replace(string(decoded), `"k":"k"`, `"k":""`, 1))),
		"no query":    encode([]byte(`{"k":"k"}`)),
		"other query": encode([]byte(strings.Replace(string(decoded), `"q":"`, `"q":"AAAA`, 1))),
		"padded":      token + "=",
		"unstorable":  pages.Token(request(t, "ListRoomsRequest", ``), "k\x00"),
	} {
		require.NotEqual(t, token, text)
		_, err := pages.Key(request(t, "ListRoomsRequest", fmt.Sprintf(`page_token: %q`, text)))
		requireInvalid(t, err, name)
	}
}

func requireInvalid(t *testing.T, err error, name string) {
	t.Helper()
	var f *fault.Error
	require.ErrorAs(t, err, &f, name)
	require.Equal(t, fault.Invalid, f.Kind)
	require.Len(t, f.Fields, 1)
	require.Equal(t, "page_token", f.Fields[0].Path)
	require.Equal(t, "PAGE_TOKEN_INVALID", f.Fields[0].Reason)
}

func FuzzPageToken(f *testing.F) {
	good := pages.Token(request(f, "ListRoomsRequest", ``), "k")
	for _, seed := range []string{"", good, good[1:], "e30", "bnVsbA", "\x00", "===="} {
		f.Add(seed)
	}
	rooms := request(f, "ListRoomsRequest", ``).ProtoReflect()
	field := rooms.Descriptor().Fields().ByName("page_token")
	f.Fuzz(func(t *testing.T, token string) {
		m := rooms.New()
		m.Set(field, protoreflect.ValueOfString(token))
		key, err := pages.Key(m.Interface())
		switch {
		case err != nil:
			requireInvalid(t, err, token)
			require.Empty(t, key)
		case token != "":
			require.NotEmpty(t, key, "a page after no row would be the first again, without end")
		}
	})
}
