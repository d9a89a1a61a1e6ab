package test

import (
	"context"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/telemetry"
	"github.com/deschoor/meedoen/platform/testkit"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// shownAccount is a gateway before an account that has everything a page can show: two editions with a restatement, goals,
// targets, explanations, earlier years, wijken, and parts that are withheld. A year of real records has some of these.
type shownAccount struct {
	reportingv1.UnimplementedAccountServiceServer
	reportingv1.UnimplementedFigureRecordServiceServer
	account *reportingv1.Account
	host    string
}

// asManager is the token with which shownAccount takes somebody for an account manager.
const asManager = "Bearer manager"

func mayAll(ctx context.Context) bool {
	md, _ := metadata.FromIncomingContext(ctx)
	return len(md.Get("authorization")) == 1 && md.Get("authorization")[0] == asManager
}

func (s *shownAccount) GetAccount(ctx context.Context, req *reportingv1.GetAccountRequest) (*reportingv1.Account, error) {
	if req.GetYear() != s.account.GetYear() {
		return nil, fault.Status(fault.New(fault.NotFound, "ACCOUNT_NOT_FOUND", "no account of that year"), "").Err()
	}
	a := proto.Clone(s.account).(*reportingv1.Account)
	switch {
	case req.GetEdition() > 0:
		a.Edition = req.GetEdition()
	case mayAll(ctx):
		a.Edition = 0
	}
	if !mayAll(ctx) {
		for _, f := range a.GetFigures() {
			f.Target = nil
		}
	}
	return a, nil
}

func (s *shownAccount) ListFigureRecords(
	ctx context.Context, req *reportingv1.ListFigureRecordsRequest,
) (*reportingv1.ListFigureRecordsResponse, error) {
	if !mayAll(ctx) {
		return nil, fault.Status(fault.New(fault.Unauthenticated, "TOKEN_MISSING", "a token is needed"), "").Err()
	}
	answer := &reportingv1.ListFigureRecordsResponse{NextPageToken: "next"}
	for _, f := range s.account.GetFigures() {
		if f.GetIndicator() == req.GetIndicator() {
			answer.Figure = f
		}
	}
	for _, day := range []string{"2022-01-03", "2022-01-04", "2022-01-05"} {
		answer.Records = append(answer.Records, &reportingv1.FigureRecord{
			Id: "0198c5a2-7a1e-7c44-9b1d-3f0a52c1d0" + day[8:], Service: "activities", Kind: "head_count", Date: day, Value: 61,
			ProgrammeCode: "buurtcentra", Wijk: "2022:WK003401", Stadsdeel: "haven",
			Path: "/v1/head-counts/0198c5a2-7a1e-7c44-9b1d-3f0a52c1d0" + day[8:],
		})
	}
	return answer, nil
}

// showAccount serves the account that the tests of the page have.
func showAccount(t *testing.T) *shownAccount {
	t.Helper()
	content, err := os.ReadFile("../gateway/internal/page/testdata/account.json")
	require.NoError(t, err)
	s := &shownAccount{account: &reportingv1.Account{}}
	require.NoError(t, protojson.Unmarshal(content, s.account))

	listener, err := net.Listen("tcp", testkit.Address(t))
	require.NoError(t, err)
	server := grpc.NewServer()
	reportingv1.RegisterAccountServiceServer(server, s)
	reportingv1.RegisterFigureRecordServiceServer(server, s)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })

	issuer, err := devissuer.Open(t.TempDir(), clock.System())
	require.NoError(t, err)
	verifier, err := auth.NewVerifier(auth.Config{}, clock.System(), issuer.Issuer())
	require.NoError(t, err)
	observed, err := telemetry.New(t.Context(), telemetry.Options{Service: "gateway", LogWriter: io.Discard})
	require.NoError(t, err)
	cfg := gateway.DefaultConfig()
	cfg.City, cfg.Notice = "Almere", "Dit zijn voorbeeldgegevens."
	handler, err := gateway.New(gateway.Deps{
		Conn: conn, Verifier: verifier, Clock: clock.System(), Log: observed.Log, Tracer: observed.Tracer, Meter: observed.Meter,
	}, cfg)
	require.NoError(t, err)
	site := httptest.NewServer(handler)
	t.Cleanup(site.Close)
	s.host = strings.TrimPrefix(site.URL, "http://")
	return s
}
