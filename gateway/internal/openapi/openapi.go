// Package openapi holds the description of the REST API (OpenAPI 3.1), made from the protos.
package openapi

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed openapi.json
var document []byte

// info is what the description begins with. To read it in the description takes longer than to start the rest of the gateway.
//
//go:embed info.json
var info []byte

// Path is where the description is published (ADR /core/publish-openapi).
const Path = "/v1/openapi.json"

// Document answers the description as JSON.
func Document() []byte { return document }

// Version answers the version of the API, from the one place it is written down.
func Version() (string, error) {
	var d struct {
		Version string `json:"version"`
	}
	if err := json.Unmarshal(info, &d); err != nil {
		return "", fmt.Errorf("read info.json: %w", err)
	}
	return d.Version, nil
}
