package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/deschoor/meedoen/platform/natsx"
)

// instances are the processes of which each has the commands of an operator: one of each service, or the one that has all.
func (t *trial) instances() (list []*process) {
	if p := t.cluster.processes["meedoen"]; p != nil {
		return []*process{p}
	}
	for _, service := range services() {
		list = append(list, t.cluster.processes[service+"-1"])
	}
	return list
}

// operate runs a command of an operator beside a process, as an operator would.
func (t *trial) operate(ctx context.Context, p *process, args ...string) (string, error) {
	if p.name == "meedoen" {
		args = append(args, "--data", t.cluster.disks["meedoen"].dir)
	}
	return t.cluster.operator(ctx, filepath.Base(p.argv[0]), args, p.env...)
}

// resend has everything of the last hour sent again by an operator. That fails where the database is away, and is tried until it
// goes well.
func resend(ctx context.Context, t *trial, f fault) (mend, error) {
	p := t.cluster.processes[f.target+"-1"]
	args := []string{"outbox", "resend", "--since", "1h"}
	if p == nil {
		p = t.cluster.processes["meedoen"]
	}
	again := func(ctx context.Context) error {
		return eventually(ctx, patience, "send events again", func(ctx context.Context) error {
			_, err := t.operate(ctx, p, args...)
			return err
		})
	}
	done := make(chan error, 1)
	go func() { done <- again(context.WithoutCancel(ctx)) }()
	return func(context.Context) error { return <-done }, nil
}

// connect answers a connection to NATS of this program's own.
func (t *trial) connect() (*nats.Conn, jetstream.JetStream, error) {
	conn, err := nats.Connect(t.cluster.natsURL, nats.Timeout(2*time.Second))
	if err != nil {
		return nil, nil, err
	}
	js, err := jetstream.New(conn)
	return conn, js, err
}

// redelivered is how many events of a stream are delivered once more.
const redelivered = 1500

// redeliver publishes events that are in a stream once more, in no order and without what lets the server drop them: each
// consumer gets them again, late.
func redeliver(ctx context.Context, t *trial, f fault) (mend, error) {
	again := func(ctx context.Context) error {
		conn, js, err := t.connect()
		if err != nil {
			return err
		}
		defer conn.Close()
		var old []*nats.Msg
		if err := readStream(ctx, js, f.target, func(m jetstream.Msg) {
			copied := &nats.Msg{Subject: m.Subject(), Header: nats.Header{}, Data: m.Data()}
			for name, values := range m.Headers() {
				if name != nats.MsgIdHdr {
					copied.Header[name] = values
				}
			}
			old = append(old, copied)
		}); err != nil {
			return err
		}
		r := rand.New(rand.NewPCG(f.number, 0))
		r.Shuffle(len(old), func(i, j int) { old[i], old[j] = old[j], old[i] })
		for _, m := range old[:min(len(old), redelivered)] {
			if _, err := js.PublishMsg(ctx, m); err != nil {
				return err
			}
		}
		return nil
	}
	done := make(chan error, 1)
	go func() {
		done <- eventually(context.WithoutCancel(ctx), patience, "deliver events once more", again)
	}()
	return func(context.Context) error { return <-done }, nil
}

// loseStream deletes a stream with all that is in it. It is made again from the log of the service.
func loseStream(ctx context.Context, t *trial, f fault) (mend, error) {
	done := make(chan error, 1)
	go func() {
		done <- eventually(context.WithoutCancel(ctx), patience, "delete a stream", func(ctx context.Context) error {
			conn, js, err := t.connect()
			if err != nil {
				return err
			}
			defer conn.Close()
			ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
			defer cancel()
			if err := js.DeleteStream(ctx, natsx.StreamName(f.target)); err != nil && !isGone(err) {
				return fmt.Errorf("delete the stream of %s: %w", f.target, err)
			}
			return nil
		})
	}()
	return func(context.Context) error { return <-done }, nil
}

// isGone says that there is no such stream: somebody was quicker, or an earlier try was.
func isGone(err error) bool { return errors.Is(err, jetstream.ErrStreamNotFound) }
