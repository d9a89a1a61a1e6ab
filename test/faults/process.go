package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// process is one program of the suite, or one that it stands on, on a machine of its own. When it ends it is started again, as an
// orchestrator does, but while a fault holds it.
type process struct {
	name  string
	node  *node
	argv  []string
	env   []string
	log   string // the file it writes to
	ready func(ctx context.Context) error

	mu      sync.Mutex
	cmd     *exec.Cmd     // nil while it does not run
	ended   chan struct{} // closed when cmd has ended
	held    bool          // it is not to run now
	closed  bool          // it is not to run again
	extra   []string      // of its environment, until the next start
	starts  int
	changed chan struct{} // something of the above is another
}

// again is how long somebody waits who tries again.
const again = 100 * time.Millisecond

// wait waits for d, or until ctx ends.
func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// supervise starts the process, whenever it does not run and may, until it is closed.
func (p *process) supervise(ctx context.Context) {
	for {
		p.mu.Lock()
		closed, start := p.closed, !p.held && !p.closed
		changed := p.changed
		p.mu.Unlock()
		if closed {
			return
		}
		if !start {
			<-changed
			continue
		}
		if err := p.start(); err != nil {
			fmt.Fprintf(os.Stderr, "%s does not start: %v\n", p.name, err)
		} else {
			<-p.ended
		}
		_ = wait(ctx, again)
	}
}

// start starts the process on its machine.
func (p *process) start() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held || p.closed {
		return nil
	}
	out, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer out.Close()
	args := append([]string{"netns", "exec", p.node.space}, p.argv...)
	cmd := exec.Command("ip", args...) //nolint:noctx // it ends when somebody ends it
	cmd.Env = append(append(os.Environ(), p.env...), p.extra...)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	p.cmd, p.ended = cmd, ended
	p.starts++
	go func() {
		err := cmd.Wait()
		if note, open := os.OpenFile(p.log, os.O_APPEND|os.O_WRONLY, 0o644); open == nil {
			fmt.Fprintf(note, "# ended: %v\n", err)
			note.Close()
		}
		p.mu.Lock()
		p.cmd = nil
		p.mu.Unlock()
		close(ended)
	}()
	return nil
}

// signal sends a signal to the process, if it runs.
func (p *process) signal(s syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd != nil {
		_ = syscall.Kill(-p.cmd.Process.Pid, s) // all of its group: PostgreSQL is many
	}
}

// change changes what decides on starts.
func (p *process) change(what func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	what()
	close(p.changed)
	p.changed = make(chan struct{})
}

// hold keeps the process from being started; release lets it.
func (p *process) hold()    { p.change(func() { p.held = true }) }
func (p *process) release() { p.change(func() { p.held = false }) }

// end ends a process that is held, by a signal, and waits until it has. Where the signal asks, it has half a minute.
func (p *process) end(s syscall.Signal) {
	p.mu.Lock()
	running, ended := p.cmd != nil, p.ended
	p.mu.Unlock()
	if !running {
		return
	}
	p.signal(s)
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		p.signal(syscall.SIGKILL)
		<-ended
	}
}

// close ends the process for good.
func (p *process) close() {
	p.change(func() { p.closed = true })
	p.signal(syscall.SIGCONT)
	p.end(syscall.SIGKILL)
}

// wrong has the process's clock be off from the next start on.
func (p *process) wrong(by time.Duration) {
	p.change(func() {
		p.extra = nil
		if by != 0 {
			p.extra = []string{clockVariable + "=" + by.String()}
		}
	})
}

// await waits until the process is ready, for patience at most.
func (p *process) await(ctx context.Context) error {
	err := eventually(ctx, patience, p.name+" is ready", p.ready)
	if err != nil {
		said, _ := os.ReadFile(p.log)
		err = fmt.Errorf("%w; it said: %s", err, said[max(0, len(said)-1000):])
	}
	return err
}

// patience is how long something may take that must come: the machine may be busy, and what is wrong waits for ever.
const patience = 3 * time.Minute

// eventually tries until it goes well, for a time at most, and then answers the last error.
func eventually(ctx context.Context, most time.Duration, what string, try func(context.Context) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, most, errors.New("too late"))
	defer cancel()
	for {
		once, end := context.WithTimeout(ctx, 40*time.Second)
		err := try(once)
		end()
		if err == nil {
			return nil
		}
		if wait(ctx, again) != nil {
			return fmt.Errorf("%s: not within %s: %w", what, most, err)
		}
	}
}

// problems answers the lines of the process's log that no run may have.
func (p *process) problems(canary string) (lines []string, err error) {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		for _, bad := range []string{"panic:", "fatal error:", "DATA RACE", "was set aside", canary} {
			if strings.Contains(line, bad) {
				lines = append(lines, p.name+": "+strings.TrimSpace(line))
			}
		}
	}
	return lines, nil
}
