package test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// integrator is an example client, as somebody who makes software of neighbourhood teams runs it.
type integrator struct {
	t        *testing.T
	language string
	command  []string
	args     []string // where Meedoen is
	env      []string // who it is
}

// integrators answers the clients in both languages, whose token is ready, on a line without TLS.
func (s *suite) integrators() []integrator {
	return []integrator{s.goClient(), s.typeScriptClient()}
}

func (s *suite) goClient() integrator {
	return s.integrator("Go", filepath.Join(binaries, "wijkteam"))
}

func (s *suite) typeScriptClient() integrator {
	main := "../examples/wijkteam/typescript/dist/main.js"
	require.FileExists(s.t, main, "build it: (cd examples/wijkteam/typescript && npm ci && npm run build)")
	return s.integrator("TypeScript", "node", main)
}

func (s *suite) integrator(language string, command ...string) integrator {
	return integrator{
		t: s.t, language: language, command: command, args: []string{"--server", s.services["support"], "--plaintext"},
		env: []string{"WIJKTEAM_TOKEN=" + s.tokenOf("wijkteam-haven", "wijkteam")},
	}
}

// ran is what became of a client that ended.
type ran struct {
	out, err string
	code     int
}

// line answers the only line that a client printed.
func (r ran) line(t *testing.T) (line map[string]any) {
	require.NoError(t, json.Unmarshal([]byte(r.out), &line), "%s%s", r.out, r.err)
	return line
}

// problem answers what a client was told last that is wrong.
func (r ran) problem(t *testing.T) (problem map[string]any) {
	lines := strings.Split(strings.TrimSpace(r.err), "\n")
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &problem), r.err)
	return problem
}

// run runs a command of the client to its end.
func (i integrator) run(args ...string) ran {
	f := i.start(args...)
	f.wait()
	return ran{f.out.String(), f.errs.String(), f.cmd.ProcessState.ExitCode()}
}

// submit submits a question, and answers what the client says of it.
func (i integrator) submit(reference string, more ...string) map[string]any {
	args := []string{"submit", "--reference", reference, "--team", "haven", "--date", today(i.t)}
	done := i.run(append(args, more...)...)
	require.Zero(i.t, done.code, "%s: %s", i.language, done.err)
	return done.line(i.t)
}

// running is a client that runs.
type running struct {
	integrator
	args      []string
	cmd       *exec.Cmd
	out, errs *output
	done      chan struct{}
}

// start starts a command of the client. It is killed when the test ends.
func (i integrator) start(args ...string) *running {
	r := &running{integrator: i, args: args, out: &output{}, errs: &output{}}
	r.again()
	return r
}

// follow follows a question from a file of its own.
func (i integrator) follow(reference string) *running {
	return i.start("follow", "--reference", reference, "--state", filepath.Join(i.t.TempDir(), "state.json"))
}

// again starts the client anew, as it was. What it printed before stays.
func (r *running) again() {
	args := append(append(append([]string{}, r.command[1:]...), r.args...), r.integrator.args...)
	r.cmd, r.done = exec.Command(r.command[0], args...), make(chan struct{})
	r.cmd.Env = append(os.Environ(), r.env...)
	r.cmd.Stdout, r.cmd.Stderr = r.out, r.errs
	require.NoError(r.t, r.cmd.Start())
	cmd, done := r.cmd, r.done
	go func() {
		_ = cmd.Wait() // how it ended is in its state
		close(done)
	}()
	r.t.Cleanup(func() {
		_ = cmd.Process.Kill() // one that has ended is not there
		<-done
	})
}

func (r *running) wait() {
	select {
	case <-r.done:
	case <-time.After(patience):
		require.Fail(r.t, "the client does not end", "%s: %s%s", r.language, r.out, r.errs)
	}
}

// kill ends the client as a power cut would.
func (r *running) kill() {
	require.NoError(r.t, r.cmd.Process.Kill())
	r.wait()
}

// stop asks the client to end, which it does well.
func (r *running) stop() {
	require.NoError(r.t, r.cmd.Process.Signal(syscall.SIGTERM))
	r.ends()
}

// ends waits until the client ended by itself, well.
func (r *running) ends() {
	r.wait()
	require.Zero(r.t, r.cmd.ProcessState.ExitCode(), "%s: %s%s", r.language, r.out, r.errs)
}

// lines answers what the client printed.
func (r *running) lines() (lines []map[string]any) {
	for _, text := range strings.Split(strings.TrimSpace(r.out.String()), "\n") {
		var line map[string]any
		if json.Unmarshal([]byte(text), &line) == nil { // else it is not there yet
			lines = append(lines, line)
		}
	}
	return lines
}

// handled waits until the client has handled a version of the question, and has stored that.
func (r *running) handled(version float64) {
	r.t.Helper()
	file := r.args[len(r.args)-1]
	require.Eventually(r.t, func() bool {
		var state struct{ Version float64 }
		data, _ := os.ReadFile(file) // which is not there at first
		return json.Unmarshal(data, &state) == nil && state.Version == version
	}, patience, pause, "%s: %s%s", r.language, r.out, r.errs)
}

// follows waits until the client follows, before there is anything to tell.
func (r *running) follows() {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		_, err := os.Stat(r.args[len(r.args)-1])
		return err == nil
	}, patience, pause, "%s: %s%s", r.language, r.out, r.errs)
}

// told answers a key of each line that the client printed.
func (r *running) told(key string) (values []any) {
	for _, line := range r.lines() {
		values = append(values, line[key])
	}
	return values
}
