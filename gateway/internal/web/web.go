// Package web is what all web pages of the gateway share: the layout with its style sheet, static files whose names
// change with their content, the page that says why there is nothing to see, and how Dutch writes dates and numbers.
package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"path"
	"strings"
	"time"
	_ "time/tzdata" // the zone of the pages, also where the machine has none
)

//go:embed static templates
var shared embed.FS

// Palette is how many colours the style sheet has, the classes theme-1, theme-2 and so on; the next thing starts again.
const Palette = 6

// Zone answers the zone in which the pages tell the time. It fails where this machine does not know it.
func Zone() (*time.Location, error) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		return nil, fmt.Errorf("the zone in which the page tells the time: %w", err)
	}
	return zone, nil
}

// Options say which pages a site has. All but Funcs and Notice is needed.
type Options struct {
	// Files are its own files: static/*, templates/*.html with the parts that several pages have, and one template
	// "content" for each page in templates/pages/*.html. The part "styles" links its style sheets.
	Files fs.FS
	// Static is the folder under which static files are served, with a slash at the end.
	Static string
	// Funcs are what its templates can call beside asset, number and upperFirst.
	Funcs template.FuncMap
	// Notice stands as a banner above every page.
	Notice string
	// Log gets what went wrong on our side.
	Log *slog.Logger
}

// Site renders pages in one layout.
type Site struct {
	options Options
	assets  assets
	pages   map[string]*template.Template
}

// Page is what the layout shows around the content of a page.
type Page struct {
	Title       string
	Description string
	Notice      string // set by the site
	Content     any
}

// New answers a site. The error is a file or a template that is not right.
func New(o Options) (*Site, error) {
	all, err := loadAssets(o.Static, shared, o.Files)
	if err != nil {
		return nil, err
	}
	s := &Site{options: o, assets: all, pages: map[string]*template.Template{}}
	funcs := template.FuncMap{"asset": all.path, "number": Number[int], "upperFirst": UpperFirst}
	maps.Copy(funcs, o.Funcs)
	parts := template.New("parts").Funcs(funcs)
	for _, source := range []fs.FS{shared, o.Files} {
		if parts, err = parts.ParseFS(source, "templates/*.html"); err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
	}
	for _, source := range []fs.FS{shared, o.Files} {
		if err := s.parse(parts, source); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// parse makes one template of each page, each with the layout and the parts.
func (s *Site) parse(parts *template.Template, source fs.FS) error {
	files, err := fs.Glob(source, "templates/pages/*.html")
	if err != nil {
		return fmt.Errorf("templates of pages: %w", err)
	}
	for _, file := range files {
		page, err := parts.Clone()
		if err == nil {
			page, err = page.ParseFS(source, file)
		}
		if err != nil {
			return fmt.Errorf("template %s: %w", file, err)
		}
		s.pages[strings.TrimSuffix(path.Base(file), ".html")] = page
	}
	return nil
}

// Render answers the page called name, as templates/pages/name.html has it.
func (s *Site) Render(name string, p Page) ([]byte, error) {
	p.Notice = s.options.Notice
	page, ok := s.pages[name]
	if !ok {
		return nil, fmt.Errorf("no page %s", name)
	}
	var b bytes.Buffer
	if err := page.ExecuteTemplate(&b, "layout.html", p); err != nil {
		return nil, fmt.Errorf("render page %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// Static answers the static file at the path of r, or that there is no such page.
func (s *Site) Static(w http.ResponseWriter, r *http.Request) {
	if !s.assets.serve(w, r) {
		s.Message(w, r, Unknown())
	}
}

// IsHTML says in h that a page in Dutch follows.
func IsHTML(h http.Header) {
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", "nl")
}
