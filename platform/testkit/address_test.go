package testkit_test

import (
	"net"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
)

func TestAddressIsForServersOfTheTestUntilItEnds(t *testing.T) {
	var address string
	// alone listens only where nobody has the port, as the system does where any will do.
	alone := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) (err error) {
		return raw.Control(func(socket uintptr) {
			err = syscall.SetsockoptInt(int(socket), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 0)
		})
	}}
	listens := func(config net.ListenConfig) error {
		listener, err := config.Listen(t.Context(), "tcp", address)
		if err != nil {
			return err
		}
		return listener.Close()
	}
	t.Run("test", func(t *testing.T) {
		address = testkit.Address(t)
		require.NotEqual(t, address, testkit.Address(t))
		for range 2 {
			require.NoError(t, listens(net.ListenConfig{}), "a server that restarts")
			require.ErrorIs(t, listens(alone), syscall.EADDRINUSE, "between its lives")
		}
	})
	require.NoError(t, listens(alone), "once the test has ended")
}
