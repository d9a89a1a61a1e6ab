// Package natsx connects to NATS JetStream: one embedded in the process by default, or a server elsewhere.
package natsx

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/tlsx"
)

// Config says where events travel.
type Config struct {
	URL         string        `koanf:"url" doc:"Address of the NATS servers, as nats://host:4222. Empty: embedded in this process."`
	Credentials string        `koanf:"credentials" doc:"Path of a NATS credentials file for servers elsewhere."`
	CA          string        `koanf:"ca" doc:"File with the authorities (PEM) that may vouch for NATS servers elsewhere, which then must speak TLS 1.3. It is read again at each connection. Empty: those of the system, where the address begins with tls://."`
	Token       config.Secret `koanf:"token" doc:"Token for NATS servers elsewhere that ask for one."`
	Replicas    int           `koanf:"replicas" doc:"How many servers keep each stream: 1, or 3 in a cluster."`
	Source      string        `koanf:"source" doc:"Who publishes, as the start of a URN by the Dutch CloudEvents profile: urn:nld:kvknr:<8 digits>:systeem:<name>."`
}

// Defaults embed the server, and name a source of the range that is set aside for tests.
func Defaults() Config {
	return Config{Replicas: 1, Source: "urn:nld:oin:00000099000000000000:systeem:meedoen"}
}

var sourcePattern = regexp.MustCompile(`^urn:nld:(oin:[0-9]{20}|kvknr:[0-9]{8}):systeem:[a-z0-9-]+$`)

// Validate answers what is wrong with the configuration.
func (c Config) Validate() []config.Problem {
	var problems []config.Problem
	if c.Replicas < 1 || c.Replicas > 5 {
		problems = append(problems, config.Problem{Key: "replicas", Text: "is 1 to 5"})
	}
	if c.URL == "" && c.Replicas > 1 {
		problems = append(problems, config.Problem{Key: "replicas", Text: "is 1 where the server is embedded"})
	}
	if !sourcePattern.MatchString(c.Source) {
		problems = append(problems, config.Problem{
			Key: "source", Text: "is a URN such as urn:nld:kvknr:12345678:systeem:meedoen",
		})
	}
	if c.CA != "" {
		_, err := tlsx.ReadAuthorities(c.CA)
		problems = append(problems, config.Check("ca", err)...)
	}
	return problems
}

// secure answers what has connections to servers elsewhere speak TLS, where they are to.
func (c Config) secure() (options []nats.Option) {
	if c.CA != "" || strings.Contains(c.URL, "tls://") {
		options = append(options, nats.Secure(&tls.Config{MinVersion: tls.VersionTLS13}))
	}
	if c.CA != "" {
		options = append(options, nats.RootCAs(c.CA))
	}
	return options
}

// Conn is a connection, with the server behind it where that is embedded.
type Conn struct {
	Config
	NATS   *nats.Conn
	JS     jetstream.JetStream
	server *embedded

	log  atomic.Pointer[slog.Logger]
	away atomic.Pointer[string] // why the servers cannot be reached; nil: they can, or were not tried
}

const (
	// maxPending is how many messages may be under way to the server before a publisher waits.
	maxPending = 512
	// ackWait is how long a publisher waits for the server to have taken a message. Without it a message that is never
	// answered for would count as under way for ever.
	ackWait = 10 * time.Second
	// StallWait is how long a publisher waits where so many messages are under way. The library gives up after a fifth of a second,
	// which a busy server needs at times: that is no fault, and what waits is sent in its turn.
	StallWait = 5 * time.Second
	// reconnectWait is how long a lost connection waits before it is tried again.
	reconnectWait = 250 * time.Millisecond
	// pingEvery is how often a silent server is asked whether it is there; one that misses maxPings answers in a row is lost, and
	// another is tried. By itself the library asks every two minutes: a server whose machine vanished would be waited for so long.
	pingEvery, maxPings = 10 * time.Second, 2
)

// Connect connects by cfg; without an address it starts a server in this process that keeps its streams under dir.
func Connect(name string, cfg Config, dir string) (*Conn, error) {
	c := &Conn{Config: cfg}
	options := []nats.Option{
		nats.Name(name),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(reconnectWait),
		nats.RetryOnFailedConnect(true),
		nats.PingInterval(pingEvery),
		nats.MaxPingsOutstanding(maxPings),
		nats.ReconnectErrHandler(func(_ *nats.Conn, err error) { c.fails(err.Error()) }),
		nats.ConnectHandler(func(*nats.Conn) { c.succeeds() }),
		nats.ReconnectHandler(func(*nats.Conn) { c.succeeds() }),
	}
	if cfg.URL != "" {
		options = append(options, cfg.secure()...)
	} else {
		inside, err := embed(dir)
		if err != nil {
			return nil, err
		}
		c.server = inside
		options = append(options, nats.InProcessServer(inside))
	}
	if cfg.Credentials != "" {
		options = append(options, nats.UserCredentials(cfg.Credentials))
	}
	if token := cfg.Token.Reveal(); token != "" {
		options = append(options, nats.Token(token))
	}
	var err error
	if c.NATS, err = nats.Connect(cfg.URL, options...); err != nil {
		c.Close()
		return nil, fmt.Errorf("connect to NATS: %w", err)
	}
	c.JS, err = jetstream.New(c.NATS,
		jetstream.WithPublishAsyncMaxPending(maxPending), jetstream.WithPublishAsyncTimeout(ackWait))
	if err != nil {
		c.Close()
		return nil, fmt.Errorf("use JetStream: %w", err)
	}
	return c, nil
}

// LogTo has a log told why the servers cannot be reached, once for each reason, and when they can be again: a wrong authority
// or token looks like a server that is away, and nothing else would tell.
func (c *Conn) LogTo(log *slog.Logger) {
	c.log.Store(log)
	if why := c.away.Load(); why != nil {
		log.Warn("NATS cannot be reached", "error", *why)
	}
}

func (c *Conn) fails(why string) {
	before := c.away.Swap(&why)
	if log := c.log.Load(); log != nil && (before == nil || *before != why) {
		log.Warn("NATS cannot be reached", "error", why)
	}
}

func (c *Conn) succeeds() {
	before := c.away.Swap(nil)
	if log := c.log.Load(); log != nil && before != nil {
		log.Info("NATS can be reached again")
	}
}

// Generation answers a number that changes whenever the connection was lost and has come back: the server may have lost
// its last seconds meanwhile. It changes before anything passes over the new connection.
func (c *Conn) Generation() uint64 { return c.NATS.Stats().Reconnects }

// Ready says whether the connection is up.
func (c *Conn) Ready(context.Context) error {
	if why := c.away.Load(); why != nil && !c.NATS.IsConnected() {
		return fmt.Errorf("NATS is %s: %s", strings.ToLower(c.NATS.Status().String()), *why)
	}
	if !c.NATS.IsConnected() {
		return fmt.Errorf("NATS is %s", strings.ToLower(c.NATS.Status().String()))
	}
	return nil
}

// Close closes the connection, and the embedded server after it.
func (c *Conn) Close() {
	if c.NATS != nil {
		c.NATS.Close()
	}
	if c.server != nil {
		c.server.close()
	}
}
