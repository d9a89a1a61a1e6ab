// Command support runs the service of the questions of residents, apart from the others.
package main

import (
	"context"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/services/support"
)

// version is that of the service; a release sets it with -ldflags "-X main.version=...".
var version = "0.1.0-dev"

// Config is the configuration of the program.
type Config struct {
	program.Config
	Support support.Config `koanf:"support"`
	Privacy privacy.Config `koanf:"privacy"`
}

// Validate answers what is wrong with the configuration as a whole.
func (c Config) Validate() []config.Problem {
	problems := append(program.RequireDatabase("support.database", c.Support.Database), c.Privacy.Require("privacy")...)
	return append(problems, program.RequireIdentity(c.Identity, c.Support.Services.Settings("support.services"))...)
}

func main() {
	program.Main(program.Service[Config]{
		Name: support.Name, Short: "The questions of residents, and what becomes of them", Version: version,
		Defaults:   Config{Config: program.Defaults("127.0.0.1:9095"), Support: support.Defaults()},
		Shared:     func(c Config) program.Config { return c.Config },
		Database:   func(c Config) config.Secret { return c.Support.Database },
		Migrations: support.Migrations,
		Privacy:    func(c Config) privacy.Config { return c.Privacy },
		New: func(ctx context.Context, deps app.Deps, c Config) (app.Module, error) {
			return support.New(ctx, deps, c.Support)
		},
	}.Command())
}
