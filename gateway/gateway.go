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

	"github.com/deschoor/meedoen/gateway/internal/admin"
	"github.com/deschoor/meedoen/gateway/internal/agenda"
	"github.com/deschoor/meedoen/gateway/internal/apidocs"
	"github.com/deschoor/meedoen/gateway/internal/hsds"
	"github.com/deschoor/meedoen/gateway/internal/ownagenda"
	"github.com/deschoor/meedoen/gateway/internal/page"
	"github.com/deschoor/meedoen/gateway/internal/rules"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// Name is the name under which the gateway is observed.
const Name = "gateway"

// Deps is what the gateway works with. All of it is needed, but for Provider and Traces.
type Deps struct {
	// Conn reaches the services.
	Conn grpc.ClientConnInterface
	// Verifier says who a visitor of pages for people is. Calls of the API are verified by the services.
	Verifier *auth.Verifier
	// Clock says when a login ends.
	Clock clock.Clock
	// Provider asks the provider that people log in at; a client of the gateway's own if nil.
	Provider *http.Client
	// Log gets what went wrong on our side.
	Log *slog.Logger
	// Tracer gets a span of every request.
	Tracer trace.TracerProvider
	// Meter gets the number, duration and size of requests.
	Meter metric.MeterProvider
	// Traces are shown to admins; nil for no pages of theirs.
	Traces *Traces
}

// New answers the handler of everything the suite serves over HTTP: the API under /v1/, liveness at /healthz, readiness
// at /readyz, logging in at /login and out at /logout, the pages of admins under /admin, the documentation of the API at
// /docs, what is offered as calendars below /agenda and in the form of Open Referral UK below /hsds, the shifts of one person
// as a calendar below /agendas, accounts as files below /verantwoording, and the web pages for everybody on every other path.
// What is wrong with cfg is answered at once, as a *config.Error.
func New(deps Deps, cfg Config) (http.Handler, error) {
	if problems := cfg.problems(); len(problems) > 0 {
		return nil, &config.Error{Problems: problems}
	}
	bounds, err := cfg.bounds(deps)
	if err != nil {
		return nil, fmt.Errorf("limits: %w", err)
	}
	api, err := newAPI(deps, cfg, bounds)
	if err != nil {
		return nil, err
	}
	options := cfg.pages()
	look, err := page.NewLook(deps.Log, options)
	if err != nil {
		return nil, fmt.Errorf("web pages: %w", err)
	}
	login, err := newLogin(deps, cfg, look)
	if err != nil {
		return nil, err
	}
	files, err := newForms(deps, cfg, look)
	if err != nil {
		return nil, err
	}
	options.PDF = files.HasPDF()
	options.Records = reportingv1.NewFigureRecordServiceClient(deps.Conn)
	pages, err := page.New(reportingv1.NewAccountServiceClient(deps.Conn), look, options)
	if err != nil {
		return nil, fmt.Errorf("web pages: %w", err)
	}
	// What people see. Only this gets their cookies.
	people := func(handler http.Handler, more ...rules.Rule) http.Handler {
		return rules.Chain(rules.Chain(handler, append(more, rules.Recover(deps.Log), bounds.Rule)...),
			rules.CallerHeaders("Cookie", "Sec-Fetch-Site"), rules.Deadline(cfg.Timeout))
	}
	trace := rules.Trace(deps.Tracer, deps.Meter) // sees the pattern that the pages match
	session, pages := people(login.Handler(), trace), people(login.Recognise(pages), trace)
	forms := people(login.Recognise(files), trace)
	admins := pages
	if deps.Traces != nil {
		if admins, err = newAdmin(deps, cfg); err != nil {
			return nil, fmt.Errorf("pages of admins: %w", err)
		}
		// They leave no traces: looking at traces would make more of them.
		admins = people(login.Require(admin.Role, admins))
	}
	docs, err := apidocs.New(deps.Log, apidocs.Options{Notice: cfg.Notice})
	if err != nil {
		return nil, fmt.Errorf("documentation of the API: %w", err)
	}
	feeds, services, err := newOpenData(deps, cfg)
	if err != nil {
		return nil, err
	}
	own, err := newOwnAgenda(deps, cfg)
	if err != nil {
		return nil, err
	}
	calendars, err := agenda.NewPage(activitiesv1.NewOfferServiceClient(deps.Conn), deps.Log, agenda.Options{Notice: cfg.Notice})
	if err != nil {
		return nil, fmt.Errorf("page of the calendars: %w", err)
	}
	programs := rules.CallerHeaders()
	api, health, docs := programs(api), programs(newHealth(deps.Conn)), programs(rules.Chain(docs, trace, bounds.Rule))
	feeds, own, services = bounds.Rule(feeds), bounds.Rule(own), bounds.Rule(services)
	feeds, own, services, calendars = programs(feeds), programs(own), programs(services), people(calendars, trace)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Not http.ServeMux: it redirects a path like "/v1//x", and the API must say 404 (ADR /core/no-trailing-slash).
		switch path := r.URL.Path; {
		case path == "/v1" || strings.HasPrefix(path, "/v1/"):
			api.ServeHTTP(w, r)
		case path == "/healthz" || path == "/readyz":
			health.ServeHTTP(w, r)
		case path == apidocs.Path || strings.HasPrefix(path, apidocs.Path+"/"):
			docs.ServeHTTP(w, r)
		case path == hsds.Path || strings.HasPrefix(path, hsds.Path+"/"):
			services.ServeHTTP(w, r)
		case ownagenda.IsFeed(path):
			own.ServeHTTP(w, r)
		case agenda.IsFeed(path):
			feeds.ServeHTTP(w, r)
		case path == agenda.Path || strings.HasPrefix(path, agenda.Path+"/"):
			calendars.ServeHTTP(w, r)
		case isForm(path):
			forms.ServeHTTP(w, r)
		case path == "/admin" || strings.HasPrefix(path, "/admin/"):
			admins.ServeHTTP(w, r)
		case path == "/login" || path == "/login/callback" || path == "/logout":
			session.ServeHTTP(w, r)
		default:
			pages.ServeHTTP(w, r)
		}
	})
	return rules.Chain(handler, rules.SecureHeaders, rules.Client(cfg.proxies())), nil
}
