package own_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/auth/own"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
)

func noon() time.Time { return time.Date(2022, 6, 1, 12, 0, 0, 0, time.UTC) }

// movable is a clock that a test sets.
type movable struct {
	mu  sync.Mutex
	now time.Time
}

func (m *movable) Now() time.Time { m.mu.Lock(); defer m.mu.Unlock(); return m.now }

func (m *movable) set(now time.Time) { m.mu.Lock(); defer m.mu.Unlock(); m.now = now }

// log is a log that goroutines write to.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) { l.mu.Lock(); defer l.mu.Unlock(); return l.text.Write(p) }

func (l *log) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.text.String() }

// rig is a process with an identity.
type rig struct {
	*own.Identity
	clock    *movable
	issuer   *devissuer.Issuer
	verifier *auth.Verifier
	log      *log
	// subject and lifetime are of the next token.
	subject  atomic.Value
	lifetime atomic.Int64
	asked    atomic.Int64
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{clock: &movable{now: noon()}, log: &log{}}
	r.subject.Store("reporting")
	r.lifetime.Store(int64(time.Hour))
	var err error
	r.issuer, err = devissuer.Open(t.TempDir(), r.clock)
	require.NoError(t, err)
	r.verifier, err = auth.NewVerifier(auth.Config{}, r.clock, r.issuer.Issuer())
	require.NoError(t, err)
	return r
}

func (r *rig) token(t *testing.T) string {
	token, err := r.issuer.Token(devissuer.Claims{
		Subject: r.subject.Load().(string), Lifetime: time.Duration(r.lifetime.Load()),
	})
	require.NoError(t, err)
	return token
}

func (r *rig) open(t *testing.T, cfg own.Config) {
	t.Helper()
	var err error
	r.Identity, err = own.New(cfg, r.clock, slog.New(slog.NewTextHandler(r.log, nil)))
	require.NoError(t, err)
}

// fromFile has the token stand in a file.
func fromFile(t *testing.T) (r *rig, path string) {
	r = newRig(t)
	path = filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(path, []byte(r.token(t)+"\n"), 0o600))
	r.open(t, own.Config{TokenFile: path})
	return r, path
}

// fromIssuer has the token come from an issuer, which between may answer for.
func fromIssuer(t *testing.T, between func(http.ResponseWriter, *http.Request) bool) *rig {
	r := newRig(t)
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		r.asked.Add(1)
		if between != nil && between(w, request) {
			return
		}
		id, secret, _ := request.BasicAuth()
		if id != "reporting" || secret != "geheim" || request.FormValue("grant_type") != "client_credentials" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"access_token": r.token(t), "token_type": "Bearer", "audience": request.FormValue("audience"),
		})
	}))
	t.Cleanup(issuer.Close)
	r.open(t, own.Config{
		TokenURL: issuer.URL, ClientID: "reporting", ClientSecret: config.NewSecret("geheim"), Audience: "meedoen",
	})
	return r
}

// who answers as whom a call would be made.
func (r *rig) who(t *testing.T) string {
	t.Helper()
	header, err := r.GetRequestMetadata(t.Context())
	require.NoError(t, err)
	token, found := strings.CutPrefix(header["authorization"], "Bearer ")
	require.True(t, found)
	identity, err := r.verifier.Verify(t.Context(), token)
	require.NoError(t, err)
	return identity.Subject
}

func (r *rig) becomes(t *testing.T, subject string) {
	t.Helper()
	require.Eventually(t, func() bool { return r.who(t) == subject }, time.Minute, time.Millisecond)
}

// unavailable checks that a call fails as one that may be made later, and says nothing else.
func unavailable(t *testing.T, err error) {
	t.Helper()
	s := status.Convert(err)
	require.Equal(t, codes.Unavailable, s.Code(), "%v", err)
	require.Equal(t, "OWN_TOKEN_UNAVAILABLE", fault.FromStatus(s).Reason)
	require.Equal(t, "The service has no token of its own at the moment.", s.Message())
}

func TestCallsCarryTheTokenOfTheProcess(t *testing.T) {
	r, path := fromFile(t)
	var seen metadata.MD
	server := grpc.NewServer(grpc.UnknownServiceHandler(func(_ any, stream grpc.ServerStream) error {
		seen, _ = metadata.FromIncomingContext(stream.Context())
		return stream.SendMsg(&grpc_health_v1.HealthCheckResponse{})
	}))
	grpc_health_v1.RegisterHealthServer(server, health.NewServer())
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	conn, err := grpcx.Dial(listener.Addr().String(), grpcx.ClientConfig{Credentials: r})
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	call := func() error {
		return conn.Invoke(t.Context(), "/shop.Shop/Sell", &grpc_health_v1.HealthCheckRequest{}, &grpc_health_v1.HealthCheckResponse{})
	}

	require.NoError(t, call())
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, []string{"Bearer " + strings.TrimSpace(string(text))}, seen.Get("authorization"))

	r.clock.set(noon().Add(time.Hour))
	unavailable(t, call())
}

func TestFileThatChangedIsReadAgain(t *testing.T) {
	r, path := fromFile(t)
	require.Equal(t, "reporting", r.who(t))
	r.subject.Store("reporting-2")
	require.NoError(t, os.WriteFile(path, []byte(r.token(t)), 0o600))
	require.Equal(t, "reporting", r.who(t), "not within a second")

	r.clock.set(noon().Add(time.Second))
	r.becomes(t, "reporting-2")

	// A file that is gone for a moment, as while it is replaced, stops nothing.
	require.NoError(t, os.Remove(path))
	r.clock.set(noon().Add(2 * time.Second))
	require.Eventually(t, func() bool { return r.who(t) == "reporting-2" && strings.Contains(r.log.String(), "cannot be renewed") },
		time.Minute, time.Millisecond)
	r.subject.Store("reporting-3")
	require.NoError(t, os.WriteFile(path, []byte(r.token(t)), 0o600))
	r.clock.set(noon().Add(3 * time.Second))
	r.becomes(t, "reporting-3")
	require.Contains(t, r.log.String(), "can be renewed again")
}

func TestExpiredFileIsNoIdentityUntilItIsRenewed(t *testing.T) {
	r, path := fromFile(t)
	r.clock.set(noon().Add(time.Hour))
	for range 2 {
		_, err := r.GetRequestMetadata(t.Context())
		unavailable(t, err)
	}
	require.Contains(t, r.log.String(), "ended at 2022-06-01T13:00:00Z")
	_, err := r.Token()
	require.True(t, fault.Is(err, "OWN_TOKEN_UNAVAILABLE"), "%v", err)

	require.NoError(t, os.WriteFile(path, []byte(r.token(t)), 0o600))
	r.clock.set(noon().Add(time.Hour + time.Second))
	require.Equal(t, "reporting", r.who(t), "the call that finds it expired waits for the new one")
	token, err := r.Token()
	require.NoError(t, err)
	require.Equal(t, noon().Add(2*time.Hour), token.Expiry)
}

func TestIssuerIsAskedOnceForAllAndShortlyBeforeTheEnd(t *testing.T) {
	r := fromIssuer(t, nil)
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() { r.who(t) })
	}
	group.Wait()
	require.EqualValues(t, 1, r.asked.Load())

	r.subject.Store("reporting-2")
	r.clock.set(noon().Add(59*time.Minute - time.Microsecond))
	require.Equal(t, "reporting", r.who(t))
	require.EqualValues(t, 1, r.asked.Load())

	r.clock.set(noon().Add(59 * time.Minute))
	r.becomes(t, "reporting-2")
	require.EqualValues(t, 2, r.asked.Load())
}

func TestCallsGoOnWhileTheTokenIsRenewed(t *testing.T) {
	asked, answer := make(chan struct{}, 2), make(chan struct{}, 2)
	r := fromIssuer(t, func(http.ResponseWriter, *http.Request) bool {
		asked <- struct{}{}
		<-answer
		return false
	})
	answer <- struct{}{}
	require.Equal(t, "reporting", r.who(t))
	<-asked
	r.subject.Store("reporting-2")
	r.clock.set(noon().Add(59 * time.Minute))

	require.Equal(t, "reporting", r.who(t), "it does not wait")
	<-asked
	require.Equal(t, "reporting", r.who(t), "while the issuer thinks")
	answer <- struct{}{}
	r.becomes(t, "reporting-2")
}

func TestIssuerThatIsAwayStopsNothingBeforeTheTokenEnds(t *testing.T) {
	var away atomic.Bool
	r := fromIssuer(t, func(w http.ResponseWriter, _ *http.Request) bool {
		if !away.Load() {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusServiceUnavailable)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": "temporarily_unavailable", "error_description": "eyJ geheim"})
		return true
	})
	require.Equal(t, "reporting", r.who(t))
	away.Store(true)
	r.clock.set(noon().Add(time.Hour - time.Second))
	require.Equal(t, "reporting", r.who(t))
	require.Eventually(t, func() bool { return strings.Contains(r.log.String(), "temporarily_unavailable") },
		time.Minute, time.Millisecond)

	r.clock.set(noon().Add(time.Hour + 10*time.Second))
	_, err := r.GetRequestMetadata(t.Context())
	unavailable(t, err)
	asked := r.asked.Load()
	_, err = r.GetRequestMetadata(t.Context())
	unavailable(t, err)
	require.Equal(t, asked, r.asked.Load(), "not asked for each call that fails")
	require.NotContains(t, r.log.String(), "geheim")
	require.NotContains(t, r.log.String(), "eyJ")

	away.Store(false)
	r.clock.set(noon().Add(time.Hour + 15*time.Second))
	require.Equal(t, "reporting", r.who(t))
}

func TestCallWaitsNoLongerThanItsDeadline(t *testing.T) {
	answer := make(chan struct{})
	r := fromIssuer(t, func(http.ResponseWriter, *http.Request) bool { <-answer; return false })
	defer close(answer)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err := r.GetRequestMetadata(ctx)
	require.Equal(t, codes.DeadlineExceeded, status.Code(err))
}

func TestWhatIsNoTokenIsNotSent(t *testing.T) {
	for _, answer := range []string{"opaque", "eyJhbGciOiJub25lIn0.e30.", ""} {
		r := fromIssuer(t, func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(map[string]any{"access_token": answer, "token_type": "Bearer"})
			return true
		})
		_, err := r.GetRequestMetadata(t.Context())
		unavailable(t, err)
	}
}

func TestConfigProblemsAreNamedAllAtOnce(t *testing.T) {
	opaque := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(opaque, []byte("geheim"), 0o600))
	for name, test := range map[string]struct {
		cfg  own.Config
		want []config.Problem
	}{
		"nothing": {own.Config{}, nil},
		"no such file": {own.Config{TokenFile: "/nowhere"}, []config.Problem{
			{Key: "token-file", Text: "open /nowhere: no such file or directory"},
		}},
		"both, and no token in the file": {own.Config{TokenFile: opaque, ClientID: "reporting"}, []config.Problem{
			{Key: "token-file", Text: "it is not a signed token (JWT)"},
			{Key: "token-file", Text: "set either token-file or token-url with what belongs to it"},
		}},
		"an audience alone": {own.Config{Audience: "meedoen"}, []config.Problem{
			{Key: "token-url", Text: `"" is not an http or https address`},
			{Key: "client-id", Text: "is what the issuer calls this process"},
			{Key: "client-secret", Text: "is what proves to the issuer that it is this process"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, test.cfg.Validate())
			_, err := own.New(test.cfg, clock.At(noon()), slog.New(slog.DiscardHandler))
			require.Error(t, err)
			require.NotContains(t, err.Error(), "geheim")
		})
	}
}
