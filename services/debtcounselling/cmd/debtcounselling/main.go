// Command debtcounselling runs the service of the help with debts, apart from the others.
package main

import (
	"context"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/services/debtcounselling"
)

// version is that of the service; a release sets it with -ldflags "-X main.version=...".
var version = "0.1.0-dev"

// Config is the configuration of the program.
type Config struct {
	program.Config
	DebtCounselling debtcounselling.Config `koanf:"debtcounselling"`
	Privacy         privacy.Config         `koanf:"privacy"`
}

// Validate answers what is wrong with the configuration as a whole.
func (c Config) Validate() []config.Problem {
	return append(program.RequireDatabase("debtcounselling.database", c.DebtCounselling.Database), c.Privacy.Require("privacy")...)
}

func main() {
	program.Main(program.Service[Config]{
		Name: debtcounselling.Name, Short: "The help with debts that residents get", Version: version,
		Defaults:   Config{Config: program.Defaults("127.0.0.1:9094"), DebtCounselling: debtcounselling.Defaults()},
		Shared:     func(c Config) program.Config { return c.Config },
		Database:   func(c Config) config.Secret { return c.DebtCounselling.Database },
		Migrations: debtcounselling.Migrations,
		Privacy:    func(c Config) privacy.Config { return c.Privacy },
		New: func(ctx context.Context, deps app.Deps, c Config) (app.Module, error) {
			return debtcounselling.New(ctx, deps, c.DebtCounselling)
		},
	}.Command())
}
