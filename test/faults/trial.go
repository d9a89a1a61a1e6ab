package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
)

// trial is one run of a plan against one suite.
type trial struct {
	name    string
	cluster *cluster
	load    *load
	plan    []round
	kinds   []kind
	report  *report
	out     io.Writer
	began   time.Time
}

// said prints what happens, with how long the trial lasts.
func (t *trial) said(format string, args ...any) {
	fmt.Fprintf(t.out, "%8s  %s\n", clock.System().Now().Sub(t.began).Round(100*time.Millisecond), fmt.Sprintf(format, args...))
}

// rounds runs the rounds of the plan, until one fails or the time is up. The longer looking takes, the fewer
// of them fit.
func (t *trial) rounds(ctx context.Context, until time.Time) error {
	for _, r := range t.plan {
		if !clock.System().Now().Before(until) {
			return nil
		}
		if err := t.round(ctx, r); err != nil {
			return fmt.Errorf("%s, round %d: %w", t.name, r.number, err)
		}
	}
	return nil
}

// round has callers work while things go wrong, mends everything, and looks whether what was promised holds.
func (t *trial) round(ctx context.Context, r round) error {
	t.said("round %d", r.number)
	loading, stop := context.WithTimeout(ctx, r.lasts)
	defer stop()
	var wg sync.WaitGroup
	errs := make(chan error, len(r.faults))
	wg.Go(func() { t.load.run(loading) })
	for _, f := range r.faults {
		wg.Go(func() { errs <- t.suffer(ctx, loading, f) })
	}
	wg.Wait()
	close(errs)
	failed := t.load.takeFailures()
	for err := range errs {
		failed = errors.Join(failed, err)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	mended := clock.System().Now()
	failed = errors.Join(failed, t.cluster.await(ctx))
	if _, err := t.account(ctx); err != nil {
		failed = errors.Join(failed, err)
	}
	t.report.followed(clock.System().Now().Sub(mended))
	looking := ctx
	if failed != nil { // what is not there by now does not come: it is only said
		var end context.CancelFunc
		looking, end = context.WithTimeout(ctx, 10*time.Second)
		defer end()
	}
	for _, i := range invariants() {
		n, err := i.check(looking, t)
		t.report.looked(i.name, n)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", i.name, err))
		}
	}
	t.report.rounds++
	return failed
}

// suffer has one thing go wrong, and be mended, and waits until what it happened to is well again.
func (t *trial) suffer(ctx, loading context.Context, f fault) error {
	_ = wait(loading, f.at)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var found kind
	for _, k := range t.kinds {
		if k.name == f.kind {
			found = k
		}
	}
	t.said("%s: %s, for %s", f.kind, f.target, f.lasts)
	mend, err := found.inflict(ctx, t, f)
	if err != nil {
		return fmt.Errorf("%s of %s: %w", f.kind, f.target, err)
	}
	_ = wait(ctx, f.lasts)
	if err := mend(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("mend %s of %s: %w", f.kind, f.target, err)
	}
	mended := clock.System().Now()
	if p := t.cluster.processes[f.target]; p != nil {
		err = p.await(ctx)
	}
	took := clock.System().Now().Sub(mended)
	t.report.suffered(f, took)
	t.said("mended: %s of %s; well after %s", f.kind, f.target, took.Round(time.Millisecond))
	return err
}

// positions answers how far the streams are, once everything that was acknowledged is in them.
func (t *trial) positions(ctx context.Context) ([]string, error) {
	gateway := t.cluster.gateways[rand.IntN(len(t.cluster.gateways))]
	at, err := t.load.client.overREST(ctx, gateway, "events.v1.PositionService.GetPositions", &eventsv1.GetPositionsRequest{})
	if err != nil {
		return nil, err
	}
	return at.(*eventsv1.GetPositionsResponse).GetPositions(), nil
}
