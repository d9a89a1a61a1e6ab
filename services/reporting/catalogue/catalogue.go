// Package catalogue holds the figures of the yearly account as data: what each counts, in which words it is published.
// The rules that read it are in internal/domain.
package catalogue

import _ "embed"

//go:embed account.yaml
var account string

//go:embed schema.json
var schema string

// Account answers the catalogue of the yearly account (verantwoording), as YAML.
func Account() []byte { return []byte(account) }

// Schema answers the JSON Schema (2020-12) that every catalogue meets.
func Schema() []byte { return []byte(schema) }
