package test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
)

// incoming is a kind of call: one that writes has a body for each call, which get the number of the call among those of its kind.
type incoming struct {
	path  string
	token string
	year  func(n int) int // where the path has one
	body  func(n int) map[string]any
}

// name answers what reports call it.
func (k incoming) name() string {
	if k.body == nil {
		return "GET " + k.path
	}
	return "POST " + k.path
}

// traffic is calls that come in at a fixed rate, whether those before were answered or not, over a balancer in front of all
// gateways. None is sent twice.
type traffic struct {
	t        *testing.T
	rate     int
	kinds    []incoming
	balancer *balancer

	stop    chan struct{}
	ended   chan struct{}
	calls   sync.WaitGroup
	running atomic.Int64
	mu      sync.Mutex
	most    int64                      // calls at once
	took    map[string][]time.Duration // by kind
	written map[string]bool            // ids of what was answered to be made
	failed  []string
}

func newTraffic(d *deployment, rate int) *traffic {
	return &traffic{
		t: d.t, rate: rate, kinds: d.mixed(), balancer: newBalancer(d.t, d.gateways...), written: map[string]bool{},
		took: map[string][]time.Duration{},
		stop: make(chan struct{}), ended: make(chan struct{}),
	}
}

// start lets calls come in until finish.
func (l *traffic) start() {
	go func() {
		defer close(l.ended)
		begin := clock.System().Now()
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for sent := 0; ; {
			select {
			case <-tick.C:
			case <-l.stop:
				return
			}
			due := int(clock.System().Now().Sub(begin).Seconds() * float64(l.rate))
			for ; sent < due; sent++ {
				number := sent
				l.calls.Go(func() { l.call(number) })
			}
		}
	}()
}

// proceed lets calls come in for a while.
func (l *traffic) proceed(while time.Duration) { <-time.After(while) }

// finish ends the traffic, and requires that every call was answered well, and that each write made something of its own.
func (l *traffic) finish() {
	close(l.stop)
	<-l.ended
	l.calls.Wait()
	n := l.report()
	if len(l.failed) > 0 {
		require.Fail(l.t, "calls failed", "%d of them, first:\n%s", len(l.failed), strings.Join(l.failed[:min(len(l.failed), 20)], "\n"))
	}
	require.Len(l.t, l.written, n/2, "every second call writes")
	l.balancer.close()
}

// report says how long calls took, and answers how many there were.
func (l *traffic) report() (n int) {
	for name, took := range l.took {
		slices.Sort(took)
		n += len(took)
		l.t.Logf("%s: half of them took %s, of a hundred all but one %s, the longest %s",
			name, took[len(took)/2], took[len(took)*99/100], took[len(took)-1])
	}
	l.t.Logf("%d calls at %d a second, %d at once at most", n, l.rate, l.most)
	return n
}

// call makes the call with a number.
func (l *traffic) call(number int) {
	l.note(l.running.Add(1))
	defer l.running.Add(-1)
	kind, n := l.kinds[number%len(l.kinds)], number/len(l.kinds)
	begin := clock.System().Now()
	status, text, err := l.balancer.send(kind, n)
	took := clock.System().Now().Sub(begin)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took[kind.name()] = append(l.took[kind.name()], took)
	switch {
	case err != nil || status >= http.StatusMultipleChoices:
		l.failed = append(l.failed, fmt.Sprintf("%s after %s: %d %s %v", kind.path, took, status, text, err))
	case kind.body != nil:
		var made struct{ ID string }
		if err := json.Unmarshal([]byte(text), &made); err != nil || made.ID == "" {
			l.failed = append(l.failed, fmt.Sprintf("%s made nothing: %s", kind.path, text))
		}
		l.written[made.ID] = true
	}
}

func (l *traffic) note(running int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.most = max(l.most, running)
}

// balancer sends calls to the gateways that say they are ready, in turn, as a balancer of HTTP in front of them does.
type balancer struct {
	t       *testing.T
	hosts   []*balanced
	turn    atomic.Uint64
	stopped context.CancelFunc
	asking  sync.WaitGroup
}

// balanced is one gateway, with connections of its own.
type balanced struct {
	address string
	client  *http.Client
	ready   atomic.Bool
}

func newBalancer(t *testing.T, addresses ...string) *balancer {
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	b := &balancer{t: t, stopped: cancel}
	for _, address := range addresses {
		host := &balanced{address: address, client: &http.Client{
			Transport: &http.Transport{MaxIdleConnsPerHost: 256}, Timeout: 30 * time.Second,
		}}
		host.ready.Store(true)
		b.hosts = append(b.hosts, host)
		b.asking.Go(func() { host.watch(ctx) })
	}
	return b
}

// watch asks five times a second whether the gateway is ready.
func (h *balanced) watch(ctx context.Context) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		once, cancel := context.WithTimeout(ctx, time.Second)
		status, _, err := h.do(once, http.MethodGet, "/readyz", "", nil)
		cancel()
		h.ready.Store(err == nil && status == http.StatusOK)
	}
}

// send makes one call, once.
func (b *balancer) send(kind incoming, n int) (status int, text string, err error) {
	var ready []*balanced
	for _, h := range b.hosts {
		if h.ready.Load() {
			ready = append(ready, h)
		}
	}
	if len(ready) == 0 {
		return 0, "no gateway is ready", nil
	}
	h, path, method := ready[b.turn.Add(1)%uint64(len(ready))], kind.path, http.MethodGet
	if kind.year != nil {
		path = fmt.Sprintf(path, kind.year(n))
	}
	var body io.Reader
	if kind.body != nil {
		data, err := json.Marshal(kind.body(n))
		if err != nil {
			return 0, "", err
		}
		// A reader that net/http cannot read again, so that it does not send a write twice by itself.
		method, body = http.MethodPost, struct{ io.Reader }{bytes.NewReader(data)}
	}
	return h.do(context.WithoutCancel(b.t.Context()), method, path, kind.token, body)
}

func (h *balanced) do(ctx context.Context, method, path, token string, body io.Reader) (status int, text string, err error) {
	r, err := http.NewRequestWithContext(ctx, method, "http://"+h.address+path, body)
	if err != nil {
		return 0, "", err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := h.client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	var b strings.Builder
	_, err = io.Copy(&b, answer.Body)
	return answer.StatusCode, b.String(), err
}

func (b *balancer) close() {
	b.stopped()
	b.asking.Wait()
	for _, h := range b.hosts {
		h.client.CloseIdleConnections()
	}
}
