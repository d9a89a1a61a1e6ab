package openid

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
)

//go:embed page.html page.css
var files embed.FS

// style is the style sheet of the page, under a name that carries a hash of its content.
type style struct {
	name    string
	content []byte
}

func (s style) serve(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(s.content)
}

// form is what the login page shows.
type form struct {
	Name   string
	Roles  []string
	Chosen []string
	// Wrong says what is wrong with what was filled in.
	Wrong string
	// Refused says why there is nothing to fill in.
	Refused string
	// Style is the name of the style sheet, beside the page.
	Style string
}

// Checked says whether role was chosen.
func (f form) Checked(role string) bool { return slices.Contains(f.Chosen, role) }

func loadPage() (*template.Template, style, error) {
	page, err := template.ParseFS(files, "page.html")
	if err != nil {
		return nil, style{}, fmt.Errorf("login page: %w", err)
	}
	content, err := files.ReadFile("page.css")
	if err != nil {
		return nil, style{}, fmt.Errorf("login page: %w", err)
	}
	sum := sha256.Sum256(content)
	return page, style{name: "page." + hex.EncodeToString(sum[:6]) + ".css", content: content}, nil
}

// show writes the page. Browsers hold a form that was sent to form-action also where it is redirected, so that names
// the client.
func (p *Provider) show(w http.ResponseWriter, status int, f form) {
	f.Style = p.style.name
	var body bytes.Buffer
	if err := p.page.Execute(&body, f); err != nil {
		http.Error(w, "The page cannot be shown.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", "nl")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "+
		"frame-ancestors 'none'; form-action 'self' "+origin(p.options.RedirectURI))
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes())
}

func (p *Provider) fail(w http.ResponseWriter, status int, why string) {
	p.show(w, status, form{Refused: why})
}

// origin answers the origin of an address that New parsed.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	return u.Scheme + "://" + u.Host
}
