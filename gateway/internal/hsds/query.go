package hsds

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/deschoor/meedoen/gateway/internal/problem"
)

const (
	defaultPerPage = 50
	maxPerPage     = 1000
)

// query is what one asks for beside the path.
type query struct {
	page, perPage int
	values        map[string]string
}

// query reads the keys that a path takes. What the profile names and we cannot answer is refused, not passed over: a
// caller would take all services for those it asked for.
func (a *API) query(w http.ResponseWriter, r *http.Request, takes ...string) (q query, ok bool) {
	q = query{page: 1, perPage: defaultPerPage, values: map[string]string{}}
	var broken []problem.Violation
	add := func(key, reason, format string, args ...any) {
		broken = append(broken, problem.Violation{In: "query", Field: key, Reason: reason, Detail: fmt.Sprintf(format, args...)})
	}
	given := r.URL.Query()
	keys := make([]string, 0, len(given))
	for key := range given {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		switch {
		case !slices.Contains(takes, key):
			add(key, "QUERY_KEY_UNKNOWN", "This path takes only the query keys %q.", takes)
		case len(given[key]) > 1:
			add(key, "QUERY_KEY_REPEATED", "This key is given more than once.")
		default:
			q.values[key] = given[key][0]
		}
	}
	for key, number := range map[string]*int{"page": &q.page, "per_page": &q.perPage} {
		text, isGiven := q.values[key]
		if !isGiven {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || key == "per_page" && n > maxPerPage || n > math.MaxInt32/maxPerPage {
			add(key, "VALUE_INVALID", "This is a whole number from 1, and at most %d for per_page.", maxPerPage)
			continue
		}
		*number = n
	}
	if len(broken) > 0 {
		problem.Invalid(broken...).Write(r.Context(), w)
		return q, false
	}
	return q, true
}

// page is a page of a list, as the profile has it.
type page[T any] struct {
	TotalItems int  `json:"total_items"`
	TotalPages int  `json:"total_pages"`
	PageNumber int  `json:"page_number"`
	Size       int  `json:"size"`
	FirstPage  bool `json:"first_page"`
	LastPage   bool `json:"last_page"`
	Empty      bool `json:"empty"`
	Contents   []T  `json:"contents"`
}

// pageOf answers the page that q asks for, of a list of total, with contents.
func pageOf[T any](q query, total int, contents []T) page[T] {
	pages := (total + q.perPage - 1) / q.perPage
	if contents == nil {
		contents = []T{} // never null
	}
	return page[T]{
		TotalItems: total, TotalPages: pages, PageNumber: q.page, Size: len(contents), FirstPage: q.page == 1,
		LastPage: q.page >= pages, Empty: len(contents) == 0, Contents: contents,
	}
}

// cut answers the page that q asks for, of a list that is all here.
func cut[T any](q query, all []T) page[T] {
	from := min((q.page-1)*q.perPage, len(all))
	return pageOf(q, len(all), all[from:min(from+q.perPage, len(all))])
}
