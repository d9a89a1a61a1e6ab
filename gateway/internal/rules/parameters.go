package rules

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/deschoor/meedoen/gateway/internal/problem"
	"github.com/deschoor/meedoen/gateway/internal/routes"
)

// maxKeys is how many keys a query may have, counted with those that are given twice.
const maxKeys = 200

// Parameters refuses values in the path and the query that are unknown, given twice or of the wrong type, all of them
// at once (ADR /core/error-handling/invalid-input). Query keys have one spelling, lowerCamelCase (ADR
// /core/query-keys-camel-case).
func Parameters(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m := MatchOf(r.Context())
		if r.URL.RawQuery == "" && len(m.Vars) == 0 {
			read(r, url.Values{})
			next.ServeHTTP(w, r)
			return
		}
		if strings.Count(r.URL.RawQuery, "&") >= maxKeys {
			problem.New(http.StatusBadRequest, "QUERY_KEYS_TOO_MANY", "The query has more than %d keys.", maxKeys).Write(r.Context(), w)
			return
		}
		query, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			problem.New(http.StatusBadRequest, "QUERY_SYNTAX", "The query of the URL is not encoded well.").
				Write(r.Context(), w)
			return
		}
		violations := append(checkPath(m), checkQuery(m.Route, query)...)
		if len(violations) > 0 {
			problem.Invalid(violations...).Write(r.Context(), w)
			return
		}
		read(r, query)
		next.ServeHTTP(w, r)
	})
}

// read has who makes the call take the query as it was checked, and look neither at the address nor, for a form, at the body.
func read(r *http.Request, query url.Values) { r.Form, r.PostForm = query, url.Values{} }

func checkPath(m routes.Match) []problem.Violation {
	if len(m.Vars) == 0 {
		return nil
	}
	var violations []problem.Violation
	for _, path := range slices.Sorted(maps.Keys(m.Vars)) {
		if wrong := routes.CheckValue(m.Route.Vars[path], m.Vars[path]); wrong != "" {
			violations = append(violations, problem.Violation{
				In: routes.InPath, Field: routes.VarName(path), Reason: "VALUE_INVALID", Detail: wrong,
			})
		}
	}
	return violations
}

// checkQuery checks every key, and rewrites a mask in it to the names that services read.
func checkQuery(route *routes.Route, query url.Values) []problem.Violation {
	var violations []problem.Violation
	add := func(key, reason, detail string) {
		violations = append(violations, problem.Violation{In: routes.InQuery, Field: key, Reason: reason, Detail: detail})
	}
	for key, values := range query {
		field := route.Query[key]
		switch {
		case field == nil:
			add(key, "QUERY_KEY_UNKNOWN", unknownKey(route))
		case len(values) > 1 && !field.IsList():
			add(key, "QUERY_KEY_REPEATED", "This key is given more than once.")
		case routes.IsMask(field):
			mask, wrong := route.ProtoMask(values[0])
			if wrong != "" {
				add(key, "VALUE_INVALID", wrong)
			}
			query[key] = []string{mask}
		default:
			for _, value := range values {
				if wrong := routes.CheckValue(field, value); wrong != "" {
					add(key, "VALUE_INVALID", wrong)
					break
				}
			}
		}
	}
	slices.SortFunc(violations, func(a, b problem.Violation) int { return strings.Compare(a.Field, b.Field) })
	return violations
}

func unknownKey(route *routes.Route) string {
	if len(route.Query) == 0 {
		return "This route takes no query keys."
	}
	return fmt.Sprintf("This route takes only the query keys %q.", slices.Sorted(maps.Keys(route.Query)))
}
