package gateway_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/limits"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const (
	countPath = "/v1/head-counts?requestId=7f2c0b0e-8b0e-4d7e-9f39-1d1f6a4b3c2d"
	countBody = `{"locationId":"0190a0b0-1111-7000-8000-000000000002","programmeId":"0190a0b0-1111-7000-8000-000000000003",` +
		`"date":"2022-03-01","partOfDay":"PART_OF_DAY_EVENING","count":12,"method":"COUNT_METHOD_TALLY"}`
)

// echo is a connection that answers a head count as if it had been recorded, so that nothing but the gateway takes time.
type echo struct{ grpc.ClientConnInterface }

func (echo) Invoke(_ context.Context, _ string, request, answer any, _ ...grpc.CallOption) error {
	recorded := answer.(*activitiesv1.HeadCount)
	proto.Merge(recorded, request.(*activitiesv1.CreateHeadCountRequest).GetHeadCount())
	recorded.Id, recorded.Recorder, recorded.Etag = "0190a0b0-1111-7000-8000-000000000001", "anna", "1"
	recorded.CreateTime = &timestamppb.Timestamp{Seconds: 1646157600, Nanos: 123456000}
	recorded.UpdateTime = recorded.GetCreateTime()
	return nil
}

// gatewayAlone answers the gateway before an echo, observed as in production, and a token.
func gatewayAlone(b *testing.B) (handler http.Handler, token string) {
	b.Helper()
	issuer, err := devissuer.Open(b.TempDir(), clock.System())
	require.NoError(b, err)
	verifier, err := auth.NewVerifier(auth.Config{}, clock.System(), issuer.Issuer())
	require.NoError(b, err)
	token, err = issuer.Token(devissuer.Claims{Subject: "anna", Roles: []string{"activities.staff"}})
	require.NoError(b, err)
	cfg := gateway.DefaultConfig()
	cfg.Limits = limits.Config{Rate: 1_000_000, Burst: 1_000_000, InFlight: 10_000} // they look, and refuse nothing
	handler, err = gateway.New(gateway.Deps{
		Conn: echo{}, Verifier: verifier, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
		Tracer: sdktrace.NewTracerProvider(sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.TraceIDRatioBased(0.01)))),
		Meter:  sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewManualReader())),
	}, cfg)
	require.NoError(b, err)
	return handler, "Bearer " + token
}

// plainCount is a head count as somebody writes it who writes no more than that.
type plainCount struct {
	ID          string    `json:"id"`
	LocationID  string    `json:"locationId"`
	ProgrammeID string    `json:"programmeId"`
	Date        string    `json:"date"`
	PartOfDay   string    `json:"partOfDay"`
	Count       int32     `json:"count"`
	Method      string    `json:"method"`
	Recorder    string    `json:"recorder"`
	Withdrawn   bool      `json:"withdrawn"`
	Etag        string    `json:"etag"`
	CreateTime  time.Time `json:"createTime"`
	UpdateTime  time.Time `json:"updateTime"`
	SessionID   string    `json:"sessionId"`
}

// plain is net/http and encoding/json, and nothing else.
func plain() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/head-counts", func(w http.ResponseWriter, r *http.Request) {
		var c plainCount
		if err := json.NewDecoder(r.Body).Decode(&c); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		c.ID, c.Recorder, c.Etag = "0190a0b0-1111-7000-8000-000000000001", "anna", "1"
		c.CreateTime = time.Unix(1646157600, 123456000).UTC()
		c.UpdateTime = c.CreateTime
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		_ = json.NewEncoder(w).Encode(c)
	})
	return mux
}

// discard is an answer that nobody reads.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header             { return d.header }
func (d *discard) WriteHeader(status int)          { d.status = status }
func (d *discard) Write(b []byte) (int, error)     { return len(b), nil }
func (d *discard) SetReadDeadline(time.Time) error { return nil }

// BenchmarkCreateInTheHandler is a create without a network: what the gateway takes itself.
func BenchmarkCreateInTheHandler(b *testing.B) {
	handler, token := gatewayAlone(b)
	for name, h := range map[string]http.Handler{"gateway": handler, "plain": plain()} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, _ := http.NewRequestWithContext(b.Context(), http.MethodPost, countPath, strings.NewReader(countBody))
				r.RequestURI, r.RemoteAddr = countPath, "127.0.0.1:4711"
				r.Header = http.Header{
					"Authorization": {token}, "Content-Type": {"application/json"}, "Accept-Encoding": {"gzip"},
					"User-Agent": {"Go-http-client/1.1"}, "Content-Length": {"200"},
				}
				w := &discard{header: http.Header{}}
				h.ServeHTTP(w, r)
				if w.status != http.StatusCreated {
					b.Fatal(w.status)
				}
			}
		})
	}
}

// BenchmarkCreateOverHTTP is what 64 callers get of the gateway, over what they get of plain code: a round of each in turn.
func BenchmarkCreateOverHTTP(b *testing.B) {
	handler, token := gatewayAlone(b)
	var rate [2]float64
	ways := []http.Handler{plain(), handler}
	servers := make([]*httptest.Server, len(ways))
	for i, h := range ways {
		servers[i] = httptest.NewServer(h)
		defer servers[i].Close()
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	round := func(i int, d time.Duration) {
		rate[i] += float64(callFor(b, client, servers[i].URL+countPath, token, d)) / d.Seconds()
	}
	round(0, time.Second/2)
	round(1, time.Second/2)
	rate = [2]float64{}
	b.ResetTimer()
	for n := range b.N {
		round(n%2, time.Second/2)
		round(1-n%2, time.Second/2)
	}
	b.ReportMetric(rate[0]/float64(b.N), "plain/s")
	b.ReportMetric(rate[1]/float64(b.N), "gateway/s")
	b.ReportMetric(rate[1]/rate[0], "ratio")
}

// callFor has 64 callers create for a while, and answers how often.
func callFor(b *testing.B, client *http.Client, url, token string, d time.Duration) int64 {
	ctx, cancel := context.WithTimeout(b.Context(), d)
	defer cancel()
	var done atomic.Int64
	var callers sync.WaitGroup
	for range 64 {
		callers.Go(func() {
			for ctx.Err() == nil {
				r, _ := http.NewRequestWithContext(b.Context(), http.MethodPost, url, strings.NewReader(countBody))
				r.Header.Set("Content-Type", "application/json")
				r.Header.Set("Authorization", token)
				response, err := client.Do(r)
				if err != nil || response.StatusCode != http.StatusCreated {
					b.Error(err, response)
					return
				}
				_, _ = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
				done.Add(1)
			}
		})
	}
	callers.Wait()
	return done.Load()
}
