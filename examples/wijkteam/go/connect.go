package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
)

// address is where Meedoen is, and how the line to it is secured.
type address struct {
	server, ca, cert, key string
	plaintext             bool
}

func (a *address) declare(flags *flag.FlagSet) {
	server := os.Getenv("WIJKTEAM_SERVER")
	if server == "" {
		server = "127.0.0.1:9090"
	}
	flags.StringVar(&a.server, "server", server, "where Meedoen answers gRPC, as host:port")
	flags.StringVar(&a.ca, "ca", "", "a file with the certificates (PEM) that vouch for the server; those of the system if absent")
	flags.StringVar(&a.cert, "cert", "", "a file with your certificate (PEM), where the server wants to see one (mTLS)")
	flags.StringVar(&a.key, "key", "", "a file with the key of your certificate (PEM)")
	flags.BoolVar(&a.plaintext, "plaintext", false, "without TLS; only to this machine itself")
}

// client is a connection to Meedoen, with the token that goes along with each call.
type client struct {
	conn     *grpc.ClientConn
	tokens   *tokens
	patience time.Duration // how long a call is tried again
}

// connect answers a connection, which is made when it is first used.
func (a address) connect(patience time.Duration) (*client, error) {
	tokens, err := newTokens()
	if err != nil {
		return nil, err
	}
	line, err := a.transport()
	if err != nil {
		return nil, err
	}
	tokens.plaintext = a.plaintext
	conn, err := grpc.NewClient(a.server,
		grpc.WithTransportCredentials(line),
		grpc.WithPerRPCCredentials(tokens),
		// The default of gRPC leaves a server that was away alone for up to two minutes.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff: backoff.Config{
				BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 2 * time.Second,
			},
			MinConnectTimeout: 5 * time.Second,
		}),
		// So that a line that went dead without a word is noticed. The server allows it every 15 seconds.
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 30 * time.Second, Timeout: 10 * time.Second}),
	)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", a.server, err)
	}
	return &client{conn: conn, tokens: tokens, patience: patience}, nil
}

// transport answers how the line is secured: by TLS, unless it does not leave this machine and that is what was asked.
func (a address) transport() (credentials.TransportCredentials, error) {
	if a.plaintext {
		if !loopback(a.server) {
			return nil, fmt.Errorf("%s is not this machine: a token never goes there without TLS", a.server)
		}
		return insecure.NewCredentials(), nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if a.ca != "" {
		pem, err := os.ReadFile(a.ca)
		if err != nil {
			return nil, err
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no certificates", a.ca)
		}
	}
	if (a.cert == "") != (a.key == "") {
		return nil, errors.New("--cert and --key belong together")
	}
	if a.cert != "" {
		own, err := tls.LoadX509KeyPair(a.cert, a.key)
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{own}
	}
	return credentials.NewTLS(config), nil
}

// loopback says whether a host, or a host and port, is this machine itself.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
