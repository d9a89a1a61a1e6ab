package grpcx_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/grpcx/local"
	"github.com/deschoor/meedoen/platform/telemetry"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func noon() time.Time { return time.Date(2022, 6, 1, 12, 0, 0, 0, time.UTC) }

// rig is a server that serves over TCP and within the process, with what a test wants to look at.
type rig struct {
	*grpcx.Server
	listener net.Listener
	local    *grpcx.Local
	issuer   *devissuer.Issuer
	log      *logLines
	conn     *grpc.ClientConn // over TCP
	near     *local.Conn      // within the process
}

// newRig answers a rig that does not serve yet.
func newRig(t testing.TB, change func(*grpcx.ServerConfig)) *rig {
	t.Helper()
	clk := clock.At(noon())
	issuer, err := devissuer.Open(t.TempDir(), clk)
	require.NoError(t, err)
	verifier, err := auth.NewVerifier(auth.Config{}, clk, issuer.Issuer())
	require.NoError(t, err)
	log := &logLines{}
	tel, err := telemetry.New(t.Context(), telemetry.Options{
		Service: "test", LogWriter: log, LogLevel: slog.LevelDebug,
	})
	require.NoError(t, err)
	cfg := grpcx.ServerConfig{Verifier: verifier, Log: tel.Log, Telemetry: tel.ServerCalls()}
	if change != nil {
		change(&cfg)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() }) // where nobody served on it
	return &rig{Server: grpcx.NewServer(cfg), listener: listener, local: grpcx.NewLocal(), issuer: issuer, log: log}
}

// dial answers a connection to the rig over TCP, until the test ends.
func (r *rig) dial(t testing.TB, cfg grpcx.ClientConfig) *grpc.ClientConn {
	t.Helper()
	conn, err := grpcx.Dial(r.listener.Addr().String(), cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	return conn
}

// serve starts the rig and connects to it; both end with the test.
func (r *rig) serve(t testing.TB, client grpcx.ClientConfig) *rig {
	t.Helper()
	served := make(chan error, 2)
	go func() { served <- r.Serve(r.listener) }()
	go func() { served <- r.Serve(r.local) }()
	r.SetServing()
	t.Cleanup(func() {
		require.NoError(t, r.near.Close())
		require.NoError(t, r.Stop(context.WithoutCancel(t.Context())))
		require.NoError(t, <-served)
		require.NoError(t, <-served)
	})
	var err error
	r.near, err = r.local.Connect(client)
	require.NoError(t, err)
	r.conn = r.dial(t, client)
	return r
}

// serving answers a rig that serves the test services with handlers.
func serving(t *testing.T, h handlers, change func(*grpcx.ServerConfig)) *rig {
	t.Helper()
	r := newRig(t, change)
	h.register(r)
	return r.serve(t, grpcx.ClientConfig{})
}

// as answers a context of a caller with a token of roles.
func (r *rig) as(t testing.TB, roles ...string) context.Context {
	t.Helper()
	token, err := r.issuer.Token(devissuer.Claims{Subject: "anna", Roles: roles})
	require.NoError(t, err)
	return withHeaders(t.Context(), "Bearer "+token)
}

// withHeaders answers a context that sends each of values as an authorization header.
func withHeaders(ctx context.Context, values ...string) context.Context {
	for _, value := range values {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", value)
	}
	return ctx
}

// plain answers a connection without any of the client's habits.
func (r *rig) plain(t *testing.T) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(r.listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	return conn
}

// handlers are what the test services do; nil ones answer an empty message.
type handlers struct {
	activitiesv1.UnimplementedHeadCountServiceServer
	eventsv1.UnimplementedPositionServiceServer
	reportingv1.UnimplementedAccountServiceServer

	positions func(context.Context) (*eventsv1.GetPositionsResponse, error)
	create    func(context.Context) (*activitiesv1.HeadCount, error)
	account   func(context.Context) (*reportingv1.Account, error)
}

func (h handlers) register(to grpc.ServiceRegistrar) {
	activitiesv1.RegisterHeadCountServiceServer(to, h)
	eventsv1.RegisterPositionServiceServer(to, h)
	reportingv1.RegisterAccountServiceServer(to, h)
}

func (h handlers) GetPositions(
	ctx context.Context, _ *eventsv1.GetPositionsRequest,
) (*eventsv1.GetPositionsResponse, error) {
	if h.positions == nil {
		return &eventsv1.GetPositionsResponse{}, nil
	}
	return h.positions(ctx)
}

func (h handlers) CreateHeadCount(
	ctx context.Context, _ *activitiesv1.CreateHeadCountRequest,
) (*activitiesv1.HeadCount, error) {
	if h.create == nil {
		return &activitiesv1.HeadCount{}, nil
	}
	return h.create(ctx)
}

func (h handlers) GetAccount(ctx context.Context, _ *reportingv1.GetAccountRequest) (*reportingv1.Account, error) {
	if h.account == nil {
		return &reportingv1.Account{}, nil
	}
	return h.account(ctx)
}

func goodCount() *activitiesv1.CreateHeadCountRequest {
	return &activitiesv1.CreateHeadCountRequest{HeadCount: &activitiesv1.HeadCount{
		LocationId: "here", ProgrammeId: "this", Date: "2022-06-01", Count: 3,
		PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
	}}
}

// getPositions calls the method that any valid token may call.
func getPositions(ctx context.Context, conn grpc.ClientConnInterface) error {
	_, err := eventsv1.NewPositionServiceClient(conn).GetPositions(ctx, &eventsv1.GetPositionsRequest{})
	return err
}

// createCount calls a method that activities.staff and importer may call.
func createCount(ctx context.Context, conn grpc.ClientConnInterface) error {
	_, err := activitiesv1.NewHeadCountServiceClient(conn).CreateHeadCount(ctx, goodCount())
	return err
}

// getAccount calls a method that is open to everybody.
func getAccount(ctx context.Context, conn grpc.ClientConnInterface) error {
	_, err := reportingv1.NewAccountServiceClient(conn).GetAccount(ctx, &reportingv1.GetAccountRequest{Year: 2022})
	return err
}

func requireFault(t *testing.T, err error, code codes.Code, reason string) *errdetails.ErrorInfo {
	t.Helper()
	s := status.Convert(err)
	require.Equal(t, code, s.Code(), "%v", err)
	for _, detail := range s.Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			require.Equal(t, reason, info.GetReason())
			return info
		}
	}
	require.Fail(t, "the status carries no reason", "%v", err)
	return nil
}

// logLines collects what is logged.
type logLines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write adds a line.
func (l *logLines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

// of answers the lines about method so far.
func (l *logLines) of(t *testing.T, method string) []map[string]any {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []map[string]any
	decoder := json.NewDecoder(bytes.NewReader(l.text.Bytes()))
	for decoder.More() {
		var line map[string]any
		require.NoError(t, decoder.Decode(&line))
		if line["method"] == method {
			found = append(found, line)
		}
	}
	return found
}

// all answers everything logged so far.
func (l *logLines) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
