// Package keyfile keeps a secret of this process in a file that nobody but its owner may touch, and makes one where there
// is none.
package keyfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Open answers what is in the file called name in dir, which make makes now where there is none. A file that others than
// its owner may touch is an error: whoever has the secret can do what it is for.
func Open(dir, name string, make func() ([]byte, error)) ([]byte, error) {
	path := filepath.Join(dir, name)
	content, err := read(path, 0o600)
	if !errors.Is(err, fs.ErrNotExist) {
		return content, err
	}
	if err := write(dir, name, make); err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	return read(path, 0o600)
}

// write writes a new file. It appears whole, by a link that fails where another process was first: that process's file then
// counts, for both.
func write(dir, name string, make func() ([]byte, error)) error {
	content, err := make()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	// CreateTemp makes the file readable for its owner alone.
	draft, err := os.CreateTemp(dir, name+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.Write(content)
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), filepath.Join(dir, name)); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// read answers the content of a file that is open to no more than allowed.
func read(path string, allowed fs.FileMode) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if mode := info.Mode().Perm(); mode&^allowed != 0 {
		return nil, fmt.Errorf("%s is open to others (mode %04o): chmod 600 or remove it", path, mode)
	}
	return io.ReadAll(f)
}
