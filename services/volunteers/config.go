package volunteers

import (
	"os"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/limits"
)

// Config is the configuration of the service.
type Config struct {
	Database    config.Secret `koanf:"database" doc:"Address of the database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. Empty: volunteers.db in the data folder."`
	Connections int           `koanf:"database-connections" doc:"How many connections to PostgreSQL there are at once at most, for each instance. SQLite has its own."`
	Zone        string        `koanf:"zone" doc:"Time zone of the organisation's calendar."`
	MaxGroup    int           `koanf:"max-group" doc:"How many callers that write at the same time share one commit at most. 1: each has a commit of its own."`
	Areas       string        `koanf:"areas" doc:"Path of a register of wijken as CSV. Empty: the built-in one of Almere."`

	Activities string `koanf:"activities" doc:"Address of the gRPC of the service activities, which is asked when sessions are; several instances with commas between them. Empty: the activities of the same process, and without those only what its events told."`

	VOGValidity      int      `koanf:"vog-validity-months" doc:"How many months after its issue a VOG counts where a role does not say. The law knows no validity of a VOG; it is the policy of the organisation. 0: it does not run out."`
	TrainingValidity int      `koanf:"training-validity-months" doc:"How many months after its issue a training counts where a role does not say. 0: it does not run out."`
	Limits           string   `koanf:"allowance-limits" doc:"Path of the maxima of the untaxed allowance of volunteers as CSV, by year, with where they were read. Empty: the built-in ones."`
	Payments         Payments `koanf:"payments"`

	Organisation Organisation `koanf:"organisation"`
}

// Defaults are the configuration where nothing else is said.
func Defaults() Config {
	return Config{Zone: "Europe/Amsterdam", MaxGroup: sqldb.DefaultMaxGroup, Connections: sqldb.DefaultConnections, VOGValidity: 36}
}

// Validate answers what is wrong with the configuration.
func (c Config) Validate() []config.Problem {
	problems := config.Check("database", sqldb.CheckOptionalURL(c.Database.Reveal()))
	problems = append(problems, config.Check("database-connections", sqldb.CheckConnections(c.Connections))...)
	problems = append(problems, config.Check("zone", civil.CheckZone(c.Zone))...)
	problems = append(problems, config.Check("max-group", sqldb.CheckMaxGroup(c.MaxGroup))...)
	problems = append(problems, checkMonths("vog-validity-months", c.VOGValidity)...)
	problems = append(problems, checkMonths("training-validity-months", c.TrainingValidity)...)
	_, err := areas.Load(c.Areas)
	problems = append(problems, config.Check("areas", err)...)
	_, err = c.limits()
	problems = append(problems, config.Check("allowance-limits", err)...)
	problems = append(problems, c.Organisation.validate()...)
	return append(problems, c.Payments.validate()...)
}

func (c Config) limits() (domain.AllowanceLimits, error) {
	if c.Limits == "" {
		return limits.Parse(limits.BuiltIn)
	}
	data, err := os.ReadFile(c.Limits)
	if err != nil {
		return nil, err
	}
	return limits.Parse(data)
}

// checkMonths answers what is wrong with a number of months: a role may ask for as many.
func checkMonths(key string, months int) []config.Problem {
	if months >= 0 && months <= 600 {
		return nil
	}
	return []config.Problem{{Key: key, Text: "is a number of months from 0 to 600"}}
}

func (c Config) certificates() domain.CertificatePolicy {
	return domain.CertificatePolicy{VOGMonths: c.VOGValidity, TrainingMonths: c.TrainingValidity}
}
