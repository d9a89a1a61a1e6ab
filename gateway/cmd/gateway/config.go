package main

import (
	"net"
	"time"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/platform/tlsx"
)

// Config is the configuration of the program.
type Config struct {
	HTTP     string            `koanf:"http" doc:"Address and port of the REST API and the web pages."`
	LameDuck time.Duration     `koanf:"lame-duck" doc:"How long the process goes on serving when it is told to stop, while it says that it is not ready: as long as whoever spreads calls over instances may take to notice."`
	Log      program.LogConfig `koanf:"log"`
	Auth     auth.Config       `koanf:"auth"`
	TLS      tlsx.Config       `koanf:"tls"`
	Services Services          `koanf:"services"`
	Gateway  gateway.Config    `koanf:"gateway"`
	// ProfileAddress is where profiles are taken; loopback only.
	ProfileAddress string `koanf:"profile-address" doc:"Address and port of this machine alone at which profiles of the process can be taken with go tool pprof, as 127.0.0.1:6060. Empty: nowhere."`
}

// Services say where each service is: "host:port", several of those with commas between them, or a name of gRPC such as
// dns:///activities:9091 behind which there may be many.
type Services struct {
	Activities      string `koanf:"activities" doc:"Where the service activities is: host:port, several with commas, or dns:///name:port."`
	Volunteers      string `koanf:"volunteers" doc:"Where the service volunteers is, in the same way."`
	DebtCounselling string `koanf:"debtcounselling" doc:"Where the service debtcounselling is, in the same way."`
	Support         string `koanf:"support" doc:"Where the service support is, in the same way."`
	Reporting       string `koanf:"reporting" doc:"Where the service reporting is, in the same way."`
}

// each calls f for the name and the address of every service.
func (s Services) each(f func(name, address string) error) error {
	for _, service := range []struct{ name, address string }{
		{"activities", s.Activities}, {"volunteers", s.Volunteers}, {"debtcounselling", s.DebtCounselling},
		{"support", s.Support}, {"reporting", s.Reporting},
	} {
		if err := f(service.name, service.address); err != nil {
			return err
		}
	}
	return nil
}

// Validate answers which service has no address.
func (s Services) Validate() []config.Problem {
	var problems []config.Problem
	_ = s.each(func(name, address string) error {
		if address == "" {
			problems = append(problems, config.Problem{Key: name, Text: "is the address of the service, as host:port"})
		}
		return nil
	})
	return problems
}

func defaults() Config {
	return Config{
		HTTP: "127.0.0.1:8080", Auth: auth.Config{Audience: auth.DefaultAudience},
		Services: Services{
			Activities: "127.0.0.1:9091", Volunteers: "127.0.0.1:9093", DebtCounselling: "127.0.0.1:9094",
			Support: "127.0.0.1:9095", Reporting: "127.0.0.1:9092",
		},
		Gateway: gateway.DefaultConfig(),
	}
}

// Validate answers what the gateway cannot do without.
func (c Config) Validate() []config.Problem {
	problems := append(program.RequireIssuers(c.Auth), program.CheckLameDuck(c.LameDuck)...)
	problems = append(problems, program.CheckProfileAddress(c.ProfileAddress)...)
	if _, _, err := net.SplitHostPort(c.HTTP); err != nil {
		problems = append(problems, config.Problem{Key: "http", Text: "is an address and a port, as 127.0.0.1:8080"})
	}
	return problems
}
