package program_test

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestProfilesAreForThisMachineAlone(t *testing.T) {
	for _, address := range []string{"", "127.0.0.1:6060", "[::1]:6060", "127.0.0.2:0"} {
		require.Empty(t, program.CheckProfileAddress(address), address)
	}
	for _, address := range []string{":6060", "0.0.0.0:6060", "10.0.0.1:6060", "[::]:6060", "example.org:6060", "127.0.0.1"} {
		require.Equal(t, []config.Problem{{
			Key: "profile-address", Text: `is an address of this machine alone and a port, as 127.0.0.1:6060, not "` + address + `"`,
		}}, program.CheckProfileAddress(address))
	}
}

func TestProfilesAreTakenOfARunningProcess(t *testing.T) {
	h := host(t)
	address := testkit.Address(t)
	require.NoError(t, h.Profile(t.Context(), address))
	ctx, stop := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- h.Run(ctx, func() { close(ready) }) }()
	<-ready
	for _, name := range []string{"heap", "allocs", "block", "mutex", "goroutine"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/debug/pprof/"+name, nil)
		require.NoError(t, err)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, response.StatusCode, name)
		unpacked, err := gzip.NewReader(response.Body)
		require.NoError(t, err, name)
		content, err := io.ReadAll(unpacked)
		require.NoError(t, err, name)
		require.NotEmpty(t, content, name)
		require.NoError(t, response.Body.Close())
	}
	stop()
	require.NoError(t, <-ended)
}

func TestProfilesAreTakenNowhereByDefault(t *testing.T) {
	require.NoError(t, host(t).Profile(t.Context(), ""))
	require.Empty(t, program.Defaults("127.0.0.1:0").ProfileAddress)
}
