package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/test/bench/limits"
)

// machine is on what and of what a run was.
type machine struct {
	processor string
	cores     int
	memory    string
	kernel    string
	goVersion string
	disk      string // how many times a second it syncs
	commit    string
	clean     bool // nothing was changed since the commit
	date      string
}

// describe answers what the machine is, and what commit the repository at root is at. The disk is that of dir.
func describe(ctx context.Context, root, dir string) (m machine, err error) {
	m = machine{
		processor: procLine("/proc/cpuinfo", "model name"), cores: runtime.NumCPU(), memory: memoryOfMachine(),
		kernel: firstLine("/proc/sys/kernel/osrelease"), goVersion: runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH,
		date: clock.System().Now().Format(time.DateOnly),
	}
	syncs, err := limits.SyncRate(dir)(ctx, time.Second)
	if err != nil {
		return m, err
	}
	m.disk = fmt.Sprintf("%.0f", syncs.Rate())
	if m.commit, err = git(ctx, root, "rev-parse", "--short=12", "HEAD"); err != nil {
		return m, err
	}
	changed, err := git(ctx, root, "status", "--porcelain")
	m.clean = changed == ""
	return m, err
}

// git answers what a command of git prints.
func git(ctx context.Context, root string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = root
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w: %s", strings.Join(args, " "), err, said.String())
	}
	return strings.TrimSpace(string(out)), nil
}

// unknown stands for what a machine does not say.
const unknown = "not known"

// procLine answers the value of the first line of a file with a key, as "key : value".
func procLine(path, key string) string {
	text, _ := os.ReadFile(path) // another system has none
	for l := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return unknown
}

func firstLine(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return unknown
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return line
}

func memoryOfMachine() string {
	var kilobytes int64
	if _, err := fmt.Sscanf(procLine("/proc/meminfo", "MemTotal"), "%d kB", &kilobytes); err != nil {
		return unknown
	}
	return fmt.Sprintf("%.0f GiB", float64(kilobytes)/(1<<20))
}

// rounds answers the medians of a figure in words, such as "12.3".
func round(value float64) string {
	switch {
	case value == 0:
		return "0"
	case value >= 100:
		return fmt.Sprintf("%.0f", value)
	case value >= 10:
		return fmt.Sprintf("%.1f", value)
	default:
		return fmt.Sprintf("%.2f", value)
	}
}
