package privacy

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// Subjects are the data subjects of a service, as far as an erasure must know them: their keys are in the vault, and their rows
// in the service's own database. An erasure leaves a shell of the row first and destroys the key then.
type Subjects struct {
	Vault Vault
	DB    *sqldb.DB
	// Erasures answers all erasures that the database of the service remembers.
	Erasures func(context.Context) ([]Erasure, error)
	// Whole answers, of data subjects, those of whom more than a shell is kept.
	Whole func(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]bool, error)
	// LeaveShell leaves of one that is whole nothing that identifies the person, and remembers the erasure.
	LeaveShell func(context.Context, *sql.Tx, Erasure) error
}

// DestroyKeys destroys the keys of data subjects of whom a shell was left, and has what was deleted leave the files.
func (s Subjects) DestroyKeys(ctx context.Context, ids ...string) error {
	if err := s.Vault.Erase(ctx, ids...); err != nil {
		return err
	}
	return s.DB.Scrub(ctx)
}

// FinishErasures carries out what either side knows of erasures and the other does not: after a crash between the two, and
// after one of the databases was restored from a copy that is older than an erasure. It belongs before the service serves.
func (s Subjects) FinishErasures(ctx context.Context) error {
	known, err := s.Vault.Erasures(ctx)
	if err != nil {
		return err
	}
	mine, err := s.Erasures(ctx)
	if err != nil {
		return err
	}
	if missed := missing(mine, known); len(missed) > 0 {
		if err := s.Vault.Replay(ctx, missed); err != nil {
			return err
		}
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return s.eraseKnown(ctx, tx, known) })
}

// missing answers those of list that are not among known: nobody needs to be erased twice.
func missing(list, known []Erasure) []Erasure {
	there := make(map[string]bool, len(known))
	for _, e := range known {
		there[e.Subject] = true
	}
	return slices.DeleteFunc(slices.Clone(list), func(e Erasure) bool { return there[e.Subject] })
}

// eraseKnown leaves a shell of those who are whole here although their keys are destroyed.
func (s Subjects) eraseKnown(ctx context.Context, tx *sql.Tx, known []Erasure) error {
	ids := make(map[string]bool, len(known))
	for _, e := range known {
		ids[e.Subject] = true
	}
	whole, err := s.Whole(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, e := range known {
		if !whole[e.Subject] {
			continue
		}
		if err := s.LeaveShell(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}
