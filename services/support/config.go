package support

import (
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/webhook"
	"github.com/deschoor/meedoen/services/support/internal/api"
	"github.com/deschoor/meedoen/services/support/internal/referring"
)

// Config is the configuration of the service.
type Config struct {
	Database    config.Secret `koanf:"database" doc:"Address of the database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. Empty: support.db in the data folder."`
	Connections int           `koanf:"database-connections" doc:"How many connections to PostgreSQL there are at once at most, for each instance. SQLite has its own."`
	Zone        string        `koanf:"zone" doc:"Time zone of the organisation's calendar."`
	MaxGroup    int           `koanf:"max-group" doc:"How many callers that write at the same time share one commit at most. 1: each has a commit of its own."`
	Areas       string        `koanf:"areas" doc:"Path of a register of wijken as CSV. Empty: the built-in one of Almere."`

	SealEvery time.Duration `koanf:"audit-seal-every" doc:"How often the new lines of the audit log are sealed, from a second to an hour: until then nothing shows that one was changed."`

	Services Services `koanf:"services"`

	WatchHeartbeat time.Duration `koanf:"watch-heartbeat" doc:"How long a stream of WatchQuestions is silent at most, from a second to five minutes: then an answer without changes says that it lives."`

	Webhooks webhook.Config `koanf:"webhooks"`
}

// Services are the addresses of the services that residents are referred to.
type Services struct {
	DebtCounselling string `koanf:"debtcounselling" doc:"Address of the gRPC of the service debtcounselling, to which residents are referred; several instances with commas between them. Empty: the service of the same process, and without that nobody is referred there."`
	Volunteers      string `koanf:"volunteers" doc:"As support.services.debtcounselling, of the service volunteers."`
	Activities      string `koanf:"activities" doc:"As support.services.debtcounselling, of the service activities."`
}

// addresses answers the addresses by the name of the service.
func (s Services) addresses() map[string]string {
	return map[string]string{
		referring.DebtCounselling: s.DebtCounselling, referring.Volunteers: s.Volunteers, referring.Activities: s.Activities,
	}
}

// Settings answers the addresses by their settings, which begin with prefix.
func (s Services) Settings(prefix string) map[string]string {
	settings := map[string]string{}
	for name, address := range s.addresses() {
		settings[prefix+"."+name] = address
	}
	return settings
}

// Defaults are the configuration where nothing else is said.
func Defaults() Config {
	return Config{
		Zone: "Europe/Amsterdam", MaxGroup: sqldb.DefaultMaxGroup, Connections: sqldb.DefaultConnections,
		SealEvery:      auditlog.DefaultEvery,
		WatchHeartbeat: api.DefaultHeartbeat,
	}
}

// Validate answers what is wrong with the configuration.
func (c Config) Validate() []config.Problem {
	problems := config.Check("database", sqldb.CheckOptionalURL(c.Database.Reveal()))
	problems = append(problems, config.Check("database-connections", sqldb.CheckConnections(c.Connections))...)
	problems = append(problems, config.Check("zone", civil.CheckZone(c.Zone))...)
	problems = append(problems, config.Check("max-group", sqldb.CheckMaxGroup(c.MaxGroup))...)
	_, err := areas.Load(c.Areas)
	problems = append(problems, config.Check("areas", err)...)
	problems = append(problems, config.Check("watch-heartbeat", api.CheckHeartbeat(c.WatchHeartbeat))...)
	for _, p := range c.Webhooks.Validate() {
		problems = append(problems, config.Problem{Key: "webhooks." + p.Key, Text: p.Text})
	}
	return append(problems, config.Check("audit-seal-every", auditlog.CheckEvery(c.SealEvery))...)
}
