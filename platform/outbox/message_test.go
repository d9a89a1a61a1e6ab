package outbox_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

// sentMessage answers an event in its stream.
func sentMessage(t *testing.T, engine testkit.Engine) *jetstream.RawStreamMsg {
	t.Helper()
	r := newRig(t, engine, testkit.NATS(t))
	r.add(7)
	r.runOnce()
	stream, err := r.nats.JS.Stream(t.Context(), natsx.StreamName(service))
	require.NoError(t, err)
	m, err := stream.GetMsg(t.Context(), 1)
	require.NoError(t, err)
	return m
}

func TestMessageSaysWhatHappenedInItsSubjectAndHeaders(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		m := sentMessage(t, engine)
		require.Equal(t, natsx.Subject(service, "number", "added", "id-7"), m.Subject)
		id := m.Header["ce-id"]
		require.Len(t, id, 1)
		require.NoError(t, uuid.Validate(id[0]))
		require.Equal(t, nats.Header{
			"ce-specversion":     {"1.0"},
			"ce-id":              id,
			"ce-source":          {"urn:nld:oin:00000099000000000000:systeem:meedoen-numbers"},
			"ce-type":            {"nl.welzijn.numbers.number-added.v1"},
			"ce-subject":         {"id-7"},
			"ce-time":            {start.Format(time.RFC3339)},
			"ce-datacontenttype": {"application/protobuf"},
			"ce-dataschema":      {"urn:protobuf:google.protobuf.Int64Value"},
			"Nats-Msg-Id":        {id[0]},
		}, m.Header)
	})
}

// profile is the Dutch profile for CloudEvents 1.1, and that an attribute names nobody: no number of nine digits, which a
// citizen service number has. It speaks of the JSON form.
var profile = map[string]struct{ must, mustNot string }{
	"specversion": {must: `^1\.0$`},
	"id":          {must: `.`},
	"source":      {must: `^urn:nld:(oin:[0-9]{20}|kvknr:[0-9]{8})(:[A-Za-z0-9()+,.=@;$_!*'%/?#-]+)+$`},
	"type":        {must: `^nl(\.[a-z0-9]+(-[a-z0-9]+)*){2,}$`, mustNot: `\.v[0-9]+\..*\.v[0-9]+`},
	"subject":     {must: `.`, mustNot: `(^|[^0-9])[0-9]{9}([^0-9]|$)`},
	"time":        {must: `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$`},
	"dataschema":  {must: `^[a-z]+:.+`},
}

func TestEventFollowsTheDutchProfile(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		attributes := map[string]any{}
		for name, values := range sentMessage(t, engine).Header {
			if attribute, is := strings.CutPrefix(name, "ce-"); is {
				require.Regexp(t, `^[a-z0-9]{1,20}$`, attribute)
				attributes[attribute] = values[0]
			}
		}
		for attribute, rule := range profile {
			require.Regexp(t, rule.must, attributes[attribute], attribute)
			if rule.mustNot != "" {
				require.NotRegexp(t, rule.mustNot, attributes[attribute], attribute)
			}
		}
		// A JSON schema of the profile, where there is one, says the same of the JSON form.
		if path := os.Getenv("MEEDOEN_TEST_NLGOV_SCHEMA"); path != "" {
			requireValid(t, path, attributes)
		}
	})
}

func requireValid(t *testing.T, path string, attributes map[string]any) {
	t.Helper()
	attributes["datacontenttype"], attributes["data"] = "application/json", json.Number("7")
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(path)
	require.NoError(t, err)
	require.NoError(t, schema.Validate(attributes))
	attributes["subject"] = "123456782"
	require.Error(t, schema.Validate(attributes), "the schema has the rules")
}

func TestFilterMatchesTheSubjectsOfItsTypeAlone(t *testing.T) {
	filter := outbox.Filter(service, outbox.Type(service, "head-count.saved"))
	require.Equal(t, "meedoen.numbers.v1.head-count.saved.*", filter)
	require.Equal(t, filter, regexp.MustCompile(`p\d\d$`).ReplaceAllString(natsx.Subject(service, "head-count", "saved", "1"), "*"))
}
