// Package newfile writes files that appear at their place when they are complete and on disk, and take the place of none.
package newfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write writes a file for its owner alone. Where write fails nothing is left of it. Error: fs.ErrExist where a file is there, be
// it before or by the time that this one is complete.
func Write(path string, write func(io.Writer) error) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return taken(path)
	}
	// Beside its place, where there must be room for it anyway. Temporary files have no rights for others.
	draft, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name()) // it has its name by then, or none
	if err = write(draft); err == nil {
		err = draft.Sync()
	}
	if err = errors.Join(err, draft.Close()); err != nil {
		return err
	}
	return Place(draft.Name(), path)
}

// Place gives a finished file its name, where nothing may be, and has that reach the disk. Error: fs.ErrExist.
func Place(draft, path string) error {
	err := os.Link(draft, path)
	switch {
	case errors.Is(err, fs.ErrExist):
		return taken(path)
	case err != nil:
		// Not every file system has links. Then somebody could come between the look and the renaming.
		if _, err := os.Lstat(path); err == nil {
			return taken(path)
		}
		if err := os.Rename(draft, path); err != nil {
			return err
		}
	}
	return SyncDir(filepath.Dir(path))
}

func taken(path string) error { return fmt.Errorf("%s is there already: %w", path, fs.ErrExist) }

// SyncDir has the names in a folder reach the disk.
func SyncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}
