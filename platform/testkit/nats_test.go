package testkit_test

import (
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestServerThatIsRestoredHasLostWhatCameAfterItWasSaved(t *testing.T) {
	s := testkit.NewNATSServer(t, server.Options{})
	url := s.URL()
	conn := s.Connect()
	messages := func() uint64 {
		stream, err := conn.JS.Stream(t.Context(), natsx.StreamName("rooms"))
		require.NoError(t, err)
		return stream.CachedInfo().State.LastSeq
	}
	restart := func(stopped func()) {
		s.Stop()
		stopped()
		require.Eventually(t, func() bool { return conn.Ready(t.Context()) != nil }, 10*time.Second, time.Millisecond)
		s.Start()
		require.Eventually(t, func() bool { return conn.Ready(t.Context()) == nil }, 10*time.Second, time.Millisecond)
	}
	publish := func() {
		_, err := conn.JS.Publish(t.Context(), natsx.Subject("rooms", "room", "saved", "1"), nil)
		require.NoError(t, err)
	}
	_, err := conn.DeclareStream(t.Context(), "rooms")
	require.NoError(t, err)
	publish()
	var restore func()
	restart(func() { restore = s.Save() })
	publish()
	require.EqualValues(t, 2, messages())
	restart(func() { restore() })
	require.EqualValues(t, 1, messages())
	require.Equal(t, url, s.URL())
}
