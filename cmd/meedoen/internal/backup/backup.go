// Package backup keeps the SQLite databases of a process in one file, and puts them back. An archive is a tar compressed
// with zstd: first the manifest, then exactly the files that it names, in its order.
package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting"
)

// KeyFile is the key of the development issuer, by which everybody who has it can be anybody.
const KeyFile = "development-issuer.key"

// KeyFiles are the keys that a data folder may hold. An archive with those of personal data opens what is in it, and with that
// of accounts anybody can sign one.
func KeyFiles() []string {
	return []string{KeyFile, privacy.KeyFile, privacy.CountingKeyFile, reporting.SigningKeyFile}
}

// Database is that of a service.
type Database struct {
	Service string
	Setting string        // the key of the configuration that names its address
	Address string        // "sqlite:PATH", or one of another engine
	Newest  sqldb.Version // the schema of this program
	// Keys says that it holds the keys of data subjects: it goes along with keys only, for an erasure is complete when the
	// last copy of a key is gone. One that is there stays where an archive has none.
	Keys bool
}

// file answers the name of the database in an archive and a data folder.
func (d Database) file() string { return d.Service + ".db" }

// path answers the file of the database, empty where it is of another engine.
func (d Database) path() string {
	path, isFile := strings.CutPrefix(d.Address, "sqlite:")
	if !isFile {
		return ""
	}
	return path
}

// Progress hears what is being done, and how many bytes of it are. A total of 0 is not known.
type Progress func(step string, done, total int64)

// Job is a backup to make.
type Job struct {
	File      string     // where the archive goes; nothing may be there
	Data      string     // the data folder
	Databases []Database // are copied in this order
	Keys      bool       // whether keys go along: files, and those of data subjects
	Program   string     // the version of this program
	Now       time.Time
	Progress  Progress
}

// Make makes the backup, from processes that run or not, and answers what is in it. The archive appears at its place when
// it is complete and on disk.
func Make(ctx context.Context, job Job) (Manifest, error) {
	if err := job.check(); err != nil {
		return Manifest{}, err
	}
	// Beside the archive, where there must be room for it anyway, and with no rights for others.
	draft, err := os.MkdirTemp(filepath.Dir(job.File), "."+filepath.Base(job.File)+".*")
	if err != nil {
		return Manifest{}, err
	}
	defer os.RemoveAll(draft)
	m := Manifest{Format: format, Program: job.Program, CreatedAt: job.Now}
	for _, db := range job.databases() {
		job.Progress("copying "+db.Service, 0, 0)
		file, err := db.copyInto(ctx, draft)
		if err != nil {
			return m, fmt.Errorf("copy the database of %s: %w", db.Service, err)
		}
		m.Files = append(m.Files, file)
	}
	if job.Keys {
		files, err := job.copyKeys(draft)
		if err != nil {
			return m, fmt.Errorf("copy the keys: %w", err)
		}
		m.Files = append(m.Files, files...)
	}
	archive := filepath.Join(draft, "archive")
	if err := writeArchive(ctx, archive, draft, m, job.Progress); err != nil {
		return m, fmt.Errorf("write the archive: %w", err)
	}
	return m, publish(archive, job.File)
}

// check answers everything that keeps the backup from being made.
func (j Job) check() error {
	var problems []error
	if _, err := os.Lstat(j.File); err == nil {
		problems = append(problems, errExists(j.File))
	}
	if unfinished(j.Data) {
		problems = append(problems, fmt.Errorf("a restore of %s was interrupted: start meedoen once, which finishes it", j.Data))
	}
	for _, db := range j.databases() {
		if db.path() == "" {
			problems = append(problems, fmt.Errorf(
				"%s names a database that is no file: back up %s with pg_dump", db.Setting, db.Service))
			continue
		}
		if _, err := os.Stat(db.path()); errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, fmt.Errorf("%s has no database yet: there is no file %s", db.Service, db.path()))
		} else if err != nil {
			problems = append(problems, err)
		}
	}
	if j.Keys && len(j.keys()) == 0 {
		problems = append(problems, fmt.Errorf("there is no key to take along in %s", j.Data))
	}
	return errors.Join(problems...)
}

func errExists(path string) error {
	return fmt.Errorf("%s is there already, and a backup overwrites nothing", path)
}

// databases are those that go along.
func (j Job) databases() (list []Database) {
	for _, db := range j.Databases {
		if j.Keys || !db.Keys {
			list = append(list, db)
		}
	}
	return list
}

// keys are the files with keys that there are.
func (j Job) keys() (names []string) {
	for _, name := range KeyFiles() {
		if exists(filepath.Join(j.Data, name)) {
			names = append(names, name)
		}
	}
	return names
}

func (j Job) copyKeys(dir string) (files []File, err error) {
	for _, name := range j.keys() {
		key, err := os.ReadFile(filepath.Join(j.Data, name))
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, name), key, 0o600); err != nil {
			return nil, err
		}
		file, err := describe(dir, name)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}
