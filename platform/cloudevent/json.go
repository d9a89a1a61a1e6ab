package cloudevent

import (
	"encoding/json"
	"fmt"
	"time"
)

const (
	// JSONType is the content type of an event in structured mode: attributes and data in one JSON object.
	JSONType = "application/cloudevents+json"
	// JSONDataType is the content type of data that is JSON.
	JSONDataType = "application/json"
)

// ToJSON answers an event in structured mode, as the JSON format of CloudEvents 1.0 and the Dutch profile have it. Its data is
// JSON: anything else is an error.
func ToJSON(e Event) ([]byte, error) {
	if e.DataContentType != JSONDataType || !json.Valid(e.Data) {
		return nil, fmt.Errorf("event %s: its data is not JSON", e.ID)
	}
	return json.Marshal(struct {
		SpecVersion     string          `json:"specversion"`
		ID              string          `json:"id"`
		Source          string          `json:"source"`
		Type            string          `json:"type"`
		Subject         string          `json:"subject,omitempty"`
		Time            string          `json:"time"`
		DataContentType string          `json:"datacontenttype"`
		DataSchema      string          `json:"dataschema,omitempty"`
		TraceParent     string          `json:"traceparent,omitempty"`
		Data            json.RawMessage `json:"data"`
	}{
		"1.0", e.ID, e.Source, e.Type, e.Subject, e.Time.UTC().Format(time.RFC3339Nano), e.DataContentType, e.DataSchema,
		e.TraceParent, e.Data,
	})
}
