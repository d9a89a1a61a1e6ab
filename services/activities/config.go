package activities

import (
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Config is the configuration of the service.
type Config struct {
	Database        config.Secret `koanf:"database" doc:"Address of the database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. Empty: activities.db in the data folder."`
	Connections     int           `koanf:"database-connections" doc:"How many connections to PostgreSQL there are at once at most, for each instance. SQLite has its own."`
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
		Connections:    sqldb.DefaultConnections,
		SessionHorizon: 365, OfferWindow: 24 * time.Hour,
	}
}

// maxHorizon is three years: further ahead nobody knows what is offered.
const maxHorizon = 1100

// Validate answers what is wrong with the configuration.
func (c Config) Validate() []config.Problem {
	problems := config.Check("database", sqldb.CheckOptionalURL(c.Database.Reveal()))
	problems = append(problems, config.Check("database-connections", sqldb.CheckConnections(c.Connections))...)
	problems = append(problems, config.Check("zone", civil.CheckZone(c.Zone))...)
	if c.MaxHeadCount < 1 {
		problems = append(problems, config.Problem{Key: "max-head-count", Text: "is 1 or more"})
	}
	if c.MaxContactGroup < 1 {
		problems = append(problems, config.Problem{Key: "max-contact-group", Text: "is 1 or more"})
	}
	problems = append(problems, config.Check("max-group", sqldb.CheckMaxGroup(c.MaxGroup))...)
	if c.SessionHorizon < 1 || c.SessionHorizon > maxHorizon {
		problems = append(problems, config.Problem{Key: "session-horizon", Text: "is 1 to 1100 days"})
	}
	if c.OfferWindow < time.Minute {
		problems = append(problems, config.Problem{Key: "offer-window", Text: "is a minute or more, such as 24h"})
	}
	_, err := areas.Load(c.Areas)
	return append(problems, config.Check("areas", err)...)
}
