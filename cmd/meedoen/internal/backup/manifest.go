package backup

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// format is that of the archives this program makes, and the newest that it reads.
const format = 1

const (
	manifestName = "manifest.json"
	// maxManifest is how many bytes a manifest may have; one of ten services has some thousand.
	maxManifest = 1 << 20
)

// Manifest says what is in an archive.
type Manifest struct {
	Format    int       `json:"format"`
	Program   string    `json:"program"` // the version of the program that made it
	CreatedAt time.Time `json:"createdAt"`
	Files     []File    `json:"files"`
}

// File is one file of an archive.
type File struct {
	Name    string        `json:"name"`
	Size    int64         `json:"size"`
	SHA256  string        `json:"sha256"`
	Service string        `json:"service,omitempty"` // whose database it is; empty for a key
	Schema  sqldb.Version `json:"schema,omitzero"`
	Events  int64         `json:"events,omitempty"` // in the outbox
}

// Size answers the bytes of all files.
func (m Manifest) Size() (total int64) {
	for _, f := range m.Files {
		total += f.Size
	}
	return total
}

// Has says whether a file of that name is in the archive.
func (m Manifest) Has(name string) bool {
	for _, f := range m.Files {
		if f.Name == name {
			return true
		}
	}
	return false
}

// check answers everything for which this program, which knows some services, cannot restore the archive.
func (m Manifest) check(known []Database) error {
	if m.Format > format {
		return fmt.Errorf("the archive has format %d, and this program knows %d: restore it with meedoen %s, which made it, or newer",
			m.Format, format, m.Program)
	}
	if m.Format < 1 || len(m.Files) == 0 {
		return errors.New("the archive is no backup: its manifest names no format or no files")
	}
	var problems []error
	seen := map[string]bool{}
	for _, f := range m.Files {
		if seen[f.Name] {
			problems = append(problems, fmt.Errorf("%q is named twice", f.Name))
		}
		seen[f.Name] = true
		if err := f.check(known); err != nil {
			problems = append(problems, fmt.Errorf("%q %w", f.Name, err))
		}
	}
	return errors.Join(problems...)
}

// check refuses every name but those this program gives, so none leads out of the folder.
func (f File) check(known []Database) error {
	sum, err := hex.DecodeString(f.SHA256)
	switch {
	case err != nil || len(sum) != 32 || f.Size < 0:
		return errors.New("has no size or checksum")
	case f.Service == "" && slices.Contains(KeyFiles(), f.Name):
		return nil
	case f.Service == "" || f.Name != f.Service+".db":
		return errors.New("is no file of a backup")
	}
	for _, db := range known {
		if db.Service != f.Service {
			continue
		}
		if f.Schema.Platform > db.Newest.Platform || f.Schema.Service > db.Newest.Service {
			return fmt.Errorf("has schema %s, and this program knows %s: restore it with a newer version of meedoen",
				f.Schema, db.Newest)
		}
		return nil
	}
	return errors.New("is the database of a service that this program does not know: restore it with a newer version of meedoen")
}
