package config

import (
	"fmt"
	"io"
)

const mask = "•••"

// Secret is a value that does not print: fmt, slog, JSON, YAML and whatever else asks for its text get a mask, and an
// empty text where it is not set, so that a missing secret shows. Only Reveal answers the value. It is a struct and not
// a string because fmt prints a string in an unexported field, and a conversion would reveal it unseen.
type Secret struct {
	value *string
}

// NewSecret answers a secret with value.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{value: &value}
}

// Reveal answers the value, empty where it is not set.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsSet says whether there is a value.
func (s Secret) IsSet() bool { return s.value != nil }

// String answers the mask.
func (s Secret) String() string {
	if !s.IsSet() {
		return ""
	}
	return mask
}

// Format prints the mask for every verb, %#v and %x among them.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText answers the mask; encoding/json, YAML and slog use it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText sets the value.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}
