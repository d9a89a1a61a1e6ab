// Command reporting runs the service of figures, apart from the others.
package main

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/services/reporting"
)

// version is that of the service; a release sets it with -ldflags "-X main.version=...".
var version = "0.1.0-dev"

// Config is the configuration of the program.
type Config struct {
	program.Config
	Reporting reporting.Config `koanf:"reporting"`
}

// Validate answers what is wrong with the configuration as a whole.
func (c Config) Validate() []config.Problem {
	return program.RequireDatabase("reporting.database", c.Reporting.Database)
}

func defaults() Config { return Config{program.Defaults("127.0.0.1:9092"), reporting.Defaults()} }

func main() {
	root := program.Service[Config]{
		Name: reporting.Name, Short: "Figures from recorded events, and the yearly account", Version: version,
		Defaults:   defaults(),
		Shared:     func(c Config) program.Config { return c.Config },
		Database:   func(c Config) config.Secret { return c.Reporting.Database },
		Migrations: reporting.Migrations,
		New: func(ctx context.Context, deps app.Deps, c Config) (app.Module, error) {
			return reporting.New(ctx, deps, c.Reporting)
		},
	}.Command()
	root.AddCommand(reporting.NewRebuild(func(flags *pflag.FlagSet) (reporting.Config, error) {
		cfg, _, err := program.Load(flags, defaults())
		return cfg.Reporting, err
	}))
	program.Main(root)
}
