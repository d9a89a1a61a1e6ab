// Package openapi holds the description of the REST API (OpenAPI 3.1), made from the protos.
package openapi

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed openapi.json
var document []byte

// Path is where the description is published (ADR /core/publish-openapi).
const Path = "/v1/openapi.json"

// Document answers the description as JSON.
func Document() []byte { return document }

// Version answers the version of the API as the description has it: the one place it is written down.
func Version() (string, error) {
	var d struct {
		Info struct {
			Version string `json:"version"`
		} `json:"info"`
	}
	if err := json.Unmarshal(document, &d); err != nil {
		return "", fmt.Errorf("read openapi.json: %w", err)
	}
	return d.Info.Version, nil
}
