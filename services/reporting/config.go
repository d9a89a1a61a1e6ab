package reporting

import (
	"errors"
	"os"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// Config is the configuration of the service.
type Config struct {
	Database  config.Secret `koanf:"database" doc:"Address of the database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. Empty: reporting.db in the data folder."`
	Catalogue string        `koanf:"catalogue" doc:"Path of a catalogue of indicators as YAML. Empty: the built-in one."`
	Zone      string        `koanf:"zone" doc:"Time zone of the organisation's calendar, by which a year ends."`
}

// Defaults are the configuration where nothing else is said.
func Defaults() Config { return Config{Zone: "Europe/Amsterdam"} }

// Validate answers what is wrong with the configuration, with every problem of the catalogue.
func (c Config) Validate() []config.Problem {
	var problems []config.Problem
	if c.Database.IsSet() {
		if err := sqldb.CheckURL(c.Database.Reveal()); err != nil {
			problems = append(problems, config.Problem{Key: "database", Text: err.Error()})
		}
	}
	problems = append(problems, config.Check("zone", civil.CheckZone(c.Zone))...)
	_, err := c.catalogue()
	var many domain.Problems
	if errors.As(err, &many) {
		for _, p := range many {
			problems = append(problems, config.Problem{Key: "catalogue", Text: p.String()})
		}
	} else if err != nil {
		problems = append(problems, config.Problem{Key: "catalogue", Text: err.Error()})
	}
	return problems
}

func (c Config) catalogue() (*domain.Catalogue, error) {
	text := catalogue.Account()
	if c.Catalogue != "" {
		var err error
		if text, err = os.ReadFile(c.Catalogue); err != nil {
			return nil, err
		}
	}
	return domain.ParseCatalogue(text, catalogue.Schema())
}
