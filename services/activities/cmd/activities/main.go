// Command activities runs the service of what is offered and who came, apart from the others.
package main

import (
	"context"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/services/activities"
)

// version is that of the service; a release sets it with -ldflags "-X main.version=...".
var version = "0.1.0-dev"

// Config is the configuration of the program.
type Config struct {
	program.Config
	Activities activities.Config `koanf:"activities"`
	Privacy    privacy.Config    `koanf:"privacy"`
}

// Validate answers what is wrong with the configuration as a whole.
func (c Config) Validate() []config.Problem {
	return append(program.RequireDatabase("activities.database", c.Activities.Database), c.Privacy.Require("privacy")...)
}

func main() {
	program.Main(program.Service[Config]{
		Name: activities.Name, Short: "What a welfare organisation offers, and who came", Version: version,
		Defaults:   Config{Config: program.Defaults("127.0.0.1:9091"), Activities: activities.Defaults()},
		Shared:     func(c Config) program.Config { return c.Config },
		Database:   func(c Config) config.Secret { return c.Activities.Database },
		Migrations: activities.Migrations,
		Privacy:    func(c Config) privacy.Config { return c.Privacy },
		New: func(ctx context.Context, deps app.Deps, c Config) (app.Module, error) {
			return activities.New(ctx, deps, c.Activities)
		},
	}.Command())
}
