package program

import (
	"log/slog"
	"maps"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/own"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/limits"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/telemetry"
	"github.com/deschoor/meedoen/platform/tlsx"
)

// EnvPrefix is what the environment variables of the configuration begin with.
const EnvPrefix = "MEEDOEN_"

// LogConfig says what is logged.
type LogConfig struct {
	Level slog.Level `koanf:"level" doc:"The least that is logged: debug, info, warn or error."`
	Text  bool       `koanf:"text" doc:"Lines for people instead of JSON."`
}

// Config is what every program is told that runs services apart from the others. It is embedded in the configuration of
// the program, beside that of the service, and has the keys that the single process has.
type Config struct {
	GRPC     string        `koanf:"grpc" doc:"Address and port of gRPC."`
	Migrate  bool          `koanf:"migrate" doc:"Bring the databases to the schema of this version at the start. Without it the program starts only where somebody did so before (its command migrate)."`
	LameDuck time.Duration `koanf:"lame-duck" doc:"How long the process goes on serving when it is told to stop, while it says that it is not ready: as long as whoever spreads calls over instances may take to notice."`
	Limits   limits.GRPC   `koanf:"limits"`
	Log      LogConfig     `koanf:"log"`
	Auth     auth.Config   `koanf:"auth"`
	Events   natsx.Config  `koanf:"events"`
	// Identity is who the process is when it calls another on its own behalf.
	Identity own.Config `koanf:"identity"`
	// TLS is how the process talks to the other processes of the suite.
	TLS    tlsx.Config  `koanf:"tls"`
	Traces TracesConfig `koanf:"traces"`
	// ProfileAddress is where profiles are taken; loopback only.
	ProfileAddress string `koanf:"profile-address" doc:"Address and port of this machine alone at which profiles of the process can be taken with go tool pprof, as 127.0.0.1:6060. Empty: nowhere."`
}

// TracesConfig says where the spans of a service apart go to be looked at, beside where the OTEL_* variables say.
type TracesConfig struct {
	Endpoint string `koanf:"endpoint" doc:"Address and port of the gateway that shows traces (its gateway.traces.listen), as gateway:4317. The identity of this process needs the role telemetry there. Empty: sent nowhere but where the OTEL_* variables say."`
}

// Defaults are the configuration of a service apart where nothing else is said, with gRPC at an address of its own, so that
// all of them run side by side on one machine.
func Defaults(grpc string) Config {
	return Config{
		GRPC: grpc, Migrate: true, Limits: limits.Defaults(), Auth: auth.Config{Audience: auth.DefaultAudience},
		Events: natsx.Defaults(),
	}
}

// Validate answers what a service apart cannot do without: nobody else can reach a server of events inside it, and nothing
// in it makes tokens.
func (c Config) Validate() []config.Problem {
	var problems []config.Problem
	if _, _, err := net.SplitHostPort(c.GRPC); err != nil {
		problems = append(problems, config.Problem{Key: "grpc", Text: "is an address and a port, as 127.0.0.1:9090"})
	}
	problems = append(problems, CheckLameDuck(c.LameDuck)...)
	problems = append(problems, CheckProfileAddress(c.ProfileAddress)...)
	if c.Events.URL == "" {
		problems = append(problems, config.Problem{
			Key: "events.url", Text: "is the address of the NATS servers that all services share, as nats://host:4222",
		})
	}
	if c.Traces.Endpoint != "" && !c.Identity.IsSet() {
		problems = append(problems, config.Problem{
			Key: "identity", Text: "is who sends the traces to traces.endpoint: set identity.token-file, or identity.token-url",
		})
	}
	return append(problems, RequireIssuers(c.Auth)...)
}

// identify answers who the process is when it calls others by itself, nil: nobody; and where its spans go, sent as that.
func (c Config) identify(about About, line *Line) (identity *own.Identity, traces telemetry.Traces, err error) {
	if !c.Identity.IsSet() {
		return nil, traces, nil
	}
	identity, err = own.New(c.Identity, clock.System(), about.earlyLog())
	if c.Traces.Endpoint != "" {
		traces = telemetry.Traces{Endpoint: c.Traces.Endpoint, Transport: line.Transport(), Credentials: identity}
	}
	return identity, traces, err
}

// maxLameDuck is what an orchestrator waits by default before it kills a process that it told to stop.
const maxLameDuck = 30 * time.Second

// CheckLameDuck answers what is wrong with the setting lame-duck.
func CheckLameDuck(d time.Duration) []config.Problem {
	if d >= 0 && d <= maxLameDuck {
		return nil
	}
	return []config.Problem{{Key: "lame-duck", Text: "is from 0s to 30s"}}
}

// RequireIssuers answers the problem that nobody's tokens would count.
func RequireIssuers(c auth.Config) []config.Problem {
	if len(c.Issuers) > 0 {
		return nil
	}
	return []config.Problem{{
		Key: "auth.issuers", Text: "names at least one issuer of tokens (issuer, and jwks-url or jwks-file), in a file",
	}}
}

// RequireIdentity answers the problem that a service apart is to call others by itself, and is nobody. Addresses are those of
// the others, by their keys; one that is empty is not called.
func RequireIdentity(identity own.Config, addresses map[string]string) []config.Problem {
	var called []string
	for _, key := range slices.Sorted(maps.Keys(addresses)) {
		if addresses[key] != "" {
			called = append(called, key)
		}
	}
	if len(called) == 0 || identity.IsSet() {
		return nil
	}
	return []config.Problem{{
		Key: "identity", Text: "is who calls " + strings.Join(called, ", ") + ": set identity.token-file, or identity.token-url",
	}}
}

// RequireDatabase answers the problem that a service apart has no database: it has no data folder to put one in.
func RequireDatabase(key string, database config.Secret) []config.Problem {
	if database.IsSet() {
		return nil
	}
	return []config.Problem{{Key: key, Text: "is the address of a database, as postgres://USER:PASSWORD@HOST/NAME"}}
}
