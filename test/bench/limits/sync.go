package limits

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/deschoor/meedoen/test/bench/measure"
)

const (
	// block is how much is written for each sync, in bytes: a page of SQLite.
	block = 4 << 10
	// written is how long the file is, in bytes, as a log of SQLite is before it begins anew.
	written = 4 << 20
)

// SyncRate is how often a second 4 KiB can be written to a file in dir and waited for until the disk has them. The file is
// written over and over and does not grow, as the log of a database that has been at work for a while: only data has to reach
// the disk (fdatasync, where the system has it). That is the most transactions a second of one writer who waits for each.
func SyncRate(dir string) Take {
	return func(ctx context.Context, d time.Duration) (turn measure.Turn, err error) {
		file, err := os.Create(filepath.Join(dir, "synced"))
		if err != nil {
			return turn, err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		data := make([]byte, written)
		if _, err := rand.Read(data); err != nil {
			return turn, err
		}
		if _, err := file.Write(data); err != nil {
			return turn, err
		}
		if err := file.Sync(); err != nil {
			return turn, err
		}
		at := 0
		return repeat(ctx, d, 1, func(context.Context) error {
			if _, err := file.WriteAt(data[at:at+block], int64(at)); err != nil {
				return err
			}
			at = (at + block) % written
			return datasync(file)
		})
	}
}
