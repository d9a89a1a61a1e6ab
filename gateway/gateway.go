// Package gateway is what the suite shows to the outside: the REST API with its description, and the account as web
// pages.
//
// A request to the API passes the rules of package rules, becomes a gRPC call by the generated code, and its answer or
// its fault becomes JSON.
package gateway

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/gateway/internal/page"
	"github.com/deschoor/meedoen/gateway/internal/rules"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// Deps is what the gateway works with. All of it is needed.
type Deps struct {
	// Conn reaches the services.
	Conn grpc.ClientConnInterface
	// Log gets what went wrong on our side.
	Log *slog.Logger
	// Tracer gets a span of every request.
	Tracer trace.TracerProvider
	// Meter gets the number, duration and size of requests.
	Meter metric.MeterProvider
}

// Config is what may differ from one organisation to the next.
type Config struct {
	// BodyLimit is the largest body of a request, in bytes; above 0.
	BodyLimit int64 `koanf:"body-limit" doc:"Largest body of a request, in bytes; a larger one gets 413."`
	// AllowedOrigins are the origins whose pages may call the API, as https://host[:port].
	AllowedOrigins []string `koanf:"allowed-origins" doc:"Origins whose web pages may call the API, as https://host."`
	// Timeout is the longest a request may take; above 0.
	Timeout time.Duration `koanf:"timeout" doc:"Longest time a request may take; a longer one gets 504."`
	// Notice stands above every page. Empty for none.
	Notice string `koanf:"notice" doc:"Sentence above every web page, such as that its figures are made up."`
	// City stands before the name of a city district. Empty for none.
	City string `koanf:"city" doc:"Name of the city, put before the names of its districts on web pages."`
	// Years are the calendar years whose accounts the landing page links to, newest first.
	Years []string `koanf:"years" doc:"Years whose accounts the landing page links to, newest first."`
}

// DefaultConfig answers the configuration that holds where nothing is set.
func DefaultConfig() Config {
	return Config{BodyLimit: 1 << 20, Timeout: 30 * time.Second}
}

// New answers the handler of everything the suite serves over HTTP: the API under /v1/, liveness at /healthz, readiness
// at /readyz, and the web pages on every other path. The error says what is wrong with the configuration.
func New(deps Deps, cfg Config) (http.Handler, error) {
	years, err := cfg.check()
	if err != nil {
		return nil, err
	}
	api, err := newAPI(deps, cfg)
	if err != nil {
		return nil, err
	}
	pages, err := page.New(reportingv1.NewAccountServiceClient(deps.Conn), deps.Log,
		page.Options{Notice: cfg.Notice, City: cfg.City, Years: years})
	if err != nil {
		return nil, fmt.Errorf("web pages: %w", err)
	}
	pages = rules.Chain(pages,
		rules.Deadline(cfg.Timeout),
		rules.Trace(deps.Tracer, deps.Meter), // sees the pattern that the pages match
		rules.Recover(deps.Log),
	)
	health := newHealth(deps.Conn)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Not http.ServeMux: it redirects a path like "/v1//x", and the API must say 404 (ADR /core/no-trailing-slash).
		switch path := r.URL.Path; {
		case path == "/v1" || strings.HasPrefix(path, "/v1/"):
			api.ServeHTTP(w, r)
		case path == "/healthz" || path == "/readyz":
			health.ServeHTTP(w, r)
		default:
			pages.ServeHTTP(w, r)
		}
	})
	return rules.Chain(handler, rules.CallerHeaders, rules.SecureHeaders), nil
}

// check answers the years as numbers, or everything that is wrong with the configuration.
func (c Config) check() (years []int, err error) {
	var wrong []error
	if c.BodyLimit <= 0 {
		wrong = append(wrong, fmt.Errorf("body-limit must be above 0, not %d", c.BodyLimit))
	}
	if c.Timeout <= 0 {
		wrong = append(wrong, fmt.Errorf("timeout must be above 0, not %s", c.Timeout))
	}
	for _, o := range c.AllowedOrigins {
		if u, err := url.Parse(o); err != nil || u.Host == "" || u.Scheme+"://"+u.Host != o {
			wrong = append(wrong, fmt.Errorf("allowed-origins: %q is not written as https://host", o))
		}
	}
	for _, y := range c.Years {
		year, err := strconv.Atoi(y)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("years: %q is not a year", y))
		}
		years = append(years, year)
	}
	return years, errors.Join(wrong...)
}
