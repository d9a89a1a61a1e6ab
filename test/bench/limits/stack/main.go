// Command stack is the layers of the suite around nothing: the echo of limits/echo behind the gRPC server of every program
// (tokens, access, limits, validation, traces of one call in a hundred, metrics, log, deadlines, recovery), and with --rest the
// gateway in front of it in the same process, with all of its rules. What it leaves out is what lies behind the layers: storage
// and events.
//
// It limits a caller as the programs do, but lets each make more calls than can be: what drives it is one caller.
package main

import (
	"context"
	"errors"
	"flag"
	"os"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/limits"
	"github.com/deschoor/meedoen/platform/program"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/test/bench/beside"
)

func main() {
	rest := flag.String("rest", "", "host:port where the gateway serves; empty: nowhere")
	beside.Main(func(ctx context.Context, o beside.Options) error {
		if err := observe(); err != nil {
			return err
		}
		return run(ctx, o, *rest)
	})
}

// observed has one call in a hundred traced, and all of them counted for whoever asks, on ports that nobody else needs.
var observed = map[string]string{
	"OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.01",
	"OTEL_METRICS_EXPORTER": "prometheus", "OTEL_EXPORTER_PROMETHEUS_HOST": "127.0.0.1", "OTEL_EXPORTER_PROMETHEUS_PORT": "0",
}

// observe sets what of that the environment does not say otherwise.
func observe() error {
	var errs []error
	for name, value := range observed {
		if _, set := os.LookupEnv(name); !set {
			errs = append(errs, os.Setenv(name, value))
		}
	}
	return errors.Join(errs...)
}

// plenty is more calls a second of one caller than there can be.
const plenty = 1_000_000

func run(ctx context.Context, o beside.Options, rest string) (err error) {
	traces := gateway.NewTraces(clock.System())
	bounds := limits.Defaults()
	bounds.Rate, bounds.Burst = plenty, 0
	h, err := program.NewHost(ctx, program.About{
		Name: "stack", Version: "0.0.0", Limits: bounds, Spans: []sdktrace.SpanProcessor{traces.Processor()},
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	listener, err := h.Listen(ctx, "--listen", o.Listen)
	if err != nil {
		return err
	}
	verifier, err := issue(o)
	if err != nil {
		return err
	}
	if err := addEcho(ctx, h); err != nil {
		return err
	}
	local := grpcx.NewLocal()
	h.ServeGRPC(verifier, false, limits.Listener(listener, bounds.Connections), local)
	if rest != "" {
		if err := serveREST(ctx, h, local, verifier, traces, rest); err != nil {
			return err
		}
	}
	return h.Run(ctx, o.Ready)
}

// addEcho adds the echo as the module of its service, with telemetry of its own.
func addEcho(ctx context.Context, h *program.Host) error {
	const name = "activities"
	if _, err := h.Observe(ctx, name); err != nil {
		return err
	}
	h.Add(app.Module{Name: name, Register: func(r grpc.ServiceRegistrar) {
		activitiesv1.RegisterHeadCountServiceServer(r, beside.Echo{})
	}})
	return nil
}

// issue opens the development issuer of the data folder, and leaves a token of it for who drives the program.
func issue(o beside.Options) (*auth.Verifier, error) {
	issuer, err := devissuer.Open(o.Data, clock.System())
	if err != nil {
		return nil, err
	}
	token, err := issuer.Token(devissuer.Claims{Subject: "bench", Roles: []string{"activities.staff"}})
	if err != nil {
		return nil, err
	}
	if err := o.LeaveToken(token); err != nil {
		return nil, err
	}
	return auth.NewVerifier(auth.Config{}, clock.System(), issuer.Issuer())
}
