package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/newfile"
)

const (
	// staging is the folder in the data folder where a restore reads the archive into.
	staging = ".restore"
	// decided is the file that says what a restore is about to do. Where it is, that is to be done.
	decided = ".restore.json"
	// streams are made again from the outboxes. Those that are there may know events that the databases do not.
	streams = "events"
)

// plan is what a restore does to the data folder once everything was found good: renaming, and nothing else.
type plan struct {
	Archive string   `json:"archive"`
	Aside   string   `json:"aside"` // the folder for what is there; empty where nothing is
	Old     []string `json:"old"`   // what goes there, of what is there
	New     []string `json:"new"`   // what comes from the staging folder
}

// plan answers what is to be done. Databases of services that are not in the archive are set aside too: they may know
// what the others no longer do.
func (r Restoration) plan(m Manifest) plan {
	p := plan{Archive: r.File}
	old := []string{streams}
	for _, db := range r.Databases {
		if db.Keys && !m.Has(db.file()) {
			continue // an older archive does not take the keys away, nor bring back those of who was erased
		}
		for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
			old = append(old, db.file()+suffix)
		}
	}
	for _, name := range KeyFiles() {
		if m.Has(name) {
			old = append(old, name)
		}
	}
	there := false
	for _, name := range old {
		there = there || exists(filepath.Join(r.Data, name))
	}
	for _, f := range m.Files {
		p.New = append(p.New, f.Name)
	}
	if there {
		p.Old = old
		p.Aside = "replaced-" + r.Now.UTC().Format("20060102T150405Z")
		for n := 2; exists(filepath.Join(r.Data, p.Aside)); n++ {
			p.Aside = fmt.Sprintf("replaced-%s-%d", r.Now.UTC().Format("20060102T150405Z"), n)
		}
	}
	return p
}

// decide writes the plan down: from here on it is carried out, now or at the next start.
func (p plan) decide(data string) error {
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	draft := filepath.Join(data, staging, decided)
	out, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = out.Write(text)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	return errors.Join(os.Rename(draft, filepath.Join(data, decided)), newfile.SyncDir(data))
}

// carryOut carries the plan out, from wherever it was interrupted.
func (p plan) carryOut(data string) error {
	for _, step := range p.steps(data) {
		if err := step(); err != nil {
			return fmt.Errorf("the restore of %s is not finished, and will be at the next start: %w", p.Archive, err)
		}
	}
	return nil
}

// steps are what is to be done, each of which may have been done before. What is there must be aside, on disk, before
// something takes its place.
func (p plan) steps(data string) []func() error {
	in := func(parts ...string) string { return filepath.Join(append([]string{data}, parts...)...) }
	var steps []func() error
	if p.Aside != "" {
		steps = append(steps, func() error { return os.MkdirAll(in(p.Aside), 0o700) })
		for _, name := range p.Old {
			steps = append(steps, func() error { return p.setAside(data, name) })
		}
		steps = append(steps, func() error { return errors.Join(newfile.SyncDir(in(p.Aside)), newfile.SyncDir(data)) })
	}
	for _, name := range p.New {
		steps = append(steps, func() error {
			if !exists(in(staging, name)) {
				return nil
			}
			return os.Rename(in(staging, name), in(name))
		})
	}
	return append(steps,
		func() error { return newfile.SyncDir(data) },
		func() error { return errors.Join(os.Remove(in(decided)), newfile.SyncDir(data)) },
		func() error { return os.RemoveAll(in(staging)) },
	)
}

// setAside moves what is there by a name, unless it is new: the logs of a database, which come and go, belong to the one
// that is in place.
func (p plan) setAside(data, name string) error {
	whose := name
	if service, _, isDatabase := strings.Cut(name, ".db"); isDatabase {
		whose = service + ".db"
	}
	placed := slices.Contains(p.New, whose) && !exists(filepath.Join(data, staging, whose))
	aside := filepath.Join(data, p.Aside, name)
	if placed || exists(aside) || !exists(filepath.Join(data, name)) {
		return nil
	}
	return os.Rename(filepath.Join(data, name), aside)
}

func unfinished(data string) bool { return exists(filepath.Join(data, decided)) }

// Finished says which restore was finished.
type Finished struct{ Archive, Aside string }

// String tells the operator.
func (f Finished) String() string {
	text := fmt.Sprintf("the restore of %s was interrupted and has been finished now", f.Archive)
	if f.Aside != "" {
		text += "; what was there before is in " + f.Aside
	}
	return text
}

// Finish finishes a restore that was interrupted after everything was found good, and answers which; nil where there is
// none. Call it under the lock of the data folder, before anything in it is opened.
func Finish(data string) (*Finished, error) {
	text, err := os.ReadFile(filepath.Join(data, decided))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var p plan
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, fmt.Errorf("read what a restore had decided, in %s: %w", filepath.Join(data, decided), err)
	}
	if err := p.carryOut(data); err != nil {
		return nil, err
	}
	return &Finished{Archive: p.Archive, Aside: p.Aside}, nil
}
