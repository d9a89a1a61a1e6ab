package program

import (
	"context"
	"fmt"
	"syscall"

	"go.opentelemetry.io/contrib/instrumentation/runtime"

	"github.com/deschoor/meedoen/platform/gauge"
)

// watch publishes what is of the process and of no module: whether it serves, and its memory.
func (h *Host) watch() error {
	tel := h.Telemetry()
	_, err := gauge.Set{
		Meter: tel.Meter, Scope: "meedoen/program", Clock: h.Clock,
		Gauges: []gauge.Gauge{{
			Name: "meedoen.ready", Unit: "{process}", Description: "1 while the process serves, 0 while it does not.",
		}},
		Look: func(_ context.Context, put gauge.Put) error {
			put("meedoen.ready", flag(h.ready.Load()))
			return nil
		},
	}.Observe()
	if err != nil {
		return err
	}
	if err := runtime.Start(runtime.WithMeterProvider(tel.Meter)); err != nil {
		return fmt.Errorf("measure the memory: %w", err)
	}
	return nil
}

// watchEvents publishes whether the connection over which events travel is up.
func (h *Host) watchEvents() error {
	_, err := gauge.Set{
		Meter: h.Telemetry().Meter, Scope: "meedoen/program", Clock: h.Clock,
		Gauges: []gauge.Gauge{{
			Name: "meedoen.events.connected", Unit: "{connection}", Description: "1 while NATS is connected, 0 while it is not.",
		}},
		Look: func(ctx context.Context, put gauge.Put) error {
			put("meedoen.events.connected", flag(h.nats.Ready(ctx) == nil))
			return nil
		},
	}.Observe()
	return err
}

// WatchFolder publishes how much room there is on the disk of a folder, which must be there.
func (h *Host) WatchFolder(path string) error {
	_, err := gauge.Set{
		Meter: h.Telemetry().Meter, Scope: "meedoen/program", Clock: h.Clock,
		Gauges: []gauge.Gauge{
			{Name: "meedoen.disk.free", Unit: "By", Description: "Room on the disk of the data folder that the process may use."},
			{Name: "meedoen.disk.size", Unit: "By", Description: "Size of the disk of the data folder."},
		},
		Look: func(_ context.Context, put gauge.Put) error {
			var at syscall.Statfs_t
			if err := syscall.Statfs(path, &at); err != nil {
				return err
			}
			put("meedoen.disk.free", float64(at.Bavail)*float64(at.Bsize))
			put("meedoen.disk.size", float64(at.Blocks)*float64(at.Bsize))
			return nil
		},
	}.Observe()
	return err
}

func flag(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
