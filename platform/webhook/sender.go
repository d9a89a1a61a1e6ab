package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"

	"code.dny.dev/ssrf"
)

const (
	// timeout is how long a delivery takes at most.
	timeout = 10 * time.Second
	// handshake is how long of it TLS may take.
	handshake = 5 * time.Second
	// maxHeader and maxAnswer are how much of an answer is read at most, in bytes. Nothing of it is kept.
	maxHeader = 16 << 10
	maxAnswer = 4 << 10
)

// Sender sends messages. It follows no redirect, uses no proxy, and reaches no address that is not allowed.
type Sender struct {
	guard    *ssrf.Guardian
	resolver Resolver
	client   *http.Client
}

// New answers a sender, which asks resolver for addresses: net.DefaultResolver if nil.
func New(cfg Config, resolver Resolver) (*Sender, error) {
	networks, err := cfg.prefixes()
	if err != nil {
		return nil, fmt.Errorf("webhooks: networks: %w", err)
	}
	roots, err := cfg.pool()
	if err != nil {
		return nil, fmt.Errorf("webhooks: roots: %w", err)
	}
	s := &Sender{guard: newGuard(networks), resolver: resolver}
	if resolver == nil {
		s.resolver = net.DefaultResolver
	}
	s.client = &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: s.dial, ForceAttemptHTTP2: true, DisableCompression: true,
			TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
			TLSHandshakeTimeout: handshake, MaxResponseHeaderBytes: maxHeader,
			MaxIdleConns: 100, MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second,
		},
	}
	return s, nil
}

// newGuard answers what refuses addresses: those of the registers of special addresses of IANA, and of IPv6 all that are not
// global unicast, among them those that hold an address of IPv4 (NAT64, 6to4, Teredo). Networks are allowed all the same.
func newGuard(networks []netip.Prefix) *ssrf.Guardian {
	var v4, v6 []netip.Prefix
	for _, n := range networks {
		if n.Addr().Is4() {
			v4 = append(v4, n)
		} else {
			v6 = append(v6, n)
		}
	}
	return ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
}

// Close closes the connections that nothing is sent over.
func (s *Sender) Close() { s.client.CloseIdleConnections() }

// Send sends a message once. It went well where the receiver answered 2xx. Error: *Failure, which says nothing of the address and
// of what was answered; any other is a fault of this program, or the end of ctx.
func (s *Sender) Send(ctx context.Context, m Message) error {
	header, err := m.header()
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err != nil || req.URL.Scheme != "https" || req.URL.User != nil {
		return &Failure{Reason: Prohibited}
	}
	if port, numeric := portOf(req.URL); !numeric || !allowedPort(port) {
		return &Failure{Reason: Prohibited}
	}
	req.Header = header
	answer, err := s.client.Do(req)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return failureOf(err)
	}
	defer answer.Body.Close()
	// What is read to its end leaves the connection for the next message. That it cannot be read changes nothing.
	_, _ = io.CopyN(io.Discard, answer.Body, maxAnswer)
	return failureOfStatus(answer)
}

// dial connects to one of the addresses that the host has now. Each is checked where the connection is made.
func (s *Sender) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	ips := make([]netip.Addr, 1)
	if ips[0], err = netip.ParseAddr(host); err != nil {
		if !isName(host) {
			return nil, errPrivate
		}
		if ips, err = s.lookup(ctx, host); err != nil {
			return nil, errors.Join(errUnresolved, err)
		}
	}
	for _, ip := range ips {
		if err := s.allowed(ip); err != nil {
			return nil, err // also beside others: a host of the internet has none that is not of it
		}
	}
	dialer := net.Dialer{Control: s.guard.Safe}
	for i, ip := range ips {
		var conn net.Conn
		if conn, err = dialOne(ctx, &dialer, network, net.JoinHostPort(ip.Unmap().String(), port), len(ips)-i); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// dialOne connects to one of so many addresses that are left, in its part of the time.
func dialOne(ctx context.Context, dialer *net.Dialer, network, address string, left int) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout/time.Duration(2*left))
	defer cancel()
	return dialer.DialContext(ctx, network, address)
}
