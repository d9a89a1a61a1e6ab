package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// disk is a file system of a process's own, in memory, of which somebody can take all that is free.
type disk struct {
	dir string
}

// room is how large a disk is, in bytes, where nobody fills it.
const room = 3 << 30

// newDisk mounts a disk at dir.
func newDisk(ctx context.Context, dir string) (*disk, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if err := run(ctx, "mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%d,mode=0777", room), "meedoen-faults", dir); err != nil {
		return nil, err
	}
	return &disk{dir}, nil
}

// fill leaves nothing free but a little, as a log does that nobody looked after. It takes the room away where a ballast file
// would take it up: to the process that is the same, and the machine keeps its memory.
func (d *disk) fill(ctx context.Context, left int64) error {
	return eventually(ctx, time.Minute, "fill "+d.dir, func(ctx context.Context) error {
		var now syscall.Statfs_t
		if err := syscall.Statfs(d.dir, &now); err != nil {
			return err
		}
		used := int64(now.Blocks-now.Bfree) * now.Bsize
		left *= 2 // who writes meanwhile may have used more by now than it is to hold, which is refused
		return run(ctx, "mount", "-o", fmt.Sprintf("remount,size=%d", used+left), d.dir)
	})
}

// free gives the room back.
func (d *disk) free(ctx context.Context) error {
	return run(ctx, "mount", "-o", fmt.Sprintf("remount,size=%d", room), d.dir)
}

func (d *disk) remove() { _ = syscall.Unmount(d.dir, syscall.MNT_DETACH) }

// folders starts the name of the folder of each run, which ends with the id of its process.
const folders = "meedoen-faults-"

// sweepMounts unmounts the disks of runs whose process is gone.
func sweepMounts(context.Context) error {
	mounts, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(mounts)) {
		fields := strings.Fields(line)
		if len(fields) < 2 || fields[0] != "meedoen-faults" {
			continue
		}
		_, id, _ := strings.Cut(fields[1], string(filepath.Separator)+folders)
		id, _, _ = strings.Cut(id, string(filepath.Separator))
		if pid, err := strconv.Atoi(id); err == nil && syscall.Kill(pid, 0) != nil {
			(&disk{fields[1]}).remove()
		}
	}
	return nil
}
