// Package gateway is what the suite shows to the outside: the REST API with its description, and the account as web
// pages.
//
// A request to the API passes the rules of package rules, becomes a gRPC call by the generated code, and its answer or
// its fault becomes JSON.
package gateway

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/gateway/internal/page"
	"github.com/deschoor/meedoen/gateway/internal/rules"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/config"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// Name is the name under which the gateway is observed.
const Name = "gateway"

// Deps is what the gateway works with. All of it is needed but Traces.
type Deps struct {
	// Conn reaches the services.
	Conn grpc.ClientConnInterface
	// Log gets what went wrong on our side.
	Log *slog.Logger
	// Tracer gets a span of every request.
	Tracer trace.TracerProvider
	// Meter gets the number, duration and size of requests.
	Meter metric.MeterProvider
	// Traces are shown to admins; nil for no pages of theirs.
	Traces *Traces
	// Verifier says who calls for them. It is needed with Traces.
	Verifier *auth.Verifier
}

// New answers the handler of everything the suite serves over HTTP: the API under /v1/, liveness at /healthz, readiness
// at /readyz, the pages of admins under /admin, and the web pages for everybody on every other path. What is wrong with
// cfg is answered at once, as a *config.Error.
func New(deps Deps, cfg Config) (http.Handler, error) {
	if problems := cfg.Validate(); len(problems) > 0 {
		return nil, &config.Error{Problems: problems}
	}
	api, err := newAPI(deps, cfg)
	if err != nil {
		return nil, err
	}
	pages, err := page.New(reportingv1.NewAccountServiceClient(deps.Conn), deps.Log,
		page.Options{Notice: cfg.Notice, City: cfg.City, Years: cfg.years()})
	if err != nil {
		return nil, fmt.Errorf("web pages: %w", err)
	}
	pages = rules.Chain(pages,
		rules.Deadline(cfg.Timeout),
		rules.Trace(deps.Tracer, deps.Meter), // sees the pattern that the pages match
		rules.Recover(deps.Log),
	)
	admins := pages
	if deps.Traces != nil {
		if admins, err = newAdmin(deps, cfg); err != nil {
			return nil, fmt.Errorf("pages of admins: %w", err)
		}
	}
	health := newHealth(deps.Conn)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Not http.ServeMux: it redirects a path like "/v1//x", and the API must say 404 (ADR /core/no-trailing-slash).
		switch path := r.URL.Path; {
		case path == "/v1" || strings.HasPrefix(path, "/v1/"):
			api.ServeHTTP(w, r)
		case path == "/healthz" || path == "/readyz":
			health.ServeHTTP(w, r)
		case path == "/admin" || strings.HasPrefix(path, "/admin/"):
			admins.ServeHTTP(w, r)
		default:
			pages.ServeHTTP(w, r)
		}
	})
	return rules.Chain(handler, rules.CallerHeaders, rules.SecureHeaders), nil
}
