// Package ids makes identifiers.
package ids

import "github.com/google/uuid"

// New answers a new UUIDv7 (RFC 9562): unique without asking anybody, and ordered by the time it was made, which keeps
// index pages warm and lists stable.
func New() string {
	id, err := uuid.NewV7()
	if err != nil {
		// The random source of the machine is broken; nothing can be recorded safely.
		panic(err)
	}
	return id.String()
}
