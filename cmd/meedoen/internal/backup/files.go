package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// publish gives a finished file its name, where nothing may be, and has that reach the disk.
func publish(draft, path string) error {
	err := os.Link(draft, path)
	switch {
	case errors.Is(err, fs.ErrExist):
		return errExists(path)
	case err != nil:
		// Not every file system has links. Then somebody could come between the look and the renaming.
		if exists(path) {
			return errExists(path)
		}
		if err := os.Rename(draft, path); err != nil {
			return err
		}
	}
	return syncDir(filepath.Dir(path))
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// syncDir has the names in a folder reach the disk.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}
