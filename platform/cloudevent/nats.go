package cloudevent

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/nats-io/nats.go"
)

const prefix = "ce-"

// ToNATS writes an event as a message to subject. The server drops a second message with the same id within its window: that of
// the event alone, for all events of a stream have one source, and the server keeps each id in memory and in the stream.
func ToNATS(subject string, e Event) *nats.Msg {
	m := nats.NewMsg(subject)
	m.Data = e.Data
	for name, value := range map[string]string{
		"specversion": "1.0", "id": e.ID, "source": e.Source, "type": e.Type, "subject": e.Subject,
		"time":            e.Time.UTC().Format(time.RFC3339Nano),
		"datacontenttype": e.DataContentType, "dataschema": e.DataSchema, "traceparent": e.TraceParent,
	} {
		if value != "" {
			m.Header[prefix+name] = []string{encode(value)}
		}
	}
	m.Header[nats.MsgIdHdr] = []string{e.ID}
	return m
}

// FromNATS reads an event from the headers and payload of a message. Header names are read without regard to case.
func FromNATS(header nats.Header, data []byte) (Event, error) {
	attributes := map[string]string{}
	for name, values := range header {
		lower := strings.ToLower(name)
		if !strings.HasPrefix(lower, prefix) || len(values) == 0 {
			continue
		}
		value, err := decode(values[0])
		if err != nil {
			return Event{}, fmt.Errorf("attribute %s: %w", lower, err)
		}
		attribute := strings.TrimPrefix(lower, prefix)
		if _, twice := attributes[attribute]; twice || len(values) > 1 {
			return Event{}, fmt.Errorf("attribute %s is given twice", attribute)
		}
		attributes[attribute] = value
	}
	if v := attributes["specversion"]; v != "1.0" {
		return Event{}, fmt.Errorf("spec version %q is not 1.0", v)
	}
	for _, required := range []string{"id", "source", "type"} {
		if attributes[required] == "" {
			return Event{}, fmt.Errorf("attribute %s is missing", required)
		}
	}
	e := Event{
		ID: attributes["id"], Source: attributes["source"], Type: attributes["type"], Subject: attributes["subject"],
		DataContentType: attributes["datacontenttype"], DataSchema: attributes["dataschema"],
		TraceParent: attributes["traceparent"], Data: data,
	}
	if t := attributes["time"]; t != "" {
		at, err := time.Parse(time.RFC3339Nano, t)
		if err != nil {
			return Event{}, errors.New("attribute time is not an RFC 3339 time")
		}
		e.Time = at.UTC()
	}
	return e, nil
}

// encode percent-encodes what a header value may not hold: space, quote, percent and all outside U+0021 to U+007E.
func encode(value string) string {
	if isPlain(value) {
		return value
	}
	var b strings.Builder
	for _, c := range []byte(value) {
		if plain(c) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// decode undoes encode. The binding asks readers to accept quoted values and lower-case hex too, and to refuse what is
// not UTF-8; the specification's strings hold no control characters, which PostgreSQL's do not either.
func decode(value string) (string, error) {
	if isPlain(value) {
		return value, nil
	}
	raw, err := unescape(unquote(value))
	switch {
	case err != nil:
		return "", err
	case !utf8.ValidString(raw):
		return "", errors.New("not UTF-8")
	case strings.ContainsFunc(raw, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Noncharacter_Code_Point) }):
		return "", errors.New("a control character")
	}
	return raw, nil
}

// isPlain says whether encode leaves value as it is, as it does with nearly all.
func isPlain(value string) bool {
	for _, c := range []byte(value) {
		if !plain(c) {
			return false
		}
	}
	return true
}

func plain(c byte) bool { return c > ' ' && c <= '~' && c != '"' && c != '%' }

var quotedPair = regexp.MustCompile(`\\(.)`)

// unquote takes the quotes from a quoted string (RFC 7230 section 3.2.6).
func unquote(value string) string {
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
		return value
	}
	return quotedPair.ReplaceAllString(value[1:len(value)-1], "$1")
}

func unescape(value string) (string, error) {
	out := make([]byte, 0, len(value))
	for i := 0; i < len(value); i++ {
		if value[i] != '%' {
			out = append(out, value[i])
			continue
		}
		c, err := strconv.ParseUint(value[i+1:min(i+3, len(value))], 16, 8)
		if err != nil || i+2 >= len(value) {
			return "", errors.New("a percent sign without two hex digits")
		}
		out = append(out, byte(c))
		i += 2
	}
	return string(out), nil
}
