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

// findings are what rules found out about a request, for those behind them: in one place, for to put each into a context of its
// own would copy the request as often.
type findings struct {
	client string
	match  routes.Match
	body   []byte
}

type findingsKey struct{}

// finding answers the request with a place for what is found out about it, and that place. That request is of the rules: they may
// change it, and not the one that came.
func finding(r *http.Request) (*http.Request, *findings) {
	if found, ok := r.Context().Value(findingsKey{}).(*findings); ok {
		return r, found
	}
	found := &findings{}
	return r.WithContext(context.WithValue(r.Context(), findingsKey{}, found)), found
}

// findingsOf answers what was found out, nothing where nobody looked.
func findingsOf(ctx context.Context) *findings {
	if found, ok := ctx.Value(findingsKey{}).(*findings); ok {
		return found
	}
	return &findings{}
}

// MatchOf answers what Route found; its zero value outside the API.
func MatchOf(ctx context.Context) routes.Match { return findingsOf(ctx).match }

// Route finds out what a request means, for the rules behind it. It refuses nothing: an answer that something is wrong
// must meet the other rules too.
func Route(table *routes.Table) Rule {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r, found := finding(r)
			found.match = table.Match(r.Method, r.URL.Path)
			if found.match.Route != nil {
				r.Pattern = found.match.Route.Pattern // names the span and its route
			}
			next.ServeHTTP(w, r)
		})
	}
}
