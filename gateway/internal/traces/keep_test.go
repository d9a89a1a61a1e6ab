package traces

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
)

// aboutCallers are attributes, and whether each could be about a caller.
func aboutCallers() map[attribute.Key]bool {
	return map[attribute.Key]bool{
		"client.address": true, "client.port": true, "user_agent.original": true, "url.query": true, "url.full": true,
		"url.path": true, "url.scheme": false, "http.route": false, "http.request.method": false, "http.target": true,
		"http.request.header.authorization": true, "http.response.header.set-cookie": true, "http.request.body.size": false,
		"db.query.text": true, "db.query.parameter.0": true, "db.statement": true, "db.system.name": false,
		"db.operation.parameter.x": true, "enduser.id": true, "user.email": true, "network.peer.address": true,
		"network.protocol.name": false, "net.sock.peer.addr": true, "rpc.grpc.request.metadata.authorization": true,
		"rpc.method": false, "exception.message": true, "exception.stacktrace": true, "exception.type": false,
		"messaging.message.id": false, "messaging.message.body": true, "server.address": false, "session.id": true,
		"error.type": false, "error.message": true, "client": true,
	}
}

func TestAttributesThatCouldBeAboutACallerAreDropped(t *testing.T) {
	for key, dropped := range aboutCallers() {
		kept := keep([]attribute.KeyValue{{Key: key, Value: attribute.StringValue("x")}}, 9)
		require.Equal(t, dropped, len(kept) == 0, key)
	}
}

// TestTheCollectorDropsWhatTheGatewayDoes: by its configuration in deploy.
func TestTheCollectorDropsWhatTheGatewayDoes(t *testing.T) {
	config, err := os.ReadFile("../../../deploy/otel/collector.yaml")
	require.NoError(t, err)
	var patterns []*regexp.Regexp
	for _, m := range regexp.MustCompile(`delete_matching_keys\(attributes, "(.+)"\)`).FindAllSubmatch(config, -1) {
		patterns = append(patterns, regexp.MustCompile(string(m[1])))
	}
	require.NotEmpty(t, patterns)
	for key, dropped := range aboutCallers() {
		matches := func(p *regexp.Regexp) bool { return p.MatchString(string(key)) }
		require.Equal(t, dropped, slices.ContainsFunc(patterns, matches), key)
	}
}

func TestLongValuesAreCutBetweenLetters(t *testing.T) {
	long := strings.Repeat("é", maxText)
	kept := keep([]attribute.KeyValue{
		attribute.String("long", long), attribute.StringSlice("many", []string{long, long}), attribute.Int("n", 7),
		attribute.String(strings.Repeat("k", 300), "x"), attribute.String("broken", "a\xffb"),
	}, 9)
	for _, a := range kept {
		require.LessOrEqual(t, len(a.Key), maxName)
		require.LessOrEqual(t, len(a.Value.String()), maxText)
		require.True(t, utf8.ValidString(a.Value.String()))
	}
	require.True(t, strings.HasSuffix(kept[0].Value.AsString(), "é…"))
	require.Equal(t, attribute.IntValue(7), kept[2].Value, "numbers stay numbers")
}

func TestOnlySoManyAttributesAreKept(t *testing.T) {
	var many []attribute.KeyValue
	for i := range 1000 {
		many = append(many, attribute.Int(fmt.Sprint(i), i))
	}
	require.Len(t, keep(many, maxAttributes), maxAttributes)
}
