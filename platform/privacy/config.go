package privacy

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/keyfile"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// The files of a process that is told no keys, in its data folder.
const (
	KeyFile         = "privacy.key"  // the key that encrypts the keys of data subjects
	CountingKeyFile = "counting.key" // the key of counting pseudonyms
	DatabaseFile    = "keys.db"      // the keys of data subjects
)

// Config is how personal data is kept. All services of one organisation have the same.
type Config struct {
	Key         config.Secret `koanf:"key" doc:"Key that encrypts the keys of data subjects: 32 random bytes in base64, the same for every service. For a change of keys: the new one, a comma, the old ones."`
	CountingKey config.Secret `koanf:"counting-key" doc:"Key of the pseudonyms under which persons are counted: 32 random bytes in base64, the same for every service. It never changes: with another, a person counts twice."`
	Database    config.Secret `koanf:"database" doc:"Address of the database of the keys of data subjects, apart from every other and with backups that are kept for a short time only: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME."`
	Connections int           `koanf:"database-connections" doc:"How many connections to the database of keys there are at once at most on PostgreSQL, for each instance. 0: 3."`
}

// DefaultConnections is how many connections to PostgreSQL there are at most where nothing else is said: few of those that a
// service has to its own database, for most calls are about no person, and a key is read in one statement.
const DefaultConnections = 3

// Validate answers what is wrong with what is set.
func (c Config) Validate() []config.Problem {
	var problems []config.Problem
	if c.Key.IsSet() {
		if _, err := parseKeys(c.Key.Reveal()); err != nil {
			problems = append(problems, config.Problem{Key: "key", Text: err.Error()})
		}
	}
	if c.CountingKey.IsSet() {
		if _, err := c.countingKey(); err != nil {
			problems = append(problems, config.Problem{Key: "counting-key", Text: err.Error()})
		}
	}
	if c.Key.IsSet() && c.Key.Reveal() == c.CountingKey.Reveal() {
		problems = append(problems, config.Problem{Key: "counting-key", Text: "is another key than privacy.key"})
	}
	problems = append(problems, config.Check("database-connections", sqldb.CheckConnections(c.Connections))...)
	return append(problems, config.Check("database", sqldb.CheckOptionalURL(c.Database.Reveal()))...)
}

func (c Config) countingKey() (material, error) {
	keys, err := parseKeys(c.CountingKey.Reveal())
	if err != nil {
		return nil, err
	}
	if len(keys) != 1 {
		return nil, fmt.Errorf("is one key, which never changes")
	}
	return keys[0], nil
}

// Require answers the problems of a process that must be told everything: it has no data folder, and keys that it made for
// itself would be of no use to the others. Prefix is the key of the configuration that c stands under.
func (c Config) Require(prefix string) []config.Problem {
	var problems []config.Problem
	for _, setting := range []struct {
		key   string
		value config.Secret
		is    string
	}{
		{"key", c.Key, "encrypts the keys of data subjects: 32 random bytes in base64, as `openssl rand -base64 32` makes them"},
		{"counting-key", c.CountingKey, "makes counting pseudonyms: 32 other random bytes in base64"},
		{"database", c.Database, "is the address of the database of keys, as postgres://USER:PASSWORD@HOST/NAME"},
	} {
		if !setting.value.IsSet() {
			problems = append(problems, config.Problem{Key: prefix + "." + setting.key, Text: setting.is})
		}
	}
	return problems
}

// InFolder answers c with files in a data folder for what is not set. Keys are made where there are none. That is for
// development, and for an organisation small enough to have one folder: whoever can read the folder can read everything.
func (c Config) InFolder(dir string) (Config, error) {
	for name, key := range map[string]*config.Secret{KeyFile: &c.Key, CountingKeyFile: &c.CountingKey} {
		if key.IsSet() {
			continue
		}
		text, err := keyfile.Open(dir, name, newKey)
		if err != nil {
			return c, err
		}
		*key = config.NewSecret(strings.TrimSpace(string(text)))
		if _, err := parseKeys(key.Reveal()); err != nil {
			return c, fmt.Errorf("%s: %w", filepath.Join(dir, name), err)
		}
	}
	if !c.Database.IsSet() {
		c.Database = config.NewSecret("sqlite:" + filepath.Join(dir, DatabaseFile))
	}
	return c, nil
}
