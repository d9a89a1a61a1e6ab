package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/newfile"
	"github.com/deschoor/meedoen/platform/privacy"
)

// Restoration is a backup to put back. Its caller holds the lock of the data folder.
type Restoration struct {
	File      string     // the archive
	Data      string     // the data folder
	Databases []Database // that this program knows
	Replace   bool       // whether what is there may be set aside
	Now       time.Time
	Progress  Progress
}

// Restored says what was done.
type Restored struct {
	Manifest
	Aside string // the folder in the data folder with what was there before; empty where nothing was
}

// Restore puts a backup into the data folder, all or nothing: until everything was read and found good, nothing changes;
// what happens then is written down first, and is finished at the next start where it is interrupted.
func Restore(ctx context.Context, r Restoration) (Restored, error) {
	finished, err := Finish(r.Data)
	if err != nil {
		return Restored{}, err
	}
	if finished != nil {
		return Restored{}, fmt.Errorf("%s. Restore again if you want another backup than that one", finished)
	}
	if err := r.free(); err != nil {
		return Restored{}, err
	}
	m, err := r.stage(ctx)
	if err != nil {
		return Restored{}, errors.Join(err, os.RemoveAll(filepath.Join(r.Data, staging)))
	}
	p := r.plan(m)
	if err := p.decide(r.Data); err != nil {
		return Restored{}, err
	}
	return Restored{Manifest: m, Aside: p.Aside}, p.carryOut(r.Data)
}

// free refuses a folder that holds databases already, unless they may be set aside.
func (r Restoration) free() error {
	var there []string
	for _, db := range r.Databases {
		if !db.Keys && exists(filepath.Join(r.Data, db.file())) {
			there = append(there, db.file())
		}
	}
	if len(there) > 0 && !r.Replace {
		return fmt.Errorf("%s holds %s already: choose an empty folder, or set them aside with --replace",
			r.Data, strings.Join(there, " and "))
	}
	return nil
}

// stage reads the archive into a folder of its own and makes sure of everything in it.
func (r Restoration) stage(ctx context.Context) (m Manifest, err error) {
	archive, err := openArchive(r.File)
	if err != nil {
		return m, err
	}
	defer archive.close()
	if m, err = archive.manifest(); err != nil {
		return m, err
	}
	if err := m.check(r.Databases); err != nil {
		return m, err
	}
	dir := filepath.Join(r.Data, staging)
	// What is there was left by a restore that was interrupted before anything was changed.
	if err := errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o700)); err != nil {
		return m, err
	}
	done := meter{ctx: ctx, step: "reading", total: m.Size(), progress: r.Progress}
	for _, f := range m.Files {
		if err := archive.extract(f, dir, &done); err != nil {
			return m, err
		}
	}
	if err := archive.end(); err != nil {
		return m, err
	}
	for _, f := range m.Files {
		if f.Service == "" {
			continue
		}
		r.Progress("checking "+f.Service, 0, 0)
		schema, events, err := examine(ctx, filepath.Join(dir, f.Name))
		if err == nil && (schema != f.Schema || events != f.Events) {
			err = errors.New("its schema or its events are not those of the manifest")
		}
		if err != nil {
			return m, damaged(fmt.Errorf("%s: %w", f.Name, err))
		}
	}
	if err := r.carryErasures(ctx, m); err != nil {
		return m, fmt.Errorf("carry erasures over: %w", err)
	}
	return m, newfile.SyncDir(dir)
}

// carryErasures has who was erased since the backup stay erased, by the keys that are there.
func (r Restoration) carryErasures(ctx context.Context, m Manifest) error {
	for _, db := range r.Databases {
		there := filepath.Join(r.Data, db.file())
		if !db.Keys || !m.Has(db.file()) || !exists(there) {
			continue
		}
		err := privacy.CopyErasures(ctx, "sqlite:"+there, "sqlite:"+filepath.Join(r.Data, staging, db.file()))
		if err != nil {
			return err
		}
	}
	return nil
}
