package admin

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/gateway/internal/web/webtest"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/grpcx"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// process answers as a process does whose dead letters and state a test sets.
type process struct {
	operationsv1.UnimplementedOperationServiceServer
	mu      sync.Mutex
	status  *operationsv1.ProcessStatus
	letters []*operationsv1.DeadLetter
	fails   error
	tokens  []string
	retried []*operationsv1.DeadLetterKey
	dropped []*operationsv1.DeadLetterKey
}

// heard notes with which token it was called.
func (p *process) heard(ctx context.Context) error {
	p.tokens = append(p.tokens, strings.Join(metadata.ValueFromIncomingContext(ctx, "authorization"), ","))
	return p.fails
}

func (p *process) GetProcessStatus(
	ctx context.Context, _ *operationsv1.GetProcessStatusRequest,
) (*operationsv1.ProcessStatus, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.status, p.heard(ctx)
}

func (p *process) ListDeadLetters(
	ctx context.Context, r *operationsv1.ListDeadLettersRequest,
) (*operationsv1.ListDeadLettersResponse, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	answer := &operationsv1.ListDeadLettersResponse{DeadLetters: p.letters}
	if r.GetPageToken() == "" {
		answer.NextPageToken = "more"
	}
	return answer, p.heard(ctx)
}

func (p *process) GetDeadLetter(ctx context.Context, r *operationsv1.GetDeadLetterRequest) (*operationsv1.DeadLetter, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.letters {
		if l.GetKey().GetId() == r.GetKey().GetId() {
			return l, p.heard(ctx)
		}
	}
	return nil, status.Error(codes.NotFound, "gone")
}

func (p *process) CreateDeadLetterRetry(
	ctx context.Context, r *operationsv1.CreateDeadLetterRetryRequest,
) (*operationsv1.DeadLetterRetry, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.retried = append(p.retried, r.GetKeys()...)
	return &operationsv1.DeadLetterRetry{Keys: r.GetKeys()[:1], MissingKeys: r.GetKeys()[1:]}, p.heard(ctx)
}

func (p *process) CreateDeadLetterDrop(
	ctx context.Context, r *operationsv1.CreateDeadLetterDropRequest,
) (*operationsv1.DeadLetterDrop, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dropped = append(p.dropped, r.GetKeys()...)
	return &operationsv1.DeadLetterDrop{Keys: r.GetKeys()}, p.heard(ctx)
}

// client answers a client of a process, over a network.
func client(t *testing.T, p operationsv1.OperationServiceServer) operationsv1.OperationServiceClient {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := grpc.NewServer(grpc.Creds(insecure.NewCredentials()))
	operationsv1.RegisterOperationServiceServer(server, p)
	healthv1.RegisterHealthServer(server, health.NewServer())
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	conn, err := grpcx.Dial(listener.Addr().String(), grpcx.ClientConfig{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close()); server.Stop(); require.NoError(t, <-served) })
	return operationsv1.NewOperationServiceClient(conn)
}

// calm answers a process with services of which nothing is wrong.
func calm(services ...string) *process {
	p := &process{status: &operationsv1.ProcessStatus{
		Name: "mall", Version: "1.2.3", Host: "box-7", StartTime: timestamppb.New(noon.Add(-50 * time.Hour)), ReadTime: timestamppb.New(noon),
		EventsConnected: true,
	}}
	for _, name := range services {
		end := int64(1200)
		p.status.Services = append(p.status.Services, &operationsv1.ServiceStatus{
			Name: name, DatabaseReachable: true, Schema: &operationsv1.SchemaVersion{Platform: 7, Service: 12},
			Outbox: &operationsv1.OutboxStatus{LastSendTime: timestamppb.New(noon), Active: true}, Timers: &operationsv1.TimerStatus{},
			Streams: []*operationsv1.StreamStatus{{Service: "letters", Position: 1200, End: &end, ShareCount: 1, ActiveShareCount: 1}},
		})
	}
	return p
}

// dead answers a dead letter.
func dead(id string) *operationsv1.DeadLetter {
	return &operationsv1.DeadLetter{
		Key: &operationsv1.DeadLetterKey{Source: "urn:x & y", Id: id}, Type: "nl.welzijn.letters.letter-sent.v1", AggregateId: "seven",
		Stream: "letters", Sequence: 4321, Size: 12, Error: `there is no <place> "x"`, AttemptCount: 2, CreateTime: timestamppb.New(noon),
		AttemptTime: timestamppb.New(noon), Event: &operationsv1.DeadLetterEvent{
			Time: timestamppb.New(noon), TraceId: traceID(1).String(), Fields: []string{"id", "count"}, DataJson: `{"count": 12}`,
			DataState: operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_SHOWN,
		},
	}
}

// desk answers the pages over processes, for a visitor with the role.
type desk struct {
	t       *testing.T
	handler http.Handler
}

func newDesk(t *testing.T, processes map[string]operationsv1.OperationServiceClient, change ...func(*Options)) desk {
	o := Options{Notice: "Voorbeeldgegevens: fictief.", Processes: processes}
	for _, c := range change {
		c(&o)
	}
	handler, err := New(filled(), discard(), o)
	require.NoError(t, err)
	return desk{t, handler}
}

// over answers the pages over one process with everything.
func over(t *testing.T, p *process) desk {
	return newDesk(t, map[string]operationsv1.OperationServiceClient{"mall": client(t, p)})
}

func (d desk) do(method, path string, form url.Values) *httptest.ResponseRecorder {
	d.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Authorization", "Bearer of-ann")
	r = r.WithContext(auth.With(r.Context(), &auth.Identity{Subject: "ann", Roles: []string{Role}}))
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

func (d desk) read(path string) webtest.Document {
	d.t.Helper()
	w := d.do(http.MethodGet, path, nil)
	require.Equal(d.t, http.StatusOK, w.Code, w.Body.String())
	return webtest.Parse(d.t, w.Body)
}

func ago(d time.Duration) *durationpb.Duration { return durationpb.New(d) }
