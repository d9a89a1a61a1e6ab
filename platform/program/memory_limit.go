package program

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
)

const (
	// cgroups is where a container finds what it may take.
	cgroups = "/sys/fs/cgroup"
	// ofContainer is how much of it Go may take, in percent: the rest is for what Go does not count, which is the program
	// itself and what SQLite keeps in memory.
	ofContainer = 80
	// noMachine is more memory than a machine has, in bytes: without a limit the first version of cgroups says a number near 2^63.
	noMachine = 1 << 50
)

// holdMemory has Go collect harder before a container is killed for its memory, where GOMEMLIMIT says nothing.
func holdMemory() {
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	if limit := containerLimit(cgroups); limit > 0 {
		debug.SetMemoryLimit(limit / 100 * ofContainer)
	}
}

// containerLimit answers how many bytes the container may take that sees its cgroup at a folder; 0: all there are, or there is no
// container.
func containerLimit(folder string) int64 {
	// Of the second version of cgroups, and of the first.
	for _, file := range []string{"memory.max", "memory/memory.limit_in_bytes"} {
		text, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			continue
		}
		if limit, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && limit < noMachine {
			return limit
		}
	}
	return 0
}
