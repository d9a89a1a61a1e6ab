// Package apidocs serves the page on which developers read what the REST API offers and try it out: an introduction in
// Dutch and English, and below it Swagger UI with the description that the gateway publishes.
//
// It is the one page of the gateway with scripts. They are served from here and ask nothing of another host.
package apidocs

import (
	"embed"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/deschoor/meedoen/gateway/internal/openapi"
	"github.com/deschoor/meedoen/gateway/internal/web"
)

// Path is where the page stands: beside the API, for it is no resource of it.
const Path = "/docs"

// staticPath is where the static files stand.
const staticPath = Path + "/static/"

// policy lets the page run its own scripts, call the API of the gateway that serves it, and show the small pictures that
// stand in the style sheet of Swagger UI. Scripts in the page itself, and code made of text, stay forbidden.
const policy = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

//go:embed static templates
var files embed.FS

// Options are what the page says beyond the description. The zero value is usable.
type Options struct {
	// Notice stands as a banner above the page. Empty for no banner.
	Notice string
}

// New answers the handler of Path and its static files; every other path below it gets a page that says it does not
// exist.
func New(log *slog.Logger, options Options) (http.Handler, error) {
	version, err := openapi.Version()
	if err != nil {
		return nil, err
	}
	site, err := web.New(web.Options{Files: files, Static: staticPath, Notice: options.Notice, Log: log})
	if err != nil {
		return nil, err
	}
	body, err := site.Render("docs", web.Page{
		Title:       "De API van Meedoen",
		Description: "Documentatie van de REST-API van Meedoen, voor ontwikkelaars.",
		Content:     content{Description: openapi.Path, Version: version},
	})
	if err != nil {
		return nil, fmt.Errorf("the page does not change while the process runs: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path, func(w http.ResponseWriter, _ *http.Request) {
		web.IsHTML(w.Header())
		w.Header().Set("Content-Security-Policy", policy)
		_, _ = w.Write(body) // a visitor that left is no error of ours
	})
	mux.Handle("GET "+Path+"/{$}", http.RedirectHandler(Path, http.StatusFound))
	mux.HandleFunc("GET "+staticPath+"{file}", site.Static)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { site.Message(w, r, web.Unknown()) })
	return web.Secured(mux, "'none'"), nil
}

// content is what the page shows beside its own words.
type content struct {
	Description string // the path of the description of the API
	Version     string // of the API
}
