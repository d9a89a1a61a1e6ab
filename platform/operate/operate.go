// Package operate is what an operator does to the databases of services from the command line: the events that could not
// be handled, sending events again, and verifying audit logs. The commands are the same for a program with one service and
// one with many. They work while the services run and while they do not, from a process of their own, and neither make nor
// migrate a database.
package operate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Service is a service that the program knows.
type Service struct {
	Name     string        // as in --service
	Database config.Secret // its address
}

// Services answers the services of a program, by the configuration that the flags of the command point to.
type Services func(flags *pflag.FlagSet) ([]Service, error)

// Commands answers the commands: deadletters, outbox and audit.
func Commands(services Services) []*cobra.Command {
	return []*cobra.Command{newDeadLetters(services), newOutbox(services), newAudit(services)}
}

// group answers a command that only has others below it.
func group(use, short, long string, below ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Long: long, Args: cobra.NoArgs}
	cmd.AddCommand(below...)
	return cmd
}

// database is that of a service, open.
type database struct {
	*sqldb.DB
	service string
}

type databases []database

// close ignores errors: what was written is committed, and what was read is read.
func (d databases) close() {
	for _, db := range d {
		_ = db.Close()
	}
}

// open answers the databases of all services, or of the one called only. Close what it answers.
func (s Services) open(cmd *cobra.Command, only string) (databases, error) {
	all, err := s(cmd.Flags())
	if err != nil {
		return nil, err
	}
	var names []string
	var open databases
	var problems []error
	for _, service := range all {
		names = append(names, service.Name)
		if only != "" && service.Name != only {
			continue
		}
		db, err := service.open(cmd.Context())
		if err != nil {
			problems = append(problems, fmt.Errorf("database of %s: %w", service.Name, err))
			continue
		}
		open = append(open, database{db, service.Name})
	}
	if only != "" && !slices.Contains(names, only) {
		problems = append(problems, fmt.Errorf("there is no service %q: --service is one of %s", only, strings.Join(names, ", ")))
	}
	if len(problems) > 0 {
		open.close()
		return nil, errors.Join(problems...)
	}
	return open, nil
}

// patience is how long a database may take to answer at first.
const patience = 10 * time.Second

// open opens the database where there is one with the schema that the commands need.
func (s Service) open(ctx context.Context) (*sqldb.DB, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if path, isFile := strings.CutPrefix(s.Database.Reveal(), "sqlite:"); isFile {
		// Opening would make it.
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no file %s: the service makes it when it first starts", path)
		} else if err != nil {
			return nil, err
		}
	}
	db, err := sqldb.Open(ctx, s.Database.Reveal(), sqldb.Options{})
	if err != nil {
		return nil, err
	}
	if err := current(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// current refuses a database without the tables and columns that the commands need.
func current(ctx context.Context, db *sqldb.DB) error {
	have, err := sqldb.VersionOf(ctx, db.Read())
	if err != nil {
		return fmt.Errorf("it has no schema yet; the service makes it when it first starts (%w)", err)
	}
	if have.Platform < needed {
		return errors.New("its schema is that of an older version: start the service of this version once, which migrates it")
	}
	return nil
}

// needed is the last migration of the platform that a command needs: the one that seals audit logs.
const needed = 6
