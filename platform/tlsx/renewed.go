package tlsx

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/gauge"
)

const (
	// warnBefore is how long before its end a certificate is worth a warning, or a fifth of its life where that is less: who
	// renews does so at a third as a rule, and then has not.
	warnBefore = 14 * 24 * time.Hour
	// warnEvery is how often that is said.
	warnEvery = 24 * time.Hour
	// settle is how long files may be unusable before that is said: whoever writes one after the other is in the middle of it.
	settle = 10 * time.Second
)

// Options are what certificates and authorities are opened with. All of it is needed.
type Options struct {
	// Setting is the key of the configuration that names the file, for the log and the metric.
	Setting string
	Clock   clock.Clock
	// Log is told when files are read anew, when they cannot be, and when what they hold ends soon.
	Log *slog.Logger
}

// life is from when to when something counts.
type life struct{ from, until time.Time }

func (l life) holds(now time.Time) bool { return !now.Before(l.from) && now.Before(l.until) }

func (l life) warnFrom() time.Time { return l.until.Add(-min(warnBefore, l.until.Sub(l.from)/5)) }

// renewed is what was read of files. They are looked at whenever it is asked for, and read again when one of them changed:
// that is two calls of the system, where a handshake takes a hundred times as long, and needs nothing that runs beside it
// and no signal. What cannot be read, or does not count while the former does, leaves the former: something is in the
// middle of writing it, or went wrong.
type renewed[T any] struct {
	Options
	files []string
	read  func() (T, life, error)

	mu     sync.Mutex
	held   T
	life   life
	seen   []os.FileInfo // the files as they were when held was read
	failed time.Time     // since when they cannot be read anew; zero: they can
	told   bool          // that they cannot
	warned time.Time
}

// open reads the files for the first time.
func (r *renewed[T]) open() (err error) {
	r.seen = r.look()
	if r.held, r.life, err = r.read(); err == nil {
		r.warn()
	}
	return err
}

// get answers what is in the files, or what was there last that can be used.
func (r *renewed[T]) get() T {
	r.mu.Lock()
	defer r.mu.Unlock()
	// Before they are read: what changes meanwhile is seen the next time.
	if now := r.look(); !same(r.seen, now) {
		r.renew(now)
	}
	r.warn()
	return r.held
}

func (r *renewed[T]) renew(seen []os.FileInfo) {
	fresh, of, err := r.read()
	now := r.Clock.Now()
	var why string
	switch {
	case err != nil:
		why = err.Error()
	case !of.holds(now) && r.life.holds(now):
		why = "it counts from " + of.from.Format(time.RFC3339) + " until " + of.until.Format(time.RFC3339)
	default:
		r.held, r.life, r.seen, r.failed, r.told, r.warned = fresh, of, seen, time.Time{}, false, time.Time{}
		r.Log.Info("a certificate was read anew", "setting", r.Setting, "ends", of.until)
		return
	}
	if r.failed.IsZero() {
		r.failed = now
	}
	if !r.told && now.Sub(r.failed) >= settle {
		r.told = true
		r.Log.Error("a certificate cannot be read anew: the one before stays", "setting", r.Setting, "error", why,
			"ends", r.life.until, "left", r.life.until.Sub(now).Round(time.Minute).String())
	}
}

func (r *renewed[T]) warn() {
	now := r.Clock.Now()
	if now.Before(r.life.warnFrom()) || now.Sub(r.warned) < warnEvery {
		return
	}
	r.warned = now
	if r.life.holds(now) {
		r.Log.Warn("a certificate ends soon", "setting", r.Setting, "ends", r.life.until)
	} else {
		r.Log.Error("a certificate is out of date: nobody trusts it", "setting", r.Setting, "from", r.life.from, "ends", r.life.until)
	}
}

// look answers the files as they are now, nil for one that cannot be found. Links are followed: Kubernetes renews a secret by
// one.
func (r *renewed[T]) look() []os.FileInfo {
	list := make([]os.FileInfo, len(r.files))
	for i, path := range r.files {
		if info, err := os.Stat(path); err == nil {
			list[i] = info
		}
	}
	return list
}

func same(a, b []os.FileInfo) bool {
	for i := range a {
		if a[i] == nil || b[i] == nil {
			return false
		}
		if !os.SameFile(a[i], b[i]) || !a[i].ModTime().Equal(b[i].ModTime()) || a[i].Size() != b[i].Size() {
			return false
		}
	}
	return true
}

// observe has the metric meedoen.tls.certificate.expiry tell how long what is held still counts, in seconds; below zero:
// since when it does not.
func (r *renewed[T]) observe(meter metric.MeterProvider) error {
	const expiry = "meedoen.tls.certificate.expiry"
	_, err := gauge.Set{
		Meter: meter, Scope: scope, Clock: r.Clock,
		Gauges: []gauge.Gauge{{
			Name: expiry, Unit: "s",
			Description: "How long a certificate still counts; of authorities, the one that ends last.",
		}},
		Look: func(_ context.Context, put gauge.Put) error {
			r.get()
			r.mu.Lock()
			defer r.mu.Unlock()
			put(expiry, r.life.until.Sub(r.Clock.Now()).Seconds(), attribute.String("setting", r.Setting))
			return nil
		},
	}.Observe()
	return err
}
