package main

import (
	"github.com/spf13/pflag"

	"github.com/deschoor/meedoen/platform/operate"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/services/debtcounselling"
	"github.com/deschoor/meedoen/services/reporting"
	"github.com/deschoor/meedoen/services/support"
	"github.com/deschoor/meedoen/services/volunteers"
)

// services answers the services of this process and where each keeps its data.
func services(flags *pflag.FlagSet) ([]operate.Service, error) {
	cfg, _, err := load(flags, defaults())
	if err != nil {
		return nil, err
	}
	cfg = cfg.withDatabases()
	return []operate.Service{
		{Name: activities.Name, Database: cfg.Activities.Database},
		{Name: volunteers.Name, Database: cfg.Volunteers.Database},
		{Name: debtcounselling.Name, Database: cfg.DebtCounselling.Database},
		{Name: support.Name, Database: cfg.Support.Database},
		{Name: reporting.Name, Database: cfg.Reporting.Database},
	}, nil
}
