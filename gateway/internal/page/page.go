// Package page serves the account of a year as web pages in Dutch, for everybody: without scripts, without a request to
// another host, readable on a phone and on paper.
package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"log/slog"
	"net/http"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// readTimeout bounds how long a visitor waits for the account.
const readTimeout = 10 * time.Second

// staticPath is where the static files stand.
const staticPath = "/verantwoording/static/"

//go:embed static templates
var files embed.FS

// Options are what the pages say beyond the account itself. The zero value is usable.
type Options struct {
	// Notice stands as a banner above every page, such as that the figures are fictitious. Empty for no banner.
	Notice string
	// City stands before the name of a city district: "Almere" makes "Almere Haven" of "haven". Empty for no prefix.
	City string
	// Years are the years the landing page links to, newest first. None means 2022, the first year there is an account of.
	Years []int
	// Login says that staff can log in at /login, and read what is not published yet.
	Login bool
	// PDF says that accounts can be had as PDF.
	PDF bool
	// Records are asked for what a figure was counted from, as the caller. nil: the pages show no records.
	Records reportingv1.FigureRecordServiceClient
}

// Look is what the pages look like: templates and style sheets, read once.
type Look struct{ site *web.Site }

// NewLook answers the look that options ask for: with their notice.
func NewLook(log *slog.Logger, options Options) (Look, error) {
	site, err := web.New(web.Options{Files: files, Static: staticPath, Notice: options.Notice, Log: log})
	return Look{site}, err
}

// Message writes a message in the look of the pages, for what stands beside the account. It uses the style sheets that New
// serves.
func (l Look) Message(w http.ResponseWriter, r *http.Request, m web.Message) {
	l.site.MessageAlone(w, r, m)
}

// New answers the handler of "/", "/verantwoording/{year}", "/verantwoording/{year}/edities/{edition}" and their static
// files; every other path gets a page that says it does not exist. It reads each account from accounts with the caller's own
// Authorization header. It fails where the time zone of the Netherlands is not known to this machine.
func New(accounts reportingv1.AccountServiceClient, look Look, options Options) (http.Handler, error) {
	zone, err := web.Zone()
	if err != nil {
		return nil, err
	}
	if len(options.Years) == 0 {
		options.Years = []int{2022}
	}
	s := &site{Site: look.site, accounts: accounts, options: options, zone: zone}
	return web.Secured(s.routes(), "'none'"), nil
}

func (s *site) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	toHome := http.RedirectHandler("/", http.StatusFound)
	mux.Handle("GET /verantwoording", toHome)
	mux.Handle("GET /verantwoording/{$}", toHome)
	mux.HandleFunc("GET /verantwoording/{year}", s.account)
	mux.HandleFunc("GET /verantwoording/{year}/edities/{edition}", s.edition)
	mux.HandleFunc("GET /verantwoording/{year}/cijfers/{indicator}", s.records)
	mux.HandleFunc("GET "+staticPath+"{file}", s.Static)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { s.Message(w, r, web.Unknown()) })
	return mux
}

type site struct {
	*web.Site
	accounts reportingv1.AccountServiceClient
	options  Options
	zone     *time.Location
}

func (s *site) home(w http.ResponseWriter, r *http.Request) {
	s.found(w, r, "home", web.Page{
		Title:       "Verantwoording",
		Description: "Wat een welzijnsorganisatie in een jaar doet voor de inwoners van de stad, in cijfers.",
		Content:     s.options.Years,
	})
}

// found writes a page that a browser may keep but asks about each time, since a figure can change at any moment. A page
// made for a token is kept by that caller only.
func (s *site) found(w http.ResponseWriter, r *http.Request, name string, p web.Page) {
	body, err := s.Render(name, p)
	if err != nil {
		s.Message(w, r, messageOf(err, 0))
		return
	}
	sum := sha256.Sum256(body)
	h := w.Header()
	web.IsHTML(h)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	h.Set("Vary", "Authorization, Cookie") // whichever says who asks
	h.Set("Cache-Control", "no-cache")
	if r.Header.Get("Authorization") != "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}
