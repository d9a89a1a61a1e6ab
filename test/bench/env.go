package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/deschoor/meedoen/platform/testkit"
)

// duration keeps the signatures of sides short.
type duration = time.Duration

// env is what a comparison works in. All of it ends with the comparison.
type env struct {
	// dir is a fresh folder on a disk.
	dir string

	// rate is how many calls a second there are where they come at a rate.
	rate float64

	programs  *programs
	checkouts map[string]*programs // of other commits, by what each is called here
	progress  io.Writer
	*closers
}

// closers end what was started.
type closers struct {
	mu   sync.Mutex
	list []func() error
}

// newEnv answers an environment with a folder in parent, or among the temporary files if it is "".
func newEnv(parent string, built *programs, rate float64, progress io.Writer) (*env, error) {
	dir, err := os.MkdirTemp(parent, "meedoen-bench-")
	if err != nil {
		return nil, err
	}
	e := &env{closers: &closers{}, dir: dir, programs: built, rate: rate, progress: progress, checkouts: map[string]*programs{}}
	e.onClose(func() error { return os.RemoveAll(dir) })
	return e, nil
}

// say tells how far it is.
func (e *env) say(format string, args ...any) { fmt.Fprintf(e.progress, format+"\n", args...) }

// defer_ has f be called when the comparison ends, before what was deferred earlier.
func (e *env) defer_(f func()) { e.onClose(func() error { f(); return nil }) }

// onClose is defer_ for what may fail.
func (c *closers) onClose(f func() error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, f)
}

// close ends everything and answers what failed, beside err.
func (c *closers) close(err error) error {
	c.mu.Lock()
	list := c.list
	c.list = nil
	c.mu.Unlock()
	for _, end := range slices.Backward(list) {
		err = errors.Join(err, end())
	}
	return err
}

// folder makes a folder in dir and answers its path.
func (e *env) folder(name string) (string, error) {
	path := filepath.Join(e.dir, name)
	return path, os.MkdirAll(path, 0o700)
}

// address answers a "host:port" of this machine at which a program of the comparison may listen.
func (e *env) address() (string, error) {
	address, release, err := testkit.Reserve()
	if err == nil {
		e.defer_(release)
	}
	return address, err
}

// postgres answers the address of a fresh database whose commits wait for the disk.
func (e *env) postgres(ctx context.Context) (url string, err error) {
	url, drop, err := testkit.DurableDatabase(ctx)
	if err == nil {
		e.onClose(func() error { return drop(context.WithoutCancel(ctx)) })
	}
	return url, err
}

// binary answers the path of a program, which is built where it is not yet: pkg is its folder from the root of the repository,
// such as "cmd/meedoen".
func (e *env) binary(ctx context.Context, pkg string) (path string, err error) {
	return e.programs.build(ctx, pkg)
}

// start starts a program, with environ beside the environment of this one. It waits for nothing; the program is stopped when the
// comparison ends, and is to end well then.
func (e *env) start(ctx context.Context, name string, argv []string, environ []string) (*process, error) {
	p, err := startProcess(ctx, name, filepath.Join(e.dir, name+".log"), argv, environ)
	if err == nil {
		e.onClose(p.stop)
	}
	return p, err
}

// tmpfs is what Linux calls the kind of a file system in memory.
const tmpfs = 0x01021994

// checkDisk answers an error where files in a folder are in memory: what is to wait for a disk would wait for nothing.
func checkDisk(folder string) error {
	var at syscall.Statfs_t
	if err := syscall.Statfs(folder, &at); err != nil {
		return err
	}
	if at.Type == tmpfs {
		return fmt.Errorf("%s is in memory and no disk: set TMPDIR to a folder on a disk", folder)
	}
	return nil
}

// within answers an environment in this one, which ends before it.
func (e *env) within() (*env, error) { return newEnv(e.dir, e.programs, e.rate, e.progress) }

// with answers this environment with other programs.
func (e *env) with(programs *programs) *env {
	other := *e
	other.programs = programs
	return &other
}
