package main

import (
	"github.com/spf13/pflag"

	"github.com/deschoor/meedoen/platform/operate"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/services/reporting"
)

// services answers the services of this process and where each keeps its data.
func services(flags *pflag.FlagSet) ([]operate.Service, error) {
	cfg, _, err := load(flags, defaults())
	if err != nil {
		return nil, err
	}
	return []operate.Service{
		{Name: activities.Name, Database: cfg.database(cfg.Activities.Database, activities.Name)},
		{Name: reporting.Name, Database: cfg.database(cfg.Reporting.Database, reporting.Name)},
	}, nil
}
