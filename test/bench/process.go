package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
)

// patience is how long something may take that must come: the machine may be busy, and what is wrong waits for ever.
const patience = time.Minute

// process is a running program.
type process struct {
	name  string
	cmd   *exec.Cmd
	log   string // the file of what it says of itself (stderr)
	said  *speech
	begun time.Time
	ended chan struct{}
	err   error        // how it ended
	most  atomic.Int64 // bytes that it was seen to hold
}

// startProcess starts a program that logs to a file.
func startProcess(ctx context.Context, name, log string, argv, environ []string) (*process, error) {
	file, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	p := &process{name: name, log: log, said: newSpeech(), ended: make(chan struct{})}
	// It ends when it is told to, in its own time, and not when ctx does.
	p.cmd = exec.CommandContext(context.WithoutCancel(ctx), argv[0], argv[1:]...)
	p.cmd.Env = append(os.Environ(), environ...)
	p.cmd.Stdout, p.cmd.Stderr = p.said, file
	// Ctrl-C is for this program, which ends the others in their order.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.begun = clock.System().Now()
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// await waits until the program has printed a line with text, and answers when that was.
func (p *process) await(ctx context.Context, text string) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		at, more, found := p.said.find(text)
		if found {
			return at, nil
		}
		select {
		case <-more:
		case <-p.ended:
			return at, p.because("it ended")
		case <-ctx.Done():
			return at, p.because("it does not say %q", text)
		}
	}
}

// because answers an error with the end of what the program logged.
func (p *process) because(format string, args ...any) error {
	text, _ := os.ReadFile(p.log) // without it the error says less
	return fmt.Errorf("%s: %s; it logged: %s", p.name, fmt.Sprintf(format, args...), text[max(0, len(text)-1500):])
}

// stop asks the program to end, waits until it has, and answers an error where it does not end well.
func (p *process) stop() error {
	select {
	case <-p.ended:
		return p.because("it ended by itself: %v", p.err)
	default:
	}
	err := p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(patience):
		err = errors.Join(err, p.because("it does not end"), p.cmd.Process.Kill())
		<-p.ended
	}
	if err == nil && p.err != nil {
		err = p.because("it does not end well: %v", p.err)
	}
	return err
}

// environment answers variables of an environment, as KEY=VALUE, of pairs.
func environment(pairs ...string) (list []string) {
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, pairs[i]+"="+pairs[i+1])
	}
	return list
}
