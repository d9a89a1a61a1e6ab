package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// staticPath is where the static files stand.
const staticPath = "/verantwoording/static/"

//go:embed static
var staticFiles embed.FS

//go:embed templates
var templateFiles embed.FS

// asset is a static file under a name that carries a hash of its content, so that it may be kept for ever.
type asset struct {
	name    string // as it is served: "base.0f3a9c21b4de.css"
	content []byte
	kind    string
}

// assets are the static files by their name in the folder: "base.css".
type assets map[string]asset

var kinds = map[string]string{".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}

func loadAssets() (assets, error) {
	files, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	all := assets{}
	for _, file := range files {
		content, err := staticFiles.ReadFile("static/" + file.Name())
		if err != nil {
			return nil, fmt.Errorf("static file %s: %w", file.Name(), err)
		}
		sum := sha256.Sum256(content)
		ext := path.Ext(file.Name())
		name := strings.TrimSuffix(file.Name(), ext) + "." + hex.EncodeToString(sum[:6]) + ext
		all[file.Name()] = asset{name: name, content: content, kind: kinds[ext]}
	}
	return all, nil
}

// path answers where the file called name is served; an unknown file is an error when the page is rendered.
func (a assets) path(name string) (string, error) {
	file, ok := a[name]
	if !ok {
		return "", fmt.Errorf("no static file %s", name)
	}
	return staticPath + file.name, nil
}

// serve writes the file that r asks for and says whether there is one.
func (a assets) serve(w http.ResponseWriter, r *http.Request) bool {
	for _, file := range a {
		if file.name != r.PathValue("file") {
			continue
		}
		h := w.Header()
		h.Set("Content-Type", file.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("ETag", `"`+file.name+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file.content))
		return true
	}
	return false
}

// parsePages answers one template for each page, each with the layout and the parts.
func parsePages(a assets) (map[string]*template.Template, error) {
	parts, err := template.New("parts").Funcs(template.FuncMap{"asset": a.path, "upperFirst": upperFirst}).
		ParseFS(templateFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	pages := map[string]*template.Template{}
	for _, name := range []string{"home", "account", "message"} {
		page, err := parts.Clone()
		if err == nil {
			page, err = page.ParseFS(templateFiles, "templates/pages/"+name+".html")
		}
		if err != nil {
			return nil, fmt.Errorf("template of page %s: %w", name, err)
		}
		pages[name] = page
	}
	return pages, nil
}
