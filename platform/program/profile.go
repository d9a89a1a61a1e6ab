package program

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"runtime"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/config"
)

// How much of what holds a process up is seen in profiles: each wait of so many nanoseconds on average, and one of so many that
// were for a lock. To see all of it would slow down what is looked at.
const (
	blockRate     = 10_000
	mutexFraction = 100
)

// CheckProfileAddress answers what is wrong with the setting profile-address. A profile says what the process works on, and to
// take one costs it, so nobody elsewhere can ask for one.
func CheckProfileAddress(address string) []config.Problem {
	if address == "" {
		return nil
	}
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return []config.Problem{{
			Key:  "profile-address",
			Text: fmt.Sprintf("is an address of this machine alone and a port, as 127.0.0.1:6060, not %q", address),
		}}
	}
	return nil
}

// Profile has profiles be answered at an address, at /debug/pprof/ as "go tool pprof" asks for them; "": nowhere.
func (h *Host) Profile(ctx context.Context, address string) error {
	if address == "" {
		return nil
	}
	listener, err := h.Listen(ctx, "profile-address", address)
	if err != nil {
		return err
	}
	runtime.SetBlockProfileRate(blockRate)
	runtime.SetMutexProfileFraction(mutexFraction)
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	h.Serve(app.HTTPServer("profile", &http.Server{Handler: mux}, listener))
	h.Telemetry().Log.WarnContext(ctx, "profiles can be taken of this process", "address", listener.Addr().String())
	return nil
}
