package testkit

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/natsx"
)

// NATS answers a connection to a server of the test's own, gone when the test ends.
func NATS(t testing.TB) *natsx.Conn {
	conn, err := natsx.Connect("test", natsx.Defaults(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	return conn
}
