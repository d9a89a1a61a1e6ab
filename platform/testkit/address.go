package testkit

import (
	"net"
	"runtime"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// Address answers the "host:port" of this machine at which a server of the test's may listen, in this process or another,
// as often as it likes: the address is nobody else's until the test ends.
func Address(t testing.TB) string {
	address, release, err := reserve()
	require.NoError(t, err)
	t.Cleanup(release)
	return address
}

// reserve answers an address of which the system gives nobody else the port, not for a listener that takes any and not for
// the near end of a connection, until it is released or the process ends. A port that was merely free a moment ago may be
// taken by the time a server starts, or while it is restarted.
//
// It is a socket that is bound and does not listen. Linux lets another listen there that asks for this very port with
// SO_REUSEADDR, as Go and PostgreSQL do. Other systems let only one bind, so there it is released at once.
func reserve() (address string, release func(), err error) {
	syscall.ForkLock.RLock() // no program that is started meanwhile inherits it
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(socket)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return "", nil, err
	}
	release = func() { _ = syscall.Close(socket) } // of nothing that was written
	address, err = bind(socket)
	if err != nil || runtime.GOOS != "linux" {
		release()
		return address, func() {}, err
	}
	return address, release, nil
}

// bind binds a socket to a port that nobody has, and answers its address.
func bind(socket int) (string, error) {
	if err := syscall.SetsockoptInt(socket, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return "", err
	}
	host := &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
	if err := syscall.Bind(socket, host); err != nil {
		return "", err
	}
	bound, err := syscall.Getsockname(socket)
	if err != nil {
		return "", err
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(bound.(*syscall.SockaddrInet4).Port)), nil
}
