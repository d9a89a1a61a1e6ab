// Package ddastest helps tests of what is delivered.
package ddastest

import (
	"bytes"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

// RequireValid checks that a delivery is as the JSON schema of the exchange model wants it, where MEEDOEN_TEST_DDAS_SCHEMA says
// where that is. It has to, where CI=true.
func RequireValid(t testing.TB, delivery []byte) {
	t.Helper()
	path := os.Getenv("MEEDOEN_TEST_DDAS_SCHEMA")
	if path == "" {
		require.NotEqual(t, "true", os.Getenv("CI"), "MEEDOEN_TEST_DDAS_SCHEMA is the path of the JSON schema of DDAS 1.0")
		return
	}
	require.NoError(t, schema(t, path).Validate(parse(t, delivery)))
}

// RequireInvalid checks that the schema, where there is one, refuses a delivery.
func RequireInvalid(t testing.TB, delivery []byte) {
	t.Helper()
	if path := os.Getenv("MEEDOEN_TEST_DDAS_SCHEMA"); path != "" {
		require.Error(t, schema(t, path).Validate(parse(t, delivery)), "the schema has the rules")
	}
}

func schema(t testing.TB, path string) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(path)
	require.NoError(t, err)
	return schema
}

func parse(t testing.TB, text []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	return value
}
