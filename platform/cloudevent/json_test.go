package cloudevent_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
)

func TestEventInJSONHasItsAttributesBesideItsData(t *testing.T) {
	e := cloudevent.Event{
		ID: "1", Source: "urn:nld:kvknr:12345678:systeem:x", Type: "nl.x.y.v1", Subject: `een "geval"`,
		Time: time.Date(2026, 11, 26, 13, 0, 0, 5_000, time.FixedZone("", 3600)), DataContentType: cloudevent.JSONDataType,
		DataSchema: "urn:protobuf:x.Y", Data: []byte(` { "b": 1,  "a": [ ] } `),
	}
	text, err := cloudevent.ToJSON(e)
	require.NoError(t, err)
	require.Equal(t, `{"specversion":"1.0","id":"1","source":"urn:nld:kvknr:12345678:systeem:x","type":"nl.x.y.v1",`+
		`"subject":"een \"geval\"","time":"2026-11-26T12:00:00.000005Z","datacontenttype":"application/json",`+
		`"dataschema":"urn:protobuf:x.Y","data":{"b":1,"a":[]}}`, string(text))

	e.Subject, e.DataSchema, e.TraceParent = "", "", "00-1-2-01"
	text, err = cloudevent.ToJSON(e)
	require.NoError(t, err)
	require.Equal(t, `{"specversion":"1.0","id":"1","source":"urn:nld:kvknr:12345678:systeem:x","type":"nl.x.y.v1",`+
		`"time":"2026-11-26T12:00:00.000005Z","datacontenttype":"application/json","traceparent":"00-1-2-01","data":{"b":1,"a":[]}}`,
		string(text))
}

func TestDataThatIsNotJSONIsNotPutIntoIt(t *testing.T) {
	for _, e := range []cloudevent.Event{
		{ID: "1", DataContentType: cloudevent.ProtobufType, Data: []byte("{}")},
		{ID: "1", DataContentType: cloudevent.JSONDataType, Data: []byte("{")},
		{ID: "1", DataContentType: cloudevent.JSONDataType},
	} {
		_, err := cloudevent.ToJSON(e)
		require.ErrorContains(t, err, "event 1")
	}
}
