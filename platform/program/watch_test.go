package program

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/telemetry"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestWhatIsOfTheProcessIsMeasured(t *testing.T) {
	reader := sdkmetric.NewManualReader()
	h, err := NewHost(t.Context(), About{Name: "numbers"})
	require.NoError(t, err)
	tel, err := telemetry.New(t.Context(), telemetry.Options{
		Service: "numbers", LogWriter: t.Output(), Readers: []sdkmetric.Reader{reader},
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.Background())) })
	h.telemetry["numbers"] = tel
	require.NoError(t, h.watch())
	require.NoError(t, h.WatchFolder(t.TempDir()))
	h.nats = testkit.NATS(t)
	require.NoError(t, h.watchEvents())
	got := testkit.Gauges(t, reader)
	require.Zero(t, got["meedoen.ready"], "before it runs")
	require.EqualValues(t, 1, got["meedoen.events.connected"])
	require.Positive(t, got["meedoen.disk.free"])
	require.GreaterOrEqual(t, got["meedoen.disk.size"], got["meedoen.disk.free"])

	ctx, stop := context.WithCancel(t.Context())
	h.Add(app.Module{Name: "numbers"})
	require.NoError(t, h.Run(ctx, func() {
		require.EqualValues(t, 1, testkit.Gauges(t, reader)["meedoen.ready"], "while it serves")
		stop()
	}))
	h.nats.NATS.Close()
	require.Zero(t, testkit.Gauges(t, reader)["meedoen.events.connected"])
	require.NoError(t, h.Close())
}
