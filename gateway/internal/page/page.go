// Package page serves the account of a year as web pages in Dutch, for everybody: without scripts, without a request to
// another host, readable on a phone and on paper.
package page

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"google.golang.org/grpc/metadata"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// readTimeout bounds how long a visitor waits for the account.
const readTimeout = 10 * time.Second

// contentSecurityPolicy lets a page load its own style sheets and its icon, and nothing else.
const contentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'none'"

// Options are what the pages say beyond the account itself. The zero value is usable.
type Options struct {
	// Notice stands as a banner above every page, such as that the figures are fictitious. Empty for no banner.
	Notice string
	// City stands before the name of a city district: "Almere" makes "Almere Haven" of "haven". Empty for no prefix.
	City string
	// Years are the years the landing page links to, newest first. None means 2022, the first year there is an account of.
	Years []int
}

// New answers the handler of "/", "/verantwoording/{year}" and their static files; every other path gets a page that
// says it does not exist. It reads each account from accounts with the caller's own Authorization header. It fails
// where the time zone of the Netherlands is not known to this machine.
func New(accounts reportingv1.AccountServiceClient, log *slog.Logger, options Options) (http.Handler, error) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		return nil, fmt.Errorf("the zone in which the page tells the time: %w", err)
	}
	assets, err := loadAssets()
	if err != nil {
		return nil, err
	}
	pages, err := parsePages(assets)
	if err != nil {
		return nil, err
	}
	if len(options.Years) == 0 {
		options.Years = []int{2022}
	}
	s := &site{accounts: accounts, log: log, options: options, zone: zone, assets: assets, pages: pages}
	return secured(s.routes()), nil
}

func (s *site) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	toHome := http.RedirectHandler("/", http.StatusFound)
	mux.Handle("GET /verantwoording", toHome)
	mux.Handle("GET /verantwoording/{$}", toHome)
	mux.HandleFunc("GET /verantwoording/{year}", s.account)
	mux.HandleFunc("GET "+staticPath+"{file}", s.static)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { s.message(w, r, pageUnknown()) })
	return mux
}

type site struct {
	accounts reportingv1.AccountServiceClient
	log      *slog.Logger
	options  Options
	zone     *time.Location
	assets   assets
	pages    map[string]*template.Template
}

// frame is what the layout shows around the content of a page.
type frame struct {
	Title       string
	Description string
	Notice      string
	Content     any
}

func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		// The design rules ask for Feature-Policy: 'none', of which browsers only say that they do not know it.
		h.Del("Feature-Policy")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		next.ServeHTTP(w, r)
	})
}

func (s *site) home(w http.ResponseWriter, r *http.Request) {
	s.found(w, r, "home", frame{
		Title:       "Verantwoording",
		Description: "Wat een welzijnsorganisatie in een jaar doet voor de inwoners van de stad, in cijfers.",
		Content:     s.options.Years,
	})
}

func (s *site) static(w http.ResponseWriter, r *http.Request) {
	if !s.assets.serve(w, r) {
		s.message(w, r, pageUnknown())
	}
}

func (s *site) account(w http.ResponseWriter, r *http.Request) {
	year, ok := parseYear(r.PathValue("year"))
	if !ok {
		s.message(w, r, pageUnknown())
		return
	}
	account, err := s.read(r, year)
	if err != nil {
		s.message(w, r, messageOf(err, year))
		return
	}
	view := viewAccount(account, s.zone, s.options.City)
	s.found(w, r, "account", frame{
		Title:       fmt.Sprintf("Verantwoording %d", view.Year),
		Description: fmt.Sprintf("De cijfers over %d, per thema, met uitleg over hoe er is geteld.", view.Year),
		Content:     view,
	})
}

// parseYear reads a year of four digits, as the API accepts them: 1900 to 2999.
func parseYear(text string) (int32, bool) {
	year, err := strconv.ParseUint(text, 10, 16)
	return int32(year), err == nil && len(text) == 4 && year >= 1900 && year <= 2999
}

func (s *site) read(r *http.Request, year int32) (*reportingv1.Account, error) {
	ctx, cancel := context.WithTimeout(r.Context(), readTimeout)
	defer cancel()
	if token := r.Header.Get("Authorization"); token != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", token)
	}
	return s.accounts.GetAccount(ctx, &reportingv1.GetAccountRequest{
		Year: year, View: reportingv1.AccountView_ACCOUNT_VIEW_FULL,
	})
}

// found writes a page that a browser may keep but asks about each time, since a figure can change at any moment. A page
// made for a token is kept by that caller only.
func (s *site) found(w http.ResponseWriter, r *http.Request, page string, f frame) {
	body, err := s.render(page, f)
	if err != nil {
		s.message(w, r, messageOf(err, 0))
		return
	}
	sum := sha256.Sum256(body)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", "nl")
	h.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	h.Set("Vary", "Authorization")
	h.Set("Cache-Control", "no-cache")
	if r.Header.Get("Authorization") != "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

func (s *site) render(page string, f frame) ([]byte, error) {
	f.Notice = s.options.Notice
	var b bytes.Buffer
	if err := s.pages[page].ExecuteTemplate(&b, "layout.html", f); err != nil {
		return nil, fmt.Errorf("render page %s: %w", page, err)
	}
	return b.Bytes(), nil
}
