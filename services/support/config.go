package support

import (
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/api"
)

// Config is the configuration of the service.
type Config struct {
	Database config.Secret `koanf:"database" doc:"Address of the database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. Empty: support.db in the data folder."`
	Zone     string        `koanf:"zone" doc:"Time zone of the organisation's calendar."`
	MaxGroup int           `koanf:"max-group" doc:"How many callers that write at the same time share one commit at most. 1: each has a commit of its own."`
	Areas    string        `koanf:"areas" doc:"Path of a register of wijken as CSV. Empty: the built-in one of Almere."`

	SealEvery time.Duration `koanf:"audit-seal-every" doc:"How often the new lines of the audit log are sealed, from a second to an hour: until then nothing shows that one was changed."`

	WatchHeartbeat time.Duration `koanf:"watch-heartbeat" doc:"How long a stream of WatchQuestions is silent at most, from a second to five minutes: then an answer without changes says that it lives."`
}

// Defaults are the configuration where nothing else is said.
func Defaults() Config {
	return Config{
		Zone: "Europe/Amsterdam", MaxGroup: sqldb.DefaultMaxGroup, SealEvery: auditlog.DefaultEvery,
		WatchHeartbeat: api.DefaultHeartbeat,
	}
}

// Validate answers what is wrong with the configuration.
func (c Config) Validate() []config.Problem {
	problems := config.Check("database", sqldb.CheckOptionalURL(c.Database.Reveal()))
	problems = append(problems, config.Check("zone", civil.CheckZone(c.Zone))...)
	problems = append(problems, config.Check("max-group", sqldb.CheckMaxGroup(c.MaxGroup))...)
	_, err := areas.Load(c.Areas)
	problems = append(problems, config.Check("areas", err)...)
	problems = append(problems, config.Check("watch-heartbeat", api.CheckHeartbeat(c.WatchHeartbeat))...)
	return append(problems, config.Check("audit-seal-every", auditlog.CheckEvery(c.SealEvery))...)
}
