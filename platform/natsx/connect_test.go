package natsx_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestEmbeddedServerKeepsItsStreamsOverARestart(t *testing.T) {
	dir := t.TempDir()
	for want := range uint64(3) {
		conn, err := natsx.Connect("test", natsx.Defaults(), dir)
		require.NoError(t, err)
		require.NoError(t, conn.Ready(t.Context()))
		stream, err := conn.DeclareStream(t.Context(), "rooms")
		require.NoError(t, err)
		require.EqualValues(t, want, stream.CachedInfo().State.LastSeq)
		require.Equal(t, want, stream.CachedInfo().State.Msgs)
		_, err = conn.JS.Publish(t.Context(), natsx.Subject("rooms", "room", "saved", "1"), []byte("x"))
		require.NoError(t, err)
		conn.Close()
		require.ErrorContains(t, conn.Ready(t.Context()), "NATS is closed")
	}
}

func TestTwoEmbeddedServersInOneProcessDoNotMeet(t *testing.T) {
	first, err := natsx.Connect("first", natsx.Defaults(), t.TempDir())
	require.NoError(t, err)
	defer first.Close()
	second, err := natsx.Connect("second", natsx.Defaults(), t.TempDir())
	require.NoError(t, err)
	defer second.Close()
	_, err = first.DeclareStream(t.Context(), "rooms")
	require.NoError(t, err)
	_, err = first.JS.Publish(t.Context(), natsx.Subject("rooms", "room", "saved", "1"), nil)
	require.NoError(t, err)
	stream, err := second.DeclareStream(t.Context(), "rooms")
	require.NoError(t, err)
	require.Zero(t, stream.CachedInfo().State.LastSeq)
}

func TestFolderThatCannotKeepStreamsIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := natsx.Connect("test", natsx.Defaults(), file)
	require.ErrorContains(t, err, file)

	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "jetstream"), nil, 0o600))
	_, err = natsx.Connect("test", natsx.Defaults(), dir)
	require.ErrorContains(t, err, "embed NATS")
	require.ErrorContains(t, err, dir)
}

func TestGenerationChangesWhenTheConnectionComesBack(t *testing.T) {
	s := testkit.NewNATSServer(t, server.Options{})
	conn := s.Connect()
	before := conn.Generation()
	require.Equal(t, before, conn.Generation())
	s.Stop()
	require.Eventually(t, func() bool { return conn.Ready(t.Context()) != nil }, 10*time.Second, time.Millisecond)
	s.Start()
	require.Eventually(t, func() bool { return conn.Ready(t.Context()) == nil }, 10*time.Second, time.Millisecond)
	require.NotEqual(t, before, conn.Generation())
}

func TestServerElsewhereMayComeLaterThanItsClients(t *testing.T) {
	s := testkit.NewNATSServer(t, server.Options{})
	s.Stop()
	conn := s.Connect()
	require.ErrorContains(t, conn.Ready(t.Context()), "NATS is")
	s.Start()
	require.Eventually(t, func() bool { return conn.Ready(t.Context()) == nil }, 10*time.Second, time.Millisecond)
	_, err := conn.DeclareStream(t.Context(), "rooms")
	require.NoError(t, err)
}

func TestServerElsewhereThatAsksForATokenGetsIt(t *testing.T) {
	s := testkit.NewNATSServer(t, server.Options{Authorization: "open sesame"})
	cfg := natsx.Defaults()
	cfg.URL = s.URL()
	for token, ready := range map[string]bool{"open sesame": true, "open barley": false, "": false} {
		cfg.Token = config.NewSecret(token)
		conn, err := natsx.Connect("test", cfg, "")
		if err == nil {
			require.Equal(t, ready, conn.Ready(t.Context()) == nil, token)
			conn.Close()
		} else {
			require.False(t, ready, "%q: %v", token, err)
			require.NotContains(t, err.Error(), "open")
		}
	}
}

func TestMissingCredentialsFileIsAnError(t *testing.T) {
	cfg := natsx.Defaults()
	cfg.Credentials = filepath.Join(t.TempDir(), "none.creds")
	_, err := natsx.Connect("test", cfg, t.TempDir())
	require.ErrorContains(t, err, "none.creds")
}
