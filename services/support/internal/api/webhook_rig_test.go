package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/deschoor/meedoen/platform/feed"
	"github.com/deschoor/meedoen/platform/webhook"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/api"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

// hooks are webhooks, and a network in which their receivers are.
type hooks struct {
	supportv1.WebhookServiceClient
	sender *webhook.Sender
	names  *names
	log    *logged // of deliveries
}

// receiverHost is the host of every receiver, for which the certificate of httptest is.
const receiverHost = "example.com"

func (h *hooks) wire(t testing.TB) {
	t.Helper()
	h.names, h.log = &names{of: map[string]string{receiverHost: "127.0.0.1"}}, &logged{}
	cfg := webhook.Config{Networks: []string{"127.0.0.0/8"}, Roots: filepath.Join(t.TempDir(), "roots.pem")}
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	require.NoError(t, os.WriteFile(cfg.Roots, cert, 0o600))
	var err error
	h.sender, err = webhook.New(cfg, h.names)
	require.NoError(t, err)
	t.Cleanup(h.sender.Close)
}

// names is DNS: each name has one address, which may change.
type names struct {
	mu sync.Mutex
	of map[string]string
}

func (n *names) set(host, ip string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.of[host] = ip
}

func (n *names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	ip, is := n.of[host]
	if !is {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return []netip.Addr{netip.MustParseAddr(ip)}, nil
}

// logged is what was logged.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// sendsWebhooks has changes sent to webhooks until the test ends, or stop is called. The feed runs elsewhere.
func (r *rig) sendsWebhooks(t testing.TB) (stop func()) { return r.sendsFrom(t, r.feed) }

func (r *rig) sendsFrom(t testing.TB, f *feed.Feed[*domain.QuestionChange]) (stop func()) {
	t.Helper()
	w := &api.WebhookDeliveries{
		Deps: r.deps, Feed: f, Sender: r.hooks.sender, Source: "urn:nld:oin:00000099000000000000:systeem:meedoen-support",
		Log: slog.New(slog.NewJSONHandler(r.hooks.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Poll: time.Millisecond,
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	t.Cleanup(stop)
	return stop
}

// event is what a receiver gets.
type event struct {
	SpecVersion, ID, Source, Type, Subject, Time, DataContentType, DataSchema string
	Data                                                                      json.RawMessage
}

// call is a delivery that a receiver got.
type call struct {
	header http.Header
	body   []byte
	event  event
	change *supportv1.QuestionChange
}

// hookReceiver is a system that others know as receiverHost.
type hookReceiver struct {
	*httptest.Server
	calls chan call

	mu     sync.Mutex
	answer http.HandlerFunc
}

// receives answers a receiver that answers 204 until it is told otherwise.
func receives(t testing.TB) *hookReceiver {
	t.Helper()
	h := &hookReceiver{calls: make(chan call, 10_000), answer: answers(http.StatusNoContent)}
	h.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		c := call{header: req.Header, change: &supportv1.QuestionChange{}}
		c.body, _ = io.ReadAll(req.Body)
		_ = json.Unmarshal(c.body, &c.event)
		_ = protojson.Unmarshal(c.event.Data, c.change)
		h.mu.Lock()
		answer := h.answer
		h.mu.Unlock()
		h.calls <- c
		answer(w, req)
	}))
	h.Config.ErrorLog = log.New(io.Discard, "", 0)
	h.StartTLS()
	t.Cleanup(h.Close)
	return h
}

func answers(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

// now has the receiver answer otherwise.
func (h *hookReceiver) now(answer http.HandlerFunc) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answer = answer
}

// address answers the address of the receiver, which holds a secret.
func (h *hookReceiver) address(t testing.TB) string {
	t.Helper()
	u, err := url.Parse(h.URL)
	require.NoError(t, err)
	return "https://" + receiverHost + ":" + u.Port() + "/geheim-pad?sleutel=geheim"
}

// next answers the next delivery.
func (h *hookReceiver) next(t testing.TB) call {
	t.Helper()
	select {
	case c := <-h.calls:
		return c
	case <-time.After(patience):
		require.Fail(t, "nothing was delivered")
		return call{}
	}
}

// take answers so many deliveries.
func (h *hookReceiver) take(t testing.TB, n int) (list []call) {
	t.Helper()
	for range n {
		list = append(list, h.next(t))
	}
	return list
}

// verifies says whether a delivery is signed with a secret.
func (c call) verifies(t testing.TB, secret string) bool {
	t.Helper()
	verifier, err := standardwebhooks.NewWebhook(secret)
	require.NoError(t, err)
	return verifier.VerifyIgnoringTimestamp(c.body, c.header) == nil // the clock of the tests stands still
}

// aWebhook is added by a system.
func (r *rig) aWebhook(t testing.TB, system, address string) *supportv1.Webhook {
	t.Helper()
	w, err := r.hooks.CreateWebhook(r.system(t, system), &supportv1.CreateWebhookRequest{Webhook: &supportv1.Webhook{Url: address}})
	require.NoError(t, err)
	return w
}

// webhook answers a webhook of a system as it is now.
func (r *rig) webhook(t testing.TB, system, id string) *supportv1.Webhook {
	t.Helper()
	w, err := r.hooks.GetWebhook(r.system(t, system), &supportv1.GetWebhookRequest{Id: id})
	require.NoError(t, err)
	return w
}

// becomes waits until a webhook of a system is as wanted.
func (r *rig) becomes(t testing.TB, system, id string, wanted func(*supportv1.Webhook) bool) *supportv1.Webhook {
	t.Helper()
	var w *supportv1.Webhook
	require.Eventually(t, func() bool {
		w = r.webhook(t, system, id)
		return wanted(w)
	}, patience, 5*time.Millisecond)
	return w
}

func delivered(w *supportv1.Webhook) bool {
	return w.GetOldestWaitingTime() == nil && w.GetFailureCount() == 0
}

func failed(times int32) func(*supportv1.Webhook) bool {
	return func(w *supportv1.Webhook) bool { return w.GetFailureCount() >= times }
}
