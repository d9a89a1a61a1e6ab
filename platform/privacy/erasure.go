package privacy

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// Erasure is that the key of a data subject was destroyed for good.
type Erasure struct {
	Subject string // its id in the vault
	Time    time.Time
}

// Erase destroys the keys of data subjects, and remembers that they may never have one again. It holds at once for every
// instance; to erase who was erased does nothing. Stored copies of the keys must be gone before the erasure is complete:
// the database of keys has a retention of its own.
func (v Vault) Erase(ctx context.Context, ids ...string) error {
	list := make([]Erasure, len(ids))
	for i, id := range ids {
		list[i] = Erasure{id, v.privacy.clock.Now()}
	}
	return v.Replay(ctx, list)
}

// Replay carries out erasures again, after the database of keys was restored from a copy that is older than they are.
func (v Vault) Replay(ctx context.Context, list []Erasure) error {
	of := make([]Erasure, len(list))
	for i, e := range list {
		of[i] = Erasure{v.subject(e.Subject), e.Time}
	}
	return replay(ctx, v.privacy.db, of)
}

// Erasures answers all erasures of the service, oldest first: a service that was restored from an older copy than its
// erasures carries them out again.
func (v Vault) Erasures(ctx context.Context) ([]Erasure, error) {
	all, err := erasures(ctx, v.privacy.db)
	if err != nil {
		return nil, err
	}
	var mine []Erasure
	for _, e := range all {
		if id, found := strings.CutPrefix(e.Subject, v.service+"/"); found {
			mine = append(mine, Erasure{id, e.Time})
		}
	}
	return mine, nil
}

// CopyErasures carries the erasures that one database of keys knows out in another, both at addresses: before an old copy
// takes the place of the one that is there.
func CopyErasures(ctx context.Context, from, to string) (err error) {
	source, err := sqldb.Open(ctx, from, sqldb.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	list, err := erasures(ctx, source)
	if err != nil {
		return err
	}
	target, err := sqldb.Open(ctx, to, sqldb.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	return replay(ctx, target, list)
}

func erasures(ctx context.Context, db *sqldb.DB) ([]Erasure, error) {
	rows, err := db.Read().QueryContext(ctx, `-- name: ListErasedSubjects :many
SELECT subject, erased_at FROM erased_subject ORDER BY erased_at, subject`)
	if err != nil {
		return nil, fmt.Errorf("read erasures: %w", err)
	}
	defer rows.Close()
	var list []Erasure
	for rows.Next() {
		var e Erasure
		var at sqldb.Time
		if err := rows.Scan(&e.Subject, &at); err != nil {
			return nil, err
		}
		e.Time = at.Time
		list = append(list, e)
	}
	return list, rows.Err()
}

func replay(ctx context.Context, db *sqldb.DB, list []Erasure) error {
	subjects, rows := make(sqldb.Rows, len(list)), make(sqldb.Rows, len(list))
	for i, e := range list {
		subjects[i], rows[i] = []any{e.Subject}, []any{e.Subject, sqldb.At(e.Time)}
	}
	err := db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := deleteKeys(ctx, tx, subjects); err != nil {
			return err
		}
		return rows.Each(ctx, tx, `-- name: InsertErasedSubjects :exec
INSERT INTO erased_subject (subject, erased_at) VALUES %s ON CONFLICT (subject) DO NOTHING`, nil)
	})
	if err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	return db.Scrub(ctx)
}
