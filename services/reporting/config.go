package reporting

import (
	"errors"
	"fmt"
	"os"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/keyfile"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/signing"
)

// Config is the configuration of the service.
type Config struct {
	Database    config.Secret `koanf:"database" doc:"Address of the database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. Empty: reporting.db in the data folder."`
	Connections int           `koanf:"database-connections" doc:"How many connections to PostgreSQL there are at once at most, for each instance. SQLite has its own."`
	Catalogue   string        `koanf:"catalogue" doc:"Path of a catalogue of indicators as YAML, which then holds. Empty: the one that was put in the place of the built-in one, or that."`
	Zone        string        `koanf:"zone" doc:"Time zone of the organisation's calendar, by which a year ends."`
	Areas       string        `koanf:"areas" doc:"Path of a register of wijken as CSV. Empty: the built-in one of Almere."`
	// Which code of one map became which of another is for the organisation to say: there is no built-in table.
	AreaTranslations string `koanf:"area-translations" doc:"Path of a table of what codes of wijken became in other editions of the map, as CSV. Empty: none."`
	LeastPeople      int    `koanf:"least-people" doc:"Least number of people above zero that a published account shows. What is smaller, or would tell it, is withheld. 1: nothing is."`
	Shares           int    `koanf:"shares" doc:"Into how many shares each stream is parted, so that several instances count side by side: 1, 2, 4, 8, 16, 32 or 64, the same in all of them."`
	SigningKey       string `koanf:"signing-key" doc:"Path of the key that published accounts are signed with: Ed25519, PKCS#8 in PEM, mode 0600, or 0640 where another owns it. Empty: none is published."`
}

// Defaults are the configuration where nothing else is said.
func Defaults() Config {
	return Config{Zone: "Europe/Amsterdam", LeastPeople: 10, Shares: 1, Connections: sqldb.DefaultConnections}
}

// SigningKeyFile is the signing key in the data folder of a process that is told none.
const SigningKeyFile = "account-signing.key"

// maxLeastPeople is far above what anybody withholds.
const maxLeastPeople = 1_000_000

// Validate answers what is wrong with the configuration, with every problem of the catalogue.
func (c Config) Validate() []config.Problem {
	var problems []config.Problem
	if c.Database.IsSet() {
		if err := sqldb.CheckURL(c.Database.Reveal()); err != nil {
			problems = append(problems, config.Problem{Key: "database", Text: err.Error()})
		}
	}
	problems = append(problems, config.Check("database-connections", sqldb.CheckConnections(c.Connections))...)
	problems = append(problems, config.Check("zone", civil.CheckZone(c.Zone))...)
	if c.LeastPeople < 1 || c.LeastPeople > maxLeastPeople {
		problems = append(problems, config.Problem{Key: "least-people", Text: fmt.Sprintf("is 1 to %d", maxLeastPeople)})
	}
	if _, err := c.signingKey(); err != nil {
		problems = append(problems, config.Problem{Key: "signing-key", Text: err.Error()})
	}
	if c.Shares < 0 || c.Shares > 0 && natsx.Partitions%c.Shares != 0 {
		problems = append(problems, config.Problem{Key: "shares", Text: "is 1, 2, 4, 8, 16, 32 or 64"})
	}
	id, content, err := c.catalogue()
	if err == nil && id != catalogues.BuiltIn { // which is as it was built, and is read once more anyway
		_, err = catalogues.Parse(string(content))
	}
	var many domain.Problems
	if errors.As(err, &many) {
		for _, p := range many {
			problems = append(problems, config.Problem{Key: "catalogue", Text: p.String()})
		}
	} else if err != nil {
		problems = append(problems, config.Problem{Key: "catalogue", Text: err.Error()})
	}
	return append(problems, c.checkAreas()...)
}

// checkAreas answers every row that is wrong with the register of wijken, or else with the table beside it.
func (c Config) checkAreas() []config.Problem {
	register, err := areas.Load(c.Areas)
	if err != nil {
		return each("areas", err)
	}
	_, err = register.LoadTranslations(c.AreaTranslations)
	return each("area-translations", err)
}

// each answers a problem for each of the errors that were joined.
func each(key string, err error) []config.Problem {
	joined, many := err.(interface{ Unwrap() []error })
	if !many {
		return config.Check(key, err)
	}
	var problems []config.Problem
	for _, one := range joined.Unwrap() {
		problems = append(problems, config.Check(key, one)...)
	}
	return problems
}

// register answers the register of wijken that figures are counted by.
func (c Config) register() (areas.Register, error) {
	register, err := areas.Load(c.Areas)
	if err != nil {
		return areas.Register{}, err
	}
	return register.LoadTranslations(c.AreaTranslations)
}

// catalogue answers the catalogue that comes with the program or its configuration, which of these, and its content.
func (c Config) catalogue() (id string, content []byte, err error) {
	if c.Catalogue == "" {
		return catalogues.BuiltIn, catalogue.Account(), nil
	}
	content, err = os.ReadFile(c.Catalogue)
	return catalogues.File, content, err
}

// catalogues answers which catalogue holds, by the register of wijken.
func (c Config) catalogues() (*catalogues.Catalogues, error) {
	register, err := c.register()
	if err != nil {
		return nil, err
	}
	id, content, err := c.catalogue()
	if err != nil {
		return nil, err
	}
	return catalogues.New(id, content, register)
}

// signingKey answers what signs, nil where no key is configured.
func (c Config) signingKey() (*signing.Key, error) {
	if c.SigningKey == "" {
		return nil, nil
	}
	private, err := keyfile.ReadEd25519(c.SigningKey)
	if err != nil {
		return nil, err
	}
	return signing.New(private)
}
