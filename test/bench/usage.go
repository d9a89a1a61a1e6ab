package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/deschoor/meedoen/test/bench/measure"
)

// usage is what processes take of the machine. It is read from /proc; where there is none, it is not measured.
type usage interface {
	// CPU is what they took of the processors since they began, in steps of a hundredth of a second.
	CPU() time.Duration
	// RSS is the memory that they hold now, in bytes, and peak the most that they ever held.
	RSS() int64
	peak() int64
}

// tick is the unit of processor time in /proc, the same on every Linux that Go runs on.
const tick = 10 * time.Millisecond

func (p *process) CPU() time.Duration { own, _ := cpuOf(p.cmd.Process.Pid); return own }

func (p *process) RSS() int64 {
	held := memoryOf(p.cmd.Process.Pid, "VmRSS:")
	for most := p.most.Load(); held > most && !p.most.CompareAndSwap(most, held); most = p.most.Load() {
	}
	return held
}

// peak is never less than what RSS answered: the kernel adds up what its processors counted now and then, and what it calls the
// most may be some pages less than what it said before.
func (p *process) peak() int64 { return max(p.most.Load(), memoryOf(p.cmd.Process.Pid, "VmHWM:")) }

// cpuOf answers what a process took of the processors, and what those of its children took that have ended.
func cpuOf(pid int) (own, children time.Duration) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0
	}
	return parseStat(text)
}

// parseStat reads utime, stime, cutime and cstime of /proc/PID/stat (proc_pid_stat(5)). The name of the program before them
// stands in brackets, and may have blanks and brackets in it.
func parseStat(text []byte) (own, children time.Duration) {
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	const state, utime = 3, 14
	if len(fields) < utime-state+4 {
		return 0, 0
	}
	var ticks [4]time.Duration
	for i := range ticks {
		n, _ := strconv.ParseInt(fields[utime-state+i], 10, 64) // the kernel writes numbers
		ticks[i] = time.Duration(n) * tick
	}
	return ticks[0] + ticks[1], ticks[2] + ticks[3]
}

// parentOf answers the parent of a process.
func parentOf(text []byte) int {
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 2 {
		return 0
	}
	parent, _ := strconv.Atoi(fields[1])
	return parent
}

// memoryOf answers a line of /proc/PID/status in bytes.
func memoryOf(pid int, key string) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for l := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(l, key); ok {
			kilobytes, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kilobytes << 10
		}
	}
	return 0
}

// serverUsage is that of a PostgreSQL server on this machine. Its memory is shared by its processes and not counted.
type serverUsage struct{ pid int }

// usageOf answers the usage of the server of a database; of one that is elsewhere nothing is measured.
func usageOf(ctx context.Context, url string) (usage, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	var folder string
	if err := db.QueryRowContext(ctx, "SELECT current_setting('data_directory')").Scan(&folder); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(folder, "postmaster.pid"))
	if err != nil {
		return serverUsage{}, nil // it is the folder of another machine
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	return serverUsage{pid}, err
}

// CPU adds up the server, its children that ended and those that run.
func (s serverUsage) CPU() time.Duration {
	if s.pid == 0 {
		return 0
	}
	own, ended := cpuOf(s.pid)
	all := own + ended
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is good
	for _, path := range stats {
		if text, err := os.ReadFile(path); err == nil && parentOf(text) == s.pid {
			child, _ := parseStat(text)
			all += child
		}
	}
	return all
}

func (s serverUsage) RSS() int64 { return 0 }

func (s serverUsage) peak() int64 { return 0 }

// served has the turns of a side tell what the processes took of the machine that do its work.
func served(side measure.Side, by ...usage) measure.Side {
	take := side.Take
	cpu := func() (all time.Duration) {
		for _, u := range by {
			all += u.CPU()
		}
		return all
	}
	side.Take = func(ctx context.Context, d time.Duration) (measure.Turn, error) {
		before := cpu()
		turn, err := take(ctx, d)
		if err != nil {
			return turn, err
		}
		turn.CPU = cpu() - before
		if turn.Figures == nil {
			turn.Figures = map[string]float64{}
		}
		for _, u := range by {
			turn.Figures["memory-MB"] += megabytes(u.RSS())
			turn.Figures["peak-MB"] += megabytes(u.peak())
		}
		return turn, nil
	}
	return side
}

func megabytes(bytes int64) float64 { return float64(bytes) / 1e6 }
