package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// invariant is something that holds whatever went wrong, once everything is mended and all events have arrived.
type invariant struct {
	name string
	// check answers how many things it looked at.
	check func(ctx context.Context, t *trial) (int, error)
}

func invariants() []invariant {
	return slices.Concat([]invariant{
		{"every acknowledged command is in its database once, with its content", commandsAreStored},
	}, domainInvariants(), eventInvariants(), []invariant{
		{"every audit log verifies", auditLogsVerify},
		{"no log tells of a panic, an event set aside or a name", logsAreClean},
	})
}

// differ collects what is wrong, and the first few of it.
type differ struct {
	errs []error
	more int
}

func (d *differ) add(format string, args ...any) {
	if len(d.errs) < 8 {
		d.errs = append(d.errs, fmt.Errorf(format, args...))
	} else {
		d.more++
	}
}

func (d *differ) err() error {
	if d.more > 0 {
		return errors.Join(append(d.errs, fmt.Errorf("and %d more", d.more))...)
	}
	return errors.Join(d.errs...)
}

// pairs answers the two columns of a query.
func pairs(ctx context.Context, db *sql.DB, query string, args ...any) (map[string]string, error) {
	all := map[string]string{}
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return nil, err
		}
		all[key] = value
	}
	return all, rows.Err()
}

// none says that a query, of one column, finds nothing: each row it finds is wrong.
func none(ctx context.Context, db *sql.DB, wrong, query string) error {
	rows, err := pairs(ctx, db, "WITH found (w) AS ("+query+") SELECT CAST(w AS TEXT), '' FROM found")
	var d differ
	for one := range rows {
		d.add("%s: %s", wrong, one)
	}
	return errors.Join(err, d.err())
}

// number answers the one number of a query.
func number(ctx context.Context, db *sql.DB, query string) (n int64, err error) {
	return n, db.QueryRowContext(ctx, query).Scan(&n)
}
