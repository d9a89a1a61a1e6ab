// Package admin serves the pages for the people who run the suite, in Dutch and without scripts: how each service is, the events
// that could not be handled and what to do about them, and the traces of what the suite did a moment ago. They hold no personal
// data.
package admin

import (
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/traces"
	"github.com/deschoor/meedoen/gateway/internal/web"
	"github.com/deschoor/meedoen/platform/auth"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// Role is what a visitor must have.
const Role = "admin"

// staticPath is where the static files stand.
const staticPath = "/admin/static/"

//go:embed static templates
var files embed.FS

// Options are what the pages say beyond what they show. The zero value is usable.
type Options struct {
	// Notice stands as a banner above every page. Empty for no banner.
	Notice string
	// Jaeger is the address of the pages of Jaeger, where traces are kept longer. Empty where there is none.
	Jaeger string
	// Processes answer how they are, each by the name of its connection: that of the service where it runs apart.
	Processes map[string]operationsv1.OperationServiceClient
}

// New answers the handler of "/admin", "/admin/dode-brieven", "/admin/traces", what is below them, and their static files; every
// other path gets a page that says it does not exist. Who the visitor is stands in the context of the request (auth.With), and
// the token in its header Authorization: the processes are called with it. It fails where the time zone of the Netherlands is not
// known to this machine.
func New(store *traces.Store, log *slog.Logger, options Options) (http.Handler, error) {
	zone, err := web.Zone()
	if err != nil {
		return nil, err
	}
	pages, err := web.New(web.Options{
		Files: files, Static: staticPath, Notice: options.Notice, Log: log,
		Funcs: template.FuncMap{"breakable": breakable, "count": web.Number[int32], "many": web.Number[int64]},
	})
	if err != nil {
		return nil, err
	}
	s := &site{Site: pages, options: options, store: store, zone: zone}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+staticPath+"{file}", s.Static) // also for whom the page says that they may not see it
	mux.Handle("/", s.forAdmins(s.routes()))
	return web.Secured(mux, "'self'"), nil
}

type site struct {
	*web.Site
	options Options
	store   *traces.Store
	zone    *time.Location
}

func (s *site) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /admin", s.home)
	mux.Handle("GET /admin/{$}", http.RedirectHandler("/admin", http.StatusFound))
	mux.HandleFunc("GET "+lettersPath, s.letters)
	mux.HandleFunc("GET "+letterPath, s.letter)
	mux.HandleFunc("POST "+retryPath, s.retry)
	mux.HandleFunc("GET "+dropPath, s.confirmDrop)
	mux.HandleFunc("POST "+dropPath, s.drop)
	mux.HandleFunc("GET /admin/traces", s.list)
	mux.HandleFunc("GET /admin/traces/{id}", s.trace)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { s.Message(w, r, web.Unknown()) })
	return mux
}

// forAdmins lets nobody in without the role, whatever the path.
func (s *site) forAdmins(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch identity := auth.From(r.Context()); {
		case identity == nil:
			s.Message(w, r, web.Message{
				Status: http.StatusUnauthorized,
				Title:  "U bent niet aangemeld",
				Text:   "Deze pagina is voor wie het systeem beheert. Meld u eerst aan.",
			})
		case !identity.Has(Role):
			s.Message(w, r, web.Message{
				Status: http.StatusForbidden,
				Title:  "Deze pagina is voor beheerders",
				Text:   "U bent aangemeld, maar u hebt de rol van beheerder (admin) niet.",
			})
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// show writes a page that nobody keeps: the next moment there is more to see.
func (s *site) show(w http.ResponseWriter, r *http.Request, name string, p web.Page) {
	body, err := s.Render(name, p)
	if err != nil {
		s.Message(w, r, web.Broken(err))
		return
	}
	web.IsHTML(w.Header())
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body) // a visitor that left is no error of ours
}

// breakable parts the name of a step where a line may break: after a point or a slash.
func breakable(name string) []string {
	var parts []string
	for {
		at := strings.IndexAny(name, "./")
		if at < 0 || at == len(name)-1 {
			return append(parts, name)
		}
		parts, name = append(parts, name[:at+1]), name[at+1:]
	}
}
