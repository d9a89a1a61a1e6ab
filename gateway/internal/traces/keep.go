package traces

import (
	"strings"
	"unicode/utf8"

	"go.opentelemetry.io/otel/attribute"
)

// What is kept of one span at most. Its makers are our own and stay far below; whoever sends more loses the rest.
const (
	maxText       = 512 // bytes of a value or the text of a status
	maxName       = 128 // bytes of a name or a key
	maxAttributes = 48  // of a span
	maxEvents     = 16
	maxOfEvent    = 16 // attributes of an event
	maxLinks      = 16
)

// Roughly what things take of the memory beside their texts, in bytes, measured on 64 bits.
const (
	spanSize      = 320 // with its places in the ring and in the index
	attributeSize = 64
	eventSize     = 64
	linkSize      = 24
)

// private says whether an attribute could carry what belongs to a caller, and not to the work: who it is, where it is,
// what it asked for. Our own spans hold none of it; a library that is renewed, or a sender that is not ours, might.
// A path has the ids of a resident's records in it, which the route has not, and the text of an error quotes its input.
func private(key attribute.Key) bool {
	namespace, name, _ := strings.Cut(string(key), ".")
	switch namespace {
	case "client", "source", "enduser", "user", "user_agent", "session", "geo", "baggage":
		return true
	case "url":
		return name == "full" || name == "path" || name == "query"
	case "http":
		return name == "url" || name == "target" || name == "client_ip" || name == "user_agent" ||
			strings.HasPrefix(name, "request.header.") || strings.HasPrefix(name, "response.header.")
	case "rpc":
		return strings.Contains(name, "metadata.")
	case "network", "net":
		return strings.HasPrefix(name, "peer.") || strings.HasPrefix(name, "sock.peer.")
	case "db":
		return name == "statement" || strings.HasPrefix(name, "query.") || strings.HasPrefix(name, "operation.parameter.")
	case "messaging":
		return strings.HasPrefix(name, "message.body") && name != "message.body.size"
	case "exception", "error":
		return name == "message" || name == "stacktrace"
	}
	return false
}

// keep answers a copy of at most n attributes, without those that are private and with long values cut.
func keep(attributes []attribute.KeyValue, n int) []attribute.KeyValue {
	if len(attributes) == 0 {
		return nil
	}
	kept := make([]attribute.KeyValue, 0, min(len(attributes), n))
	for _, a := range attributes {
		if len(kept) == n {
			break
		}
		if !private(a.Key) {
			kept = append(kept, attribute.KeyValue{Key: attribute.Key(cut(string(a.Key), maxName)), Value: cutValue(a.Value)})
		}
	}
	return kept
}

// cutValue answers v where it is a number or a short text, and a short text otherwise.
func cutValue(v attribute.Value) attribute.Value {
	switch v.Type() {
	case attribute.BOOL, attribute.INT64, attribute.FLOAT64:
		return v
	case attribute.STRING:
		return attribute.StringValue(cut(v.AsString(), maxText))
	}
	return attribute.StringValue(cut(v.String(), maxText))
}

// cut answers s with at most limit bytes, of whole letters. What is cut is copied, so that the rest can be forgotten.
func cut(s string, limit int) string {
	if len(s) > limit {
		end := limit - len("…")
		for end > 0 && !utf8.RuneStart(s[end]) {
			end--
		}
		s = s[:end] + "…"
	}
	return strings.ToValidUTF8(s, "�")
}

// weigh answers roughly what s takes of the memory, in bytes. The names of services, scopes and keys are shared by many
// spans, but who knows.
func (s *Span) weigh() int {
	size := spanSize + len(s.Name) + len(s.Status) + linkSize*len(s.Links) + weighAll(s.Attributes)
	for _, e := range s.Events {
		size += eventSize + len(e.Name) + weighAll(e.Attributes)
	}
	return size
}

func weighAll(attributes []attribute.KeyValue) int {
	size := attributeSize * len(attributes)
	for _, a := range attributes {
		size += len(a.Key)
		if a.Value.Type() == attribute.STRING {
			size += len(a.Value.AsString())
		}
	}
	return size
}
