// Package natsx connects to NATS JetStream: one embedded in the process by default, or a server elsewhere.
package natsx

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/deschoor/meedoen/platform/config"
)

// Config says where events travel.
type Config struct {
	URL         string        `koanf:"url" doc:"Address of the NATS servers, as nats://host:4222. Empty: embedded in this process."`
	Credentials string        `koanf:"credentials" doc:"Path of a NATS credentials file for servers elsewhere."`
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
	return problems
}

// Conn is a connection, with the server behind it where that is embedded.
type Conn struct {
	Config
	NATS   *nats.Conn
	JS     jetstream.JetStream
	server *embedded
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
)

// Connect connects by cfg; without an address it starts a server in this process that keeps its streams under dir.
func Connect(name string, cfg Config, dir string) (*Conn, error) {
	c := &Conn{Config: cfg}
	options := []nats.Option{
		nats.Name(name),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(reconnectWait),
		nats.RetryOnFailedConnect(true),
	}
	if cfg.URL == "" {
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

// Generation answers a number that changes whenever the connection was lost and has come back: the server may have lost
// its last seconds meanwhile. It changes before anything passes over the new connection.
func (c *Conn) Generation() uint64 { return c.NATS.Stats().Reconnects }

// Ready says whether the connection is up.
func (c *Conn) Ready(context.Context) error {
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
