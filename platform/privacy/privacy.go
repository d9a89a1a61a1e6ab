// Package privacy keeps what identifies people so that it can be forgotten: encrypted with a key per data subject, found by
// keyed hashes, and counted by pseudonyms. An erasure destroys a key, and with it what was sealed in every copy.
package privacy

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the schema of the database of keys.
func Migrations() fs.FS {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		// The folder is compiled in.
		panic(err)
	}
	return files
}

// Privacy is what the services of one process share: the database of keys, and the keys of the configuration.
type Privacy struct {
	db       *sqldb.DB
	clock    clock.Clock
	wrapping tink.AEAD // encrypts the keys of data subjects
	keys     []material
	counting material
}

// Open opens the database of keys. It does not migrate. The configuration must be complete: see Require and InFolder. How many
// connections there are is that of the configuration.
func Open(ctx context.Context, cfg Config, clk clock.Clock, o sqldb.Options) (*Privacy, error) {
	keys, err := parseKeys(cfg.Key.Reveal())
	if err != nil {
		return nil, fmt.Errorf("privacy.key: %w", err)
	}
	counting, err := cfg.countingKey()
	if err != nil {
		return nil, fmt.Errorf("privacy.counting-key: %w", err)
	}
	wrapping, err := newWrapping(keys)
	if err != nil {
		return nil, fmt.Errorf("privacy.key: %w", err)
	}
	o.Connections = cmp.Or(cfg.Connections, DefaultConnections)
	db, err := sqldb.Open(ctx, cfg.Database.Reveal(), o)
	if err != nil {
		return nil, fmt.Errorf("privacy.database: %w", err)
	}
	return &Privacy{db: db, clock: clk, wrapping: wrapping, keys: keys, counting: counting}, nil
}

// Migrate brings the database of keys to the present schema, and refuses keys of the configuration that are not those it
// was filled with: data that nobody can read would otherwise show one person at a time.
func (p *Privacy) Migrate(ctx context.Context) error {
	if err := p.db.Migrate(ctx, Migrations()); err != nil {
		return err
	}
	// An erasure may have ended between destroying a key and this.
	return errors.Join(p.checkKey(ctx), p.checkCountingKey(ctx), p.db.Scrub(ctx))
}

// Ready says whether the database of keys answers.
func (p *Privacy) Ready(ctx context.Context) error { return p.db.Ready(ctx) }

// Close closes the database of keys.
func (p *Privacy) Close() error { return p.db.Close() }

// Vault answers the vault of a service, in which the ids of its data subjects are its own.
func (p *Privacy) Vault(service string) Vault { return Vault{p, service} }

// Lookup answers the hashes of a service for one purpose; those of another purpose are others.
func (p *Privacy) Lookup(service, purpose string) Lookup {
	var l Lookup
	for _, key := range p.keys {
		l.keys = append(l.keys, key.For("lookup/"+service+"/"+purpose))
	}
	return l
}
