package activities

import (
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Config is the configuration of the service.
type Config struct {
	Database        config.Secret `koanf:"database" doc:"Address of the database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. Empty: activities.db in the data folder."`
	Zone            string        `koanf:"zone" doc:"Time zone of the organisation's calendar."`
	MaxHeadCount    int           `koanf:"max-head-count" doc:"The largest head count that is believed; a larger one is refused as a mistake."`
	MaxContactGroup int           `koanf:"max-contact-group" doc:"The largest group of people in one contact that is believed; a larger one is refused as a mistake."`
	MaxGroup        int           `koanf:"max-group" doc:"How many callers that write at the same time share one commit at most. 1: each has a commit of its own."`
	SessionHorizon  int           `koanf:"session-horizon" doc:"How many days ahead the sessions of a published activity are planned."`
	OfferWindow     time.Duration `koanf:"offer-window" doc:"How long a place that came free is held for who waited, never beyond the start of the session."`
	Areas           string        `koanf:"areas" doc:"Path of a register of wijken as CSV. Empty: the built-in one of Almere."`
}

// Defaults are the configuration where nothing else is said.
func Defaults() Config {
	return Config{
		Zone: "Europe/Amsterdam", MaxHeadCount: 10_000, MaxContactGroup: 500, MaxGroup: sqldb.DefaultMaxGroup,
		SessionHorizon: 365, OfferWindow: 24 * time.Hour,
	}
}

// maxHorizon is three years: further ahead nobody knows what is offered.
const maxHorizon = 1100

// Validate answers what is wrong with the configuration.
func (c Config) Validate() []config.Problem {
	var problems []config.Problem
	if c.Database.IsSet() {
		if err := sqldb.CheckURL(c.Database.Reveal()); err != nil {
			problems = append(problems, config.Problem{Key: "database", Text: err.Error()})
		}
	}
	// "" and "Local" would be the zone of the machine, or none: another calendar on another machine.
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" || c.Zone == "Local" {
		problems = append(problems, config.Problem{Key: "zone", Text: "is no time zone; write it as Europe/Amsterdam"})
	}
	if c.MaxHeadCount < 1 {
		problems = append(problems, config.Problem{Key: "max-head-count", Text: "is 1 or more"})
	}
	if c.MaxContactGroup < 1 {
		problems = append(problems, config.Problem{Key: "max-contact-group", Text: "is 1 or more"})
	}
	if c.MaxGroup < 0 {
		problems = append(problems, config.Problem{Key: "max-group", Text: "is 1 or more, or 0 for the default"})
	}
	if c.SessionHorizon < 1 || c.SessionHorizon > maxHorizon {
		problems = append(problems, config.Problem{Key: "session-horizon", Text: "is 1 to 1100 days"})
	}
	if c.OfferWindow < time.Minute {
		problems = append(problems, config.Problem{Key: "offer-window", Text: "is a minute or more, such as 24h"})
	}
	if _, err := areas.Load(c.Areas); err != nil {
		problems = append(problems, config.Problem{Key: "areas", Text: err.Error()})
	}
	return problems
}
