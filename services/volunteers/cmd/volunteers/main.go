// Command volunteers runs the service of the people who help, apart from the others.
package main

import (
	"context"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/services/volunteers"
)

// version is that of the service; a release sets it with -ldflags "-X main.version=...".
var version = "0.1.0-dev"

// Config is the configuration of the program.
type Config struct {
	program.Config
	Volunteers volunteers.Config `koanf:"volunteers"`
	Privacy    privacy.Config    `koanf:"privacy"`
}

// Validate answers what is wrong with the configuration as a whole.
func (c Config) Validate() []config.Problem {
	return append(program.RequireDatabase("volunteers.database", c.Volunteers.Database), c.Privacy.Require("privacy")...)
}

func main() {
	program.Main(program.Service[Config]{
		Name: volunteers.Name, Short: "The people who help a welfare organisation, and what they do", Version: version,
		Defaults:   Config{Config: program.Defaults("127.0.0.1:9093"), Volunteers: volunteers.Defaults()},
		Shared:     func(c Config) program.Config { return c.Config },
		Database:   func(c Config) config.Secret { return c.Volunteers.Database },
		Migrations: volunteers.Migrations,
		Privacy:    func(c Config) privacy.Config { return c.Privacy },
		New: func(ctx context.Context, deps app.Deps, c Config) (app.Module, error) {
			return volunteers.New(ctx, deps, c.Volunteers)
		},
	}.Command())
}
