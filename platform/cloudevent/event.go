// Package cloudevent is CloudEvents 1.0 in binary mode over NATS, and in JSON, as the Dutch profile (NL GOV 1.1) asks for it. The
// SDK's NATS binding neither encodes header values nor reads headers without regard to case, so the binding is our own.
package cloudevent

import (
	"strings"
	"time"
)

// ProtobufType is the content type of event data.
const ProtobufType = "application/protobuf"

// Event is one event with its context attributes. Attributes are logged and stored by others: none may name a person.
type Event struct {
	// ID is unique within Source; sending again keeps it.
	ID string
	// Source names the system the event comes from, a URN such as "urn:nld:kvknr:12345678:systeem:meedoen-x".
	Source string
	// Type is reverse-DNS with a version, without the name of an organisation.
	Type string
	// Subject is the id of the aggregate the event speaks of.
	Subject string
	// Time is when the fact was registered.
	Time time.Time
	// DataContentType is the media type of Data.
	DataContentType string
	// DataSchema is a URI that names the schema of Data.
	DataSchema string
	// TraceParent carries the trace that recorded the event (W3C Trace Context), or is empty.
	TraceParent string
	// Data is the event itself.
	Data []byte
}

// sampledFlags are the last digits of flags whose lowest bit is set.
const sampledFlags = "13579bdf"

// MayBeSampled says whether TraceParent may be of a trace that is kept (W3C Trace Context, 3.2.2.5): most are not, and then
// nobody needs to read it. One of a later version may go on after its flags.
func (e Event) MayBeSampled() bool {
	const length = len("00-00000000000000000000000000000000-0000000000000000-00")
	n := len(e.TraceParent)
	return n > length || n == length && strings.IndexByte(sampledFlags, e.TraceParent[n-1]) >= 0
}
