package natsx_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/natsx"
)

// A limit of this process on the size of files is to the server what a full disk is: it cannot write on, and once it can again it
// must, without anybody's help.
func TestEmbeddedServerWritesOnOnceItsDiskHasRoom(t *testing.T) {
	conn, err := natsx.Connect("test", natsx.Defaults(), t.TempDir())
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.DeclareStream(t.Context(), "rooms")
	require.NoError(t, err)
	publish := func(id int) error {
		_, err := conn.JS.Publish(t.Context(), natsx.Subject("rooms", "room", "saved", "1"), make([]byte, 32<<10),
			jetstream.WithMsgID(fmt.Sprint(id)), jetstream.WithRetryAttempts(0))
		return err
	}
	require.NoError(t, publish(0))

	var before syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 64 << 10, Max: before.Max}))
	free := func() { require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before)) }
	defer free()
	failed := 1
	require.Eventually(t, func() bool { failed++; return publish(failed) != nil }, time.Minute, time.Millisecond)
	free()
	require.Eventually(t, func() bool { return publish(failed) == nil }, time.Minute, 10*time.Millisecond)

	stream, err := conn.JS.Stream(t.Context(), natsx.StreamName("rooms"))
	require.NoError(t, err)
	require.Positive(t, stream.CachedInfo().State.Msgs)
}
