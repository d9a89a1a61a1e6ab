package inbox

import (
	"encoding/json"
	"fmt"

	"github.com/nats-io/nats.go"
)

// writeHeaders answers headers as text that reads back to the byte. A value may hold bytes that are no UTF-8, which may
// be why the message is no event, and JSON would replace them: each byte is written as the character of its number.
func writeHeaders(h nats.Header) (string, error) {
	text, err := json.Marshal(eachValue(h, func(v string) string {
		runes := make([]rune, len(v))
		for i := range len(v) {
			runes[i] = rune(v[i])
		}
		return string(runes)
	}))
	if err != nil {
		return "", fmt.Errorf("write the headers: %w", err)
	}
	return string(text), nil
}

func readHeaders(text string) (nats.Header, error) {
	var h nats.Header
	if err := json.Unmarshal([]byte(text), &h); err != nil {
		return nil, fmt.Errorf("read the headers: %w", err)
	}
	return eachValue(h, func(v string) string {
		var bytes []byte
		for _, r := range v {
			bytes = append(bytes, byte(r))
		}
		return string(bytes)
	}), nil
}

// eachValue answers h with every name and value changed by change.
func eachValue(h nats.Header, change func(string) string) nats.Header {
	changed := nats.Header{}
	for name, values := range h {
		name = change(name)
		changed[name] = []string{}
		for _, v := range values {
			changed[name] = append(changed[name], change(v))
		}
	}
	return changed
}
