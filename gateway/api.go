package gateway

import (
	"context"
	"fmt"
	"net/http"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/deschoor/meedoen/gateway/internal/openapi"
	"github.com/deschoor/meedoen/gateway/internal/routes"
	"github.com/deschoor/meedoen/gateway/internal/rules"
)

// newAPI answers the handler of everything under /v1/. The order of the rules is the order of the questions: what is
// asked for, who may know, may it be asked so, and is what was sent well-formed.
func newAPI(deps Deps, cfg Config, bounds *rules.Bounds) (http.Handler, error) {
	services := restServices()
	table, err := routes.New(descriptors(services)...)
	if err != nil {
		return nil, fmt.Errorf("read the routes of the API: %w", err)
	}
	if err := table.Publish(openapi.Path); err != nil {
		return nil, fmt.Errorf("read the routes of the API: %w", err)
	}
	version, err := openapi.Version()
	if err != nil {
		return nil, err
	}
	calls, err := newCalls(deps, services)
	if err != nil {
		return nil, err
	}
	return rules.Chain(describe(calls),
		rules.Route(table),
		rules.Trace(deps.Tracer, deps.Meter),
		rules.APIVersion(version),
		rules.Recover(deps.Log),
		rules.CORS(cfg.AllowedOrigins),
		bounds.Rule,
		rules.Methods,
		rules.Deadline(cfg.Timeout),
		rules.Accept,
		rules.Parameters,
		rules.Body(rules.Limits{JSON: cfg.BodyLimit, File: cfg.FileLimit, Arrival: cfg.BodyTimeout}),
	), nil
}

// newCalls answers the handler of requests that met the rules, which makes a call of each. Every service has a multiplexer of its
// own: they look through their patterns one after the other, and the rules know already whose route it is.
func newCalls(deps Deps, services []restService) (http.Handler, error) {
	json := newJSONBody()
	muxes := map[protoreflect.FullName]*runtime.ServeMux{}
	for _, s := range services {
		mux := newMux(deps.Log, json)
		if err := s.register(context.Background(), mux, deps.Conn); err != nil {
			return nil, fmt.Errorf("register %s: %w", s.descriptor.FullName(), err)
		}
		muxes[s.descriptor.FullName()] = mux
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		muxes[rules.MatchOf(r.Context()).Route.Service].ServeHTTP(w, r)
	}), nil
}

// describe answers the description of the API at its path, and leaves every other path to next.
func describe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != openapi.Path {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", jsonType)
		_, _ = w.Write(openapi.Document())
	})
}
