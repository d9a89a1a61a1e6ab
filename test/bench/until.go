package main

import (
	"context"
	"net"
	"time"
)

// again is how long it takes until something is looked at once more.
const again = 10 * time.Millisecond

// until waits until something holds of the process.
func (p *process) until(ctx context.Context, holds func(context.Context) bool) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(again)
	defer tick.Stop()
	for !holds(ctx) {
		select {
		case <-p.ended:
			return p.because("it ended: %v", p.err)
		case <-ctx.Done():
			return p.because("it does not serve")
		case <-tick.C:
		}
	}
	return nil
}

// listening says whether somebody takes connections at an address.
func listening(address string) func(context.Context) bool {
	return func(ctx context.Context) bool {
		var dialer net.Dialer
		conn, err := dialer.DialContext(ctx, "tcp", address)
		if err != nil {
			return false
		}
		return conn.Close() == nil
	}
}

// sleep waits, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
