package program

import (
	"log/slog"
	"net"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/natsx"
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
	GRPC   string       `koanf:"grpc" doc:"Address and port of gRPC."`
	Log    LogConfig    `koanf:"log"`
	Auth   auth.Config  `koanf:"auth"`
	Events natsx.Config `koanf:"events"`
}

// Defaults are the configuration of a service apart where nothing else is said, with gRPC at an address of its own, so that
// all of them run side by side on one machine.
func Defaults(grpc string) Config {
	return Config{GRPC: grpc, Auth: auth.Config{Audience: auth.DefaultAudience}, Events: natsx.Defaults()}
}

// Validate answers what a service apart cannot do without: nobody else can reach a server of events inside it, and nothing
// in it makes tokens.
func (c Config) Validate() []config.Problem {
	var problems []config.Problem
	if _, _, err := net.SplitHostPort(c.GRPC); err != nil {
		problems = append(problems, config.Problem{Key: "grpc", Text: "is an address and a port, as 127.0.0.1:9090"})
	}
	if c.Events.URL == "" {
		problems = append(problems, config.Problem{
			Key: "events.url", Text: "is the address of the NATS servers that all services share, as nats://host:4222",
		})
	}
	return append(problems, RequireIssuers(c.Auth)...)
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

// RequireDatabase answers the problem that a service apart has no database: it has no data folder to put one in.
func RequireDatabase(key string, database config.Secret) []config.Problem {
	if database.IsSet() {
		return nil
	}
	return []config.Problem{{Key: key, Text: "is the address of a database, as postgres://USER:PASSWORD@HOST/NAME"}}
}
