// Package rules holds what every request to the gateway must meet before it becomes a call, one rule a file: the
// run-time part of the Dutch API Design Rules 2.2 (ADR), which no generator of gateways brings.
package rules

import (
	"context"
	"net/http"

	"github.com/deschoor/meedoen/gateway/internal/routes"
)

// Rule wraps a handler with one rule.
type Rule func(http.Handler) http.Handler

// Chain answers handler behind rules, the first of them outermost.
func Chain(handler http.Handler, rules ...Rule) http.Handler {
	for i := len(rules) - 1; i >= 0; i-- {
		handler = rules[i](handler)
	}
	return handler
}

type matchKey struct{}

// MatchOf answers what Route found; its zero value outside the API.
func MatchOf(ctx context.Context) routes.Match {
	m, _ := ctx.Value(matchKey{}).(routes.Match)
	return m
}

// Route finds out what a request means, for the rules behind it. It refuses nothing: an answer that something is wrong
// must meet the other rules too.
func Route(table *routes.Table) Rule {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			m := table.Match(r.Method, r.URL.Path)
			r = r.WithContext(context.WithValue(r.Context(), matchKey{}, m))
			if m.Route != nil {
				r.Pattern = m.Route.Pattern // names the span and its route
			}
			next.ServeHTTP(w, r)
		})
	}
}
