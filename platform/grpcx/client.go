package grpcx

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	_ "google.golang.org/grpc/health" // lets the balancer leave out servers that say NOT_SERVING
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"

	"github.com/deschoor/meedoen/platform/telemetry"
)

// clientKeepalive is how often a silent connection is tried. A server allows it twice as often.
const clientKeepalive = 30 * time.Second

// reconnect is how long a server that cannot be reached is left alone. The default of gRPC is two minutes in the end; a
// service that was restarted would seem to be away for that long.
func reconnect() grpc.ConnectParams {
	return grpc.ConnectParams{
		Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 2 * time.Second},
		MinConnectTimeout: 5 * time.Second,
	}
}

// ClientConfig is how to call another service. Every zero value is a usable default.
type ClientConfig struct {
	// Timeout is how long a call may take that has no deadline of its own; 30 s if zero. Streams have none.
	Timeout time.Duration
	// Transport secures the line, as tlsx.Authorities does; nil: without TLS.
	Transport credentials.TransportCredentials
	// Telemetry traces and measures the calls, each once however often it is tried; nil: nobody does.
	Telemetry *telemetry.Calls
	// ForwardToken sends on the token of the call that is being answered. Only for services of the suite: a token that
	// went elsewhere could be used against it.
	ForwardToken bool
	// Credentials puts a token of the process's own on every call. Not together with ForwardToken.
	Credentials credentials.PerRPCCredentials
}

// withDefaults answers c complete, or what makes no sense in it.
func (c ClientConfig) withDefaults() (ClientConfig, error) {
	if c.ForwardToken && c.Credentials != nil {
		return c, errors.New("a gRPC client either forwards tokens or has credentials of its own")
	}
	if c.Timeout == 0 {
		c.Timeout = 30 * time.Second
	}
	return c, nil
}

// Dial answers a connection to target: a gRPC name such as "dns:///orders:9090", a plain "host:port", or several of
// those with commas between them, the instances of one service. It connects when first used, and errs only where target
// or cfg makes no sense. Instances take turns; one that says NOT_SERVING or is away gets no calls. Where none is left
// calls fail as UNAVAILABLE, until one says otherwise. Close it.
func Dial(target string, cfg ClientConfig) (*grpc.ClientConn, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	if cfg.Transport == nil {
		cfg.Transport = insecure.NewCredentials()
	}
	service, err := serviceConfig()
	if err != nil {
		return nil, fmt.Errorf("make service config: %w", err)
	}
	options := []grpc.DialOption{
		grpc.WithTransportCredentials(cfg.Transport),
		grpc.WithDefaultServiceConfig(service),
		grpc.WithConnectParams(reconnect()),
		grpc.WithUnaryInterceptor(cfg.unary),
		grpc.WithStreamInterceptor(cfg.stream),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{
			Time: clientKeepalive, Timeout: 10 * time.Second, PermitWithoutStream: true,
		}),
	}
	if cfg.Credentials != nil {
		options = append(options, grpc.WithPerRPCCredentials(cfg.Credentials))
	}
	if strings.Contains(target, ",") {
		instances := manual.NewBuilderWithScheme("instances")
		instances.InitialState(instancesOf(target))
		options = append(options, grpc.WithResolvers(instances))
		target = instances.Scheme() + ":///" + target
	}
	conn, err := grpc.NewClient(target, options...)
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", target, err)
	}
	return conn, nil
}

// instancesOf answers the instances that a list of addresses names. Over TLS each proves to be the host that it is called by.
func instancesOf(list string) resolver.State {
	var state resolver.State
	for address := range strings.SplitSeq(list, ",") {
		address = strings.TrimSpace(address)
		state.Endpoints = append(state.Endpoints, resolver.Endpoint{
			Addresses: []resolver.Address{{Addr: address, ServerName: address}},
		})
	}
	return state
}
