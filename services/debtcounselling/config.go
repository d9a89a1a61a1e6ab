package debtcounselling

import (
	"os"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/activities"
	"github.com/deschoor/meedoen/services/debtcounselling/early"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/limits"
	"github.com/deschoor/meedoen/services/debtcounselling/norms"
	"github.com/deschoor/meedoen/services/debtcounselling/terms"
)

// Config is the configuration of the service.
type Config struct {
	Database    config.Secret `koanf:"database" doc:"Address of the database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. Empty: debtcounselling.db in the data folder."`
	Connections int           `koanf:"database-connections" doc:"How many connections to PostgreSQL there are at once at most, for each instance. SQLite has its own."`
	Zone        string        `koanf:"zone" doc:"Time zone of the organisation's calendar."`
	MaxGroup    int           `koanf:"max-group" doc:"How many callers that write at the same time share one commit at most. 1: each has a commit of its own."`
	Areas       string        `koanf:"areas" doc:"Path of a register of wijken as CSV. Empty: the built-in one of Almere."`

	Municipality   string   `koanf:"municipality" doc:"Code of the municipality that is responsible for the help with debts (CBS), as GM0034."`
	Terms          string   `koanf:"terms" doc:"Path of the terms of the law and of the policy as CSV, by date, with where they were read. Empty: the built-in ones."`
	Limits         string   `koanf:"limits" doc:"Path of the limits of debts and fees that the law and policy set as CSV, by date, with where they were read. Empty: the built-in ones."`
	Norms          string   `koanf:"norms" doc:"Path of the norms of the protected earnings (beslagvrije voet) and of repayment as CSV, by date, with where they were read. Empty: the built-in ones."`
	EarlySignals   string   `koanf:"early-signals" doc:"Path of the rules of early signals (vroegsignalen) as CSV, by date, with where they were read: the covenant by kind of partner, the matching period. Empty: the built-in ones."`
	DueBefore      int      `koanf:"term-due-before-days" doc:"How many days before a term runs out that is told, as an event."`
	RefusalGrounds []string `koanf:"refusal-grounds" doc:"The grounds on which help is refused by the plan of the municipality: recidivism, fraud, not_target_group."`
	BSNBasis       string   `koanf:"bsn-basis" doc:"The legal basis on which citizen service numbers (BSN) are kept, as the register of processing activities names it. Empty: none are kept."`

	Activities string `koanf:"activities" doc:"Path of the processing activities with their purpose and legal basis as CSV, in Dutch, as clients read them. Empty: the built-in ones."`

	SealEvery time.Duration `koanf:"audit-seal-every" doc:"How often the new lines of the audit log are sealed, from a second to an hour: until then nothing shows that one was changed."`

	Delivery     Delivery     `koanf:"delivery"`
	Organisation Organisation `koanf:"organisation"`
	JPF          JPF          `koanf:"jpf"`
	Retention    Retention    `koanf:"retention"`
}

// Defaults are the configuration where nothing else is said.
func Defaults() Config {
	return Config{
		Zone: "Europe/Amsterdam", MaxGroup: sqldb.DefaultMaxGroup, Connections: sqldb.DefaultConnections,
		Municipality: "GM0034", DueBefore: 7,
		RefusalGrounds: []string{"recidivism", "fraud"}, SealEvery: auditlog.DefaultEvery,
		Delivery: Delivery{PerYear: 2}, JPF: JPF{Breach: string(domain.BreachNone)},
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
	_, termsErr := c.terms()
	problems = append(problems, config.Check("terms", termsErr)...)
	_, limitsErr := c.limits()
	problems = append(problems, config.Check("limits", limitsErr)...)
	// The norms are read with both, whose problems are told once.
	if termsErr == nil && limitsErr == nil {
		_, err = c.norms()
		problems = append(problems, config.Check("norms", err)...)
	}
	_, earlyErr := c.early()
	problems = append(problems, config.Check("early-signals", earlyErr)...)
	if !domain.IsMunicipality(c.Municipality) {
		problems = append(problems, config.Problem{Key: "municipality", Text: "is the code of a municipality, as GM0034"})
	}
	if c.DueBefore < 0 || c.DueBefore > 365 {
		problems = append(problems, config.Problem{Key: "term-due-before-days", Text: "is a number of days from 0 to 365"})
	}
	for _, ground := range c.RefusalGrounds {
		if !slices.Contains([]string{"recidivism", "fraud", "not_target_group"}, ground) {
			problems = append(problems, config.Problem{
				Key: "refusal-grounds", Text: "names grounds: recidivism, fraud, not_target_group",
			})
		}
	}
	_, err = c.activities()
	problems = append(problems, config.Check("activities", err)...)
	problems = append(problems, config.Check("audit-seal-every", auditlog.CheckEvery(c.SealEvery))...)
	return slices.Concat(
		problems, c.JPF.validate(), c.Delivery.validate(), c.Organisation.validate(), c.Retention.validate(),
	)
}

func (c Config) terms() (domain.TermRules, error) {
	if c.Terms == "" {
		return terms.Parse(terms.BuiltIn)
	}
	data, err := os.ReadFile(c.Terms)
	if err != nil {
		return nil, err
	}
	return terms.Parse(data)
}

func (c Config) limits() (domain.Limits, error) {
	if c.Limits == "" {
		return limits.Parse(limits.BuiltIn)
	}
	data, err := os.ReadFile(c.Limits)
	if err != nil {
		return nil, err
	}
	return limits.Parse(data)
}

func (c Config) early() (domain.EarlyRules, error) {
	if c.EarlySignals == "" {
		return early.Parse(early.BuiltIn)
	}
	data, err := os.ReadFile(c.EarlySignals)
	if err != nil {
		return nil, err
	}
	return early.Parse(data)
}

func (c Config) activities() (domain.Activities, error) {
	if c.Activities == "" {
		return activities.Parse(activities.BuiltIn)
	}
	data, err := os.ReadFile(c.Activities)
	if err != nil {
		return nil, err
	}
	return activities.Parse(data)
}

// norms answers the norms, with how many months a settlement lasts by the terms, and those of the limits.
func (c Config) norms() (domain.Norms, error) {
	rules, err := c.terms()
	if err != nil {
		return nil, err
	}
	most, err := c.limits()
	if err != nil {
		return nil, err
	}
	data := norms.BuiltIn
	if c.Norms != "" {
		if data, err = os.ReadFile(c.Norms); err != nil {
			return nil, err
		}
	}
	all, err := norms.Parse(data)
	return slices.Concat(all, rules.Norms(), most.Norms()), err
}
