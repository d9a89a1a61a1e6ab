package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// asset is a static file under a name that carries a hash of its content, so that it may be kept for ever.
type asset struct {
	name    string // as it is served: "base.0f3a9c21b4de.css"
	content []byte
	kind    string
}

// assets are the static files by their name in the folder: "base.css".
type assets struct {
	folder string // where they are served: "/verantwoording/static/"
	files  map[string]asset
}

// kinds are the kinds of files that are served; others may stand beside them.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8",
}

// loadAssets answers the files in the folder static of each source, and in the folders in it.
func loadAssets(folder string, sources ...fs.FS) (assets, error) {
	all := assets{folder: folder, files: map[string]asset{}}
	for _, source := range sources {
		err := fs.WalkDir(source, "static", func(p string, _ fs.DirEntry, err error) error {
			if err != nil || kinds[path.Ext(p)] == "" {
				return err
			}
			content, err := fs.ReadFile(source, p)
			if err == nil {
				all.add(path.Base(p), content)
			}
			return err
		})
		if err != nil {
			return all, fmt.Errorf("static files: %w", err)
		}
	}
	return all, nil
}

func (a assets) add(file string, content []byte) {
	sum := sha256.Sum256(content)
	ext := path.Ext(file)
	name := strings.TrimSuffix(file, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	a.files[file] = asset{name: name, content: content, kind: kinds[ext]}
}

// path answers where the file called name is served; an unknown file is an error when the page is rendered.
func (a assets) path(name string) (string, error) {
	file, ok := a.files[name]
	if !ok {
		return "", fmt.Errorf("no static file %s", name)
	}
	return a.folder + file.name, nil
}

// serve writes the file that r asks for and says whether there is one.
func (a assets) serve(w http.ResponseWriter, r *http.Request) bool {
	for _, file := range a.files {
		if a.folder+file.name != r.URL.Path {
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
