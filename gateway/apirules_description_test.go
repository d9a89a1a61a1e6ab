package gateway_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// operationOf answers how the description has a route.
func operationOf(t *testing.T, doc object, r route) object {
	t.Helper()
	item, _ := doc["paths"].(object)[r.documented()].(object)
	operation, _ := item[strings.ToLower(r.method)].(object)
	require.NotNil(t, operation, "the description has no %s %s", r.method, r.documented())
	return operation
}

func described(t *testing.T, s *rig, r route) {
	if r.rpc != nil {
		operation := operationOf(t, s.doc, r)
		require.NotEmpty(t, operation["summary"])
		require.NotEmpty(t, operation["tags"])
		if r.bodyField != "" && !r.takesFile() {
			content := operation["requestBody"].(object)["content"].(object)["application/json"].(object)
			example, err := json.Marshal(content["example"])
			require.NoError(t, err)
			got := s.do(t, r.method, r.path, string(example))
			require.Less(t, got.StatusCode, 300, "the example is refused: %s", got.body)
		}
		return
	}
	promised := map[string]bool{}
	for _, other := range s.routes {
		promised[other.method+" "+other.documented()] = true
	}
	for path, item := range s.doc["paths"].(object) {
		for method := range item.(object) {
			require.True(t, promised[strings.ToUpper(method)+" "+path], "no proto has %s %s", method, path)
		}
	}
}

func published(t *testing.T, s *rig) {
	got := s.do(t, http.MethodGet, "/v1/openapi.json", "", "Origin", "https://elsewhere.example")
	require.Equal(t, http.StatusOK, got.StatusCode)
	require.Equal(t, "*", got.Header.Get("Access-Control-Allow-Origin"))
	require.Equal(t, "application/json", got.Header.Get("Content-Type"))
	require.Equal(t, http.StatusOK, s.do(t, http.MethodGet, "/docs", "").StatusCode)
}

func deprecation(t *testing.T, s *rig, r route) {
	if r.rpc == nil {
		return
	}
	options, _ := r.rpc.Options().(*descriptorpb.MethodOptions)
	deprecated, _ := operationOf(t, s.doc, r)["deprecated"].(bool)
	require.Equal(t, options.GetDeprecated(), deprecated)
}

func changelog(t *testing.T, _ *rig) {
	content, err := os.ReadFile("../CHANGELOG.md")
	require.NoError(t, err)
	require.Contains(t, string(content), "## Unreleased")
}

// pagination is for lists that grow with the years. A list of what belongs to one thing may be whole.
func pagination(t *testing.T, _ *rig, r route) {
	if r.rpc == nil || !strings.HasPrefix(string(r.rpc.Name()), "List") {
		return
	}
	has := func(m protoreflect.MessageDescriptor, name protoreflect.Name) bool {
		return m.Fields().ByName(name) != nil
	}
	whole := !has(r.rpc.Input(), "page_token")
	require.Equal(t, !whole, has(r.rpc.Input(), "page_size"))
	require.Equal(t, !whole, has(r.rpc.Output(), "next_page_token"))
	require.True(t, !whole || strings.Contains(r.pattern, "{"), "a list of everything comes whole")
}

// requestIDs is for what is created. The rows of a file are known by their content, and a referral by what its sender calls it.
func requestIDs(t *testing.T, _ *rig, r route) {
	if r.rpc == nil || r.takesFile() || !strings.Contains(string(r.rpc.Name()), "Create") {
		return
	}
	key := protoreflect.Name("request_id")
	if r.rpc.Output().FullName() == "meedoen.referrals.v1.IncomingReferral" {
		key = "reference"
	}
	require.True(t, holds(r.rpc.Input(), func(f protoreflect.FieldDescriptor) bool { return f.Name() == key }))
}

func saysWhoMayCall(t *testing.T, s *rig, r route) {
	if r.rpc == nil {
		return
	}
	operation := operationOf(t, s.doc, r)
	require.NotEmpty(t, operation["security"])
	require.Contains(t, operation["description"], "token")
}
