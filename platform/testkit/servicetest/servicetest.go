// Package servicetest is what the tests of services share: a service that is served within the process, who calls it, what it keeps and
// tells, how it refuses, and what must hold of each of its methods.
package servicetest

import (
	"context"
	"encoding/base64"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/metadata"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/grpcx/local"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Patience is how long a call may take: the tests ask what is recorded, not how busy the machine is.
const Patience = 2 * time.Minute

// NewIssuer answers who signs the tokens of a test.
func NewIssuer(t testing.TB, clk clock.Clock) *devissuer.Issuer {
	t.Helper()
	issuer, err := devissuer.Open(t.TempDir(), clk)
	require.NoError(t, err)
	return issuer
}

// NewServer answers a server with its interceptors, that believes the tokens of issuer and serves nothing yet.
func NewServer(t testing.TB, clk clock.Clock, issuer *devissuer.Issuer, log *slog.Logger) *grpcx.Server {
	t.Helper()
	verifier, err := auth.NewVerifier(auth.Config{}, clk, issuer.Issuer())
	require.NoError(t, err)
	return grpcx.NewServer(grpcx.ServerConfig{Verifier: verifier, Log: log, MaxDeadline: Patience})
}

// Serve answers a connection to server; both end with the test.
func Serve(t testing.TB, server *grpcx.Server, client grpcx.ClientConfig) *local.Conn {
	t.Helper()
	listener := grpcx.NewLocal()
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	server.SetServing()
	conn, err := listener.Connect(client)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, conn.Close())
		require.NoError(t, server.Stop(context.WithoutCancel(t.Context())))
		require.NoError(t, <-served)
	})
	return conn
}

// As answers the context of a caller with a token that says claims.
func As(t testing.TB, issuer *devissuer.Issuer, claims devissuer.Claims) context.Context {
	t.Helper()
	token, err := issuer.Token(claims)
	require.NoError(t, err)
	return metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+token)
}

// OpenKeys answers what keeps people in a database of keys, until the test ends. Each letter stands for a key, that of today
// first.
func OpenKeys(t testing.TB, database string, clk clock.Clock, letters ...string) *privacy.Privacy {
	t.Helper()
	secret := func(letters ...string) config.Secret {
		var keys []string
		for _, letter := range letters {
			keys = append(keys, base64.StdEncoding.EncodeToString([]byte(strings.Repeat(letter, 32))))
		}
		return config.NewSecret(strings.Join(keys, ","))
	}
	p, err := privacy.Open(t.Context(), privacy.Config{
		Key: secret(letters...), CountingKey: secret("c"), Database: config.NewSecret(database),
	}, clk, sqldb.Options{})
	require.NoError(t, err)
	require.NoError(t, p.Migrate(t.Context()))
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

// Together calls n callers at one moment and answers their errors when all have ended.
func Together(n int, call func(i int) error) []error {
	errs := make([]error, n)
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			errs[i] = call(i)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	return errs
}
