// Package test drives built programs from outside, as their users do.
package test

import (
	"bytes"
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// binaries is the folder of the programs under test, built once for all tests.
var binaries string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		if binaries = os.Getenv("MEEDOEN_TEST_BINARIES"); binaries != "" { // built elsewhere, as those in the images
			return m.Run()
		}
		dir, err := os.MkdirTemp("", "meedoen-test-")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		binaries = dir
		// As they are shipped, but for a clock that faults make wrong.
		flags := "-ldflags=-s -w -X github.com/deschoor/meedoen/platform/clock.wrongBy=CLOCK_WRONG_BY"
		build := exec.Command("go", "build", flags, "-o", dir+"/", "../cmd/meedoen", "../services/activities/cmd/activities",
			"../services/volunteers/cmd/volunteers", "../services/debtcounselling/cmd/debtcounselling",
			"../services/support/cmd/support", "../services/reporting/cmd/reporting", "../gateway/cmd/gateway")
		example := exec.Command("go", "build", "-ldflags=-s -w", "-o", dir+"/wijkteam", "../examples/wijkteam/go")
		for _, build := range []*exec.Cmd{build, example} {
			build.Stderr = os.Stderr
			if err := build.Run(); err != nil {
				panic(err)
			}
		}
		return m.Run()
	}())
}

// patience is how long a test waits for what must come; a busy machine is slow, and a wrong one waits for ever.
const patience = 2 * time.Minute

// program is a running program.
type program struct {
	t      *testing.T
	name   string // of the binary
	folder string // of the binary; empty: of those under test
	as     string // what tells it from other instances
	args   []string
	env    []string
	serves func(*program) bool
	cmd    *exec.Cmd
	out    *output
	done   chan struct{}
	err    error
}

// output collects what a program prints.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// warnings answers the last lines of what the program printed that say that something was amiss.
func (o *output) warnings() string {
	var amiss []string
	for line := range strings.Lines(o.String()) {
		if strings.Contains(line, `"level":"WARN"`) || strings.Contains(line, `"level":"ERROR"`) || !strings.HasPrefix(line, "{") {
			amiss = append(amiss, line)
		}
	}
	return strings.Join(amiss[max(0, len(amiss)-20):], "")
}

// start starts the program and waits until it serves. A test that fails tells what it warned of.
func (p *program) start() {
	out := &output{}
	p.out, p.done = out, make(chan struct{})
	p.t.Cleanup(func() {
		if amiss := out.warnings(); p.t.Failed() && amiss != "" {
			p.t.Logf("%s warned:\n%s", cmp.Or(p.as, p.name), amiss)
		}
	})
	p.cmd = exec.Command(filepath.Join(cmp.Or(p.folder, binaries), p.name), p.args...)
	p.cmd.Env = append(os.Environ(), p.env...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	require.NoError(p.t, p.cmd.Start())
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	require.Eventually(p.t, func() bool {
		select {
		case <-p.done:
			return true
		default:
			return p.serves(p)
		}
	}, patience, 20*time.Millisecond)
	select {
	case <-p.done:
		require.Fail(p.t, "the program ended", "%s: %v\n%s", p.name, p.err, p.out)
	default:
	}
}

// stop asks the program to end and waits until it has, well.
func (p *program) stop() {
	if p.done == nil {
		return
	}
	select {
	case <-p.done:
		return
	default:
	}
	require.NoError(p.t, p.cmd.Process.Signal(syscall.SIGTERM))
	p.wait()
	require.NoError(p.t, p.err, p.out)
}

// kill ends the program as a power cut would.
func (p *program) kill() {
	require.NoError(p.t, p.cmd.Process.Kill())
	p.wait()
}

func (p *program) wait() {
	select {
	case <-p.done:
	case <-time.After(patience):
		require.Fail(p.t, "the program does not end", p.out)
	}
}

// restart starts the program anew, as it was.
func (p *program) restart() {
	p.wait()
	p.start()
}
