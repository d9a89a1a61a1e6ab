package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"
)

// load is many callers who have the suite record things over REST and over gRPC at once. Whoever gets no answer sends the same
// again, until there is one; a few give up and never know.
type load struct {
	client  *client
	journal *journal
	world   *world
	rate    int // commands a second, of all callers
	seed    uint64

	mu       sync.Mutex
	failures []error
	patient  bool // nobody gives up any more
}

// callers is how many commands are under way at once.
const callers = 48

// command is something that somebody wants to have done.
type command struct {
	kind    string
	method  string
	request proto.Message
	may     []string // for which reasons it may be refused
	// settled is told what became of it: the answer, or nil and whether it may have been done all the same.
	settled func(answer proto.Message, open bool)
}

// maker makes a command of a kind; nil where there is nothing to do one with.
type maker struct {
	kind   string
	weight int
	make   func(w *world, r *rand.Rand) *command
}

// makers are all commands, with how often each is sent against the others.
func makers() []maker {
	return append(append(append(activitiesMakers(), volunteersMakers()...), debtMakers()...), supportMakers()...)
}

// run has the callers work until ctx ends, and then until every command under way is settled, for patience at most.
func (l *load) run(ctx context.Context) {
	tickets := make(chan struct{})
	var callersDone sync.WaitGroup
	settle, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	l.give(false)
	for number := range callers {
		callersDone.Go(func() {
			r := rand.New(rand.NewPCG(l.seed, uint64(number)))
			for range tickets {
				if c := l.pick(r); c != nil {
					l.settle(settle, c, r)
				}
			}
		})
	}
	tick := time.NewTicker(time.Second / time.Duration(l.rate))
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
			select {
			case tickets <- struct{}{}:
			case <-ctx.Done():
			}
		}
	}
	close(tickets)
	l.give(true)
	callersDone.Wait()
}

// give says whether everybody goes on until there is an answer.
func (l *load) give(patient bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.patient = patient
}

func (l *load) isPatient() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.patient
}

// pick makes a command of some kind.
func (l *load) pick(r *rand.Rand) *command {
	all, total := makers(), 0
	for _, m := range all {
		total += m.weight
	}
	at := r.IntN(total)
	for _, m := range all {
		if at -= m.weight; at < 0 {
			c := m.make(l.world, r)
			if c != nil {
				c.kind = m.kind
			}
			return c
		}
	}
	return nil
}

// once is how long a caller waits for an answer.
const once = 8 * time.Second

// settle sends a command until it is settled.
func (l *load) settle(ctx context.Context, c *command, r *rand.Rand) {
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	l.journal.count(c.kind, func(n *counts) { n.sent++ })
	pause, open := 50*time.Millisecond, false
	for {
		answer, err := l.send(ctx, c, r)
		var no refusal
		switch {
		case err == nil:
			l.journal.count(c.kind, func(n *counts) { n.acknowledged++ })
			c.settled(answer, false)
			return
		case ctx.Err() != nil:
			l.fail(fmt.Errorf("%s is never answered: %w", c.kind, err))
			c.settled(nil, true)
			return
		case errors.As(err, &no) && !no.open:
			l.refused(c, no, open)
			return
		}
		open = true
		if !l.isPatient() && r.IntN(40) == 0 { // the caller went away, and will never know
			l.journal.count(c.kind, func(n *counts) { n.left++ })
			c.settled(nil, true)
			return
		}
		l.journal.count(c.kind, func(n *counts) { n.retries++ })
		_ = wait(ctx, pause)
		pause = min(2*pause, time.Second)
	}
}

// refused notes that a command was refused, which is a failure unless it could be.
func (l *load) refused(c *command, no refusal, open bool) {
	l.journal.count(c.kind, func(n *counts) { n.refused++ })
	for _, reason := range c.may {
		if strings.Contains(no.text, reason) {
			c.settled(nil, false)
			return
		}
	}
	l.fail(fmt.Errorf("a good command is refused: %s: %s", c.kind, no.text))
	c.settled(nil, open)
}

// send sends a command once, over one way or the other.
func (l *load) send(ctx context.Context, c *command, r *rand.Rand) (proto.Message, error) {
	ctx, cancel := context.WithTimeout(ctx, once)
	defer cancel()
	if r.IntN(2) == 0 {
		return l.client.overGRPC(ctx, c.method, c.request)
	}
	return l.client.overREST(ctx, l.client.gateways[r.IntN(len(l.client.gateways))], c.method, c.request)
}

func (l *load) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.failures) < 50 {
		l.failures = append(l.failures, err)
	}
}

// takeFailures answers what went wrong since it was last asked.
func (l *load) takeFailures() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	failed := errors.Join(l.failures...)
	l.failures = nil
	return failed
}
