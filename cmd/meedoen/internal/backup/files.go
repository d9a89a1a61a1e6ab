package backup

import (
	"errors"
	"io/fs"
	"os"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/newfile"
)

// publish gives a finished backup its name, where nothing may be, and has that reach the disk.
func publish(draft, path string) error {
	err := newfile.Place(draft, path)
	if errors.Is(err, fs.ErrExist) {
		return errExists(path)
	}
	return err
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
