package gateway_test

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/openapi"
)

// object is a JSON object of the description.
type object = map[string]any

// description answers openapi.json as the gateway publishes it.
func description(t *testing.T) (doc object, raw []byte) {
	t.Helper()
	raw = start(t).do(t, http.MethodGet, "/v1/openapi.json", "").body
	require.NoError(t, json.Unmarshal(raw, &doc))
	return doc, raw
}

// resolve follows a reference within the description.
func resolve(t *testing.T, doc object, value any) object {
	t.Helper()
	o := value.(object)
	ref, ok := o["$ref"].(string)
	if !ok {
		return o
	}
	var at any = doc
	for _, key := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
		at = at.(object)[key]
	}
	require.NotNil(t, at, ref)
	return at.(object)
}

// TestOpenAPIMeetsTheDesignRules checks the rules that are checked by machine. With MEEDOEN_TEST_ADR_RULESET (a file)
// and MEEDOEN_TEST_SPECTRAL (a program) it asks the official linter too, which must find nothing.
func TestOpenAPIMeetsTheDesignRules(t *testing.T) {
	doc, raw := description(t)
	info := doc["info"].(object)
	require.Regexp(t, `^3\.1\.\d+$`, doc["openapi"])
	require.Regexp(t, `^\d+\.\d+\.\d+$`, info["version"], "/core/semver")
	version, err := openapi.Version()
	require.NoError(t, err)
	require.Equal(t, version, info["version"])
	for _, key := range []string{"name", "url", "email"} {
		require.NotEmpty(t, info["contact"].(object)[key], "/core/doc-openapi-contact")
	}
	for _, server := range doc["servers"].([]any) {
		require.Regexp(t, `/v1$`, server.(object)["url"], "/core/uri-version")
	}
	segment := regexp.MustCompile(`^([a-z0-9-]+|\{[a-z][A-Za-z0-9]*\})$`)
	for path, item := range doc["paths"].(object) {
		for _, s := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
			require.Regexp(t, segment, s, "/core/path-segments-kebab-case: %s", path)
		}
		for method, operation := range item.(object) {
			t.Run(method+" "+path, func(t *testing.T) { checkOperation(t, doc, method, operation.(object)) })
		}
	}
	for name, schema := range doc["components"].(object)["schemas"].(object) {
		require.Regexp(t, `^([A-Z][a-z0-9]+)+$`, name)
		checkDates(t, name, schema.(object))
	}
	lint(t, raw)
}

func TestOperationsHaveNamesOfTheirOwn(t *testing.T) {
	doc, _ := description(t)
	at := map[any]string{}
	for path, item := range doc["paths"].(object) {
		for method, operation := range item.(object) {
			id, here := operation.(object)["operationId"], method+" "+path
			require.NotEmpty(t, id, here)
			require.NotContains(t, at, id, "%s has it too", here)
			at[id] = here
		}
	}
	require.Equal(t, "get /processing-logs/volunteers/lines", at["volunteersListProcessingLines"])
}

func checkOperation(t *testing.T, doc object, method string, operation object) {
	parameters, _ := operation["parameters"].([]any)
	for _, p := range parameters {
		require.Regexp(t, `^[a-z]+([A-Z][a-z0-9]*)*$`, p.(object)["name"], "/core/query-keys-camel-case")
	}
	responses := operation["responses"].(object)
	require.Contains(t, responses, "400", "/core/error-handling/invalid-input")
	require.NotContains(t, responses, "default")
	successes := 0
	for status, response := range responses {
		r := resolve(t, doc, response)
		headers, _ := r["headers"].(object)
		require.Contains(t, headers, "API-Version", "/core/version-header: %s", status)
		if status < "400" {
			successes++
			require.Equal(t, status == "201", headers["Location"] != nil, "/core/http-response-code")
			require.Equal(t, method == "delete", status == "204", "/core/http-response-code")
			continue
		}
		content := r["content"].(object)
		require.Len(t, content, 1)
		schema := resolve(t, doc, content["application/problem+json"].(object)["schema"])
		for _, member := range []string{"status", "title", "detail"} {
			require.Contains(t, schema["properties"], member, "/core/error-handling/problem-details")
		}
	}
	require.Equal(t, 1, successes)
}

func checkDates(t *testing.T, name string, schema object) {
	t.Helper()
	properties, _ := schema["properties"].(object)
	for key, property := range properties {
		p := property.(object)
		if key == "date" || strings.HasSuffix(key, "Date") {
			require.Equal(t, "date", p["format"], "/core/date-time/format: %s.%s", name, key)
		}
		if strings.HasSuffix(key, "Time") {
			require.Equal(t, "date-time", p["format"], "/core/date-time/format: %s.%s", name, key)
		}
	}
}

func lint(t *testing.T, raw []byte) {
	t.Helper()
	ruleset, spectral := os.Getenv("MEEDOEN_TEST_ADR_RULESET"), os.Getenv("MEEDOEN_TEST_SPECTRAL")
	if ruleset == "" || spectral == "" {
		return
	}
	file := filepath.Join(t.TempDir(), "openapi.json")
	require.NoError(t, os.WriteFile(file, raw, 0o600))
	found, err := exec.CommandContext(t.Context(), spectral, "lint", "--fail-severity", "hint", "-r", ruleset, file).
		CombinedOutput()
	require.NoError(t, err, "%s", found)
}

func TestDescriptionHoldsTheLimitsOfTheProtos(t *testing.T) {
	doc, _ := description(t)
	schemas := doc["components"].(object)["schemas"].(object)
	property := func(schema, name string) object {
		return schemas[schema].(object)["properties"].(object)[name].(object)
	}
	require.InDelta(t, 1000, property("BatchCreateHeadCountsRequest", "requests")["maxItems"], 0)
	require.InDelta(t, 100, property("Location", "displayName")["maxLength"], 0)
	require.Equal(t, "^WK[0-9]{6}$", property("Location", "wijkCode")["pattern"])
	require.Equal(t, "uuid", property("CreateHeadCountRequest", "requestId")["format"])
	require.Equal(t, object{"enum": []any{"PART_OF_DAY_UNSPECIFIED"}}, property("HeadCount", "partOfDay")["not"])
	require.Equal(t, true, property("HeadCount", "recorder")["readOnly"])
	require.Contains(t, schemas["HeadCount"].(object)["required"], "count")
	require.Contains(t, schemas["Figure"].(object)["required"], "wording", "always in an answer")
	require.NotContains(t, schemas["Figure"].(object)["required"], "value", "absent where there is none")
	change := schemas["LocationUpdate"].(object)
	require.NotContains(t, change, "required")
	require.NotContains(t, change["properties"], "id")
}

func TestDescriptionSaysWhoMayCall(t *testing.T) {
	doc, _ := description(t)
	operation := func(path, method string) object { return doc["paths"].(object)[path].(object)[method].(object) }
	account := operation("/accounts/{year}", "get")
	require.Equal(t, []any{object{}, object{"bearer": []any{}}}, account["security"])
	require.Contains(t, account["description"], "Needs no token")
	publish := operation("/accounts/{year}/publications", "post")
	require.Equal(t, []any{object{"bearer": []any{}}}, publish["security"])
	require.Contains(t, publish["description"], "the role account.manager")
	require.Contains(t, publish["responses"], "403")
}
