package main

import (
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/keyfile"
	"github.com/deschoor/meedoen/platform/limits"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/platform/tlsx"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/services/debtcounselling"
	"github.com/deschoor/meedoen/services/reporting"
	"github.com/deschoor/meedoen/services/support"
	"github.com/deschoor/meedoen/services/volunteers"
)

// Config is the configuration of the single process: its own, and that of every service as the service has it.
type Config struct {
	Data            string                 `koanf:"data" doc:"Folder in which everything is kept that has no place of its own."`
	HTTP            string                 `koanf:"http" doc:"Address and port of the REST API and the web pages."`
	GRPC            string                 `koanf:"grpc" doc:"Address and port of gRPC."`
	Migrate         bool                   `koanf:"migrate" doc:"Bring the databases to the schema of this version at the start. Without it the process starts only where somebody did so before (its command migrate)."`
	Limits          limits.GRPC            `koanf:"limits"`
	LameDuck        time.Duration          `koanf:"lame-duck" doc:"How long the process goes on serving when it is told to stop, while it says that it is not ready: as long as whoever spreads calls over instances may take to notice."`
	Log             program.LogConfig      `koanf:"log"`
	Development     bool                   `koanf:"development" doc:"Keep the development issuer although others can reach this process. Only in a container whose ports are published on loopback."`
	Auth            auth.Config            `koanf:"auth"`
	TLS             tlsx.Config            `koanf:"tls"`
	Events          natsx.Config           `koanf:"events"`
	Privacy         privacy.Config         `koanf:"privacy"`
	Activities      activities.Config      `koanf:"activities"`
	Volunteers      volunteers.Config      `koanf:"volunteers"`
	DebtCounselling debtcounselling.Config `koanf:"debtcounselling"`
	Support         support.Config         `koanf:"support"`
	Reporting       reporting.Config       `koanf:"reporting"`
	Gateway         gateway.Config         `koanf:"gateway"`
	ProfileAddress  string                 `koanf:"profile-address" doc:"Address and port of this machine alone at which profiles of the process can be taken with go tool pprof, as 127.0.0.1:6060. Empty: nowhere."`
}

func defaults() Config {
	return Config{
		Data: "./data", HTTP: "127.0.0.1:8080", GRPC: "127.0.0.1:9090", Migrate: true, Limits: limits.Defaults(),
		Log:        program.LogConfig{Level: slog.LevelInfo, Text: true},
		Auth:       auth.Config{Audience: auth.DefaultAudience},
		Events:     natsx.Defaults(),
		Activities: activities.Defaults(), Volunteers: volunteers.Defaults(), DebtCounselling: debtcounselling.Defaults(),
		Support: support.Defaults(), Reporting: reporting.Defaults(),
		Gateway: gateway.DefaultConfig(),
	}
}

// Validate answers what is wrong with the process's own settings. The development issuer gives a token to everyone who
// can read its key, so with it the process may not be reached from outside.
func (c Config) Validate() []config.Problem {
	var problems []config.Problem
	addresses := []struct{ key, value string }{{"http", c.HTTP}, {"grpc", c.GRPC}}
	if listen := c.Gateway.Traces.Listen; listen != "" {
		addresses = append(addresses, struct{ key, value string }{"gateway.traces.listen", listen})
	}
	for _, address := range addresses {
		host, _, err := net.SplitHostPort(address.value)
		switch {
		case err != nil:
			problems = append(problems, config.Problem{Key: address.key, Text: "is an address and a port, as 127.0.0.1:8080"})
		case c.issuesTokens() && !c.Development && !loopback(host):
			problems = append(problems, config.Problem{Key: address.key, Text: fmt.Sprintf(
				"%s can be reached from outside, and no issuer of tokens is configured: "+
					"set auth.issuers (issuer, and jwks-url or jwks-file)", address.value)})
		}
	}
	problems = append(problems, program.CheckLameDuck(c.LameDuck)...)
	problems = append(problems, program.CheckProfileAddress(c.ProfileAddress)...)
	if c.Data == "" {
		problems = append(problems, config.Problem{Key: "data", Text: "is a folder"})
	}
	return problems
}

// issuesTokens says whether the process runs the development issuer: nothing else is configured, or it is asked for.
func (c Config) issuesTokens() bool { return len(c.Auth.Issuers) == 0 || c.Development }

// trusted answers the issuers whose tokens count.
func (c Config) trusted() []string {
	if c.issuesTokens() {
		return append(c.Auth.Names(), devissuer.Name)
	}
	return c.Auth.Names()
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// withDatabases answers the configuration with the address of every service's database: its own, or a file in the data
// folder.
func (c Config) withDatabases() Config {
	for name, database := range map[string]*config.Secret{
		activities.Name: &c.Activities.Database, volunteers.Name: &c.Volunteers.Database,
		debtcounselling.Name: &c.DebtCounselling.Database, support.Name: &c.Support.Database,
		reporting.Name: &c.Reporting.Database,
	} {
		if !database.IsSet() {
			*database = config.NewSecret(c.file(name))
		}
	}
	return c
}

// withSigningKey answers the configuration of reporting with the key that accounts are signed with: the one that is configured,
// or one in the data folder, made where there is none.
func (c Config) withSigningKey() (reporting.Config, error) {
	cfg := c.Reporting
	if cfg.SigningKey != "" {
		return cfg, nil
	}
	_, err := keyfile.OpenEd25519(c.Data, reporting.SigningKeyFile)
	cfg.SigningKey = filepath.Join(c.Data, reporting.SigningKeyFile)
	return cfg, err
}

// file answers the address of a database in the data folder.
func (c Config) file(name string) string { return "sqlite:" + filepath.Join(c.Data, name+".db") }
