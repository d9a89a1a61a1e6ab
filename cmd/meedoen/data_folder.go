package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/backup"
)

// lockFolder takes a data folder, made where it is not there, for this process alone: two that write one event store
// would destroy it.
func lockFolder(dir string) (unlock func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	held, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if !held {
		return nil, fmt.Errorf("the data folder %s is in use by another process of meedoen", dir)
	}
	return lock.Unlock, nil
}

// finishRestore finishes a restore that was interrupted, before anything in the data folder is opened.
func (p *process) finishRestore(ctx context.Context) error {
	finished, err := backup.Finish(p.cfg.Data)
	if finished != nil {
		p.Telemetry().Log.WarnContext(ctx, finished.String())
	}
	return err
}
