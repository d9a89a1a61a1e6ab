package privacy

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// Vault has the keys of the data subjects of one service.
type Vault struct {
	privacy *Privacy
	service string
}

// subject answers what a data subject is called among those of all services.
func (v Vault) subject(id string) string { return v.service + "/" + id }

// Keys answers the keys of data subjects, with one query; who has none is not among them. Call it for every call anew: a key
// that is kept would outlive an erasure by another instance.
func (v Vault) Keys(ctx context.Context, ids ...string) (Keys, error) {
	tx, err := v.privacy.db.Read().BeginTx(ctx, nil)
	if err != nil {
		return Keys{}, fmt.Errorf("read keys: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return v.read(ctx, tx, ids)
}

// MakeKeys answers the keys of data subjects, made now for those who have none.
//
// Error: ErrErased where one of them was erased.
func (v Vault) MakeKeys(ctx context.Context, ids ...string) (keys Keys, err error) {
	rows := make(sqldb.Rows, 0, len(ids))
	now := sqldb.At(v.privacy.clock.Now())
	for _, id := range ids {
		key := make([]byte, keySize)
		_, _ = rand.Read(key) // never fails
		wrapped, err := v.privacy.wrapping.Encrypt(key, []byte(v.subject(id)))
		if err != nil {
			return Keys{}, fmt.Errorf("wrap a key: %w", err)
		}
		rows = append(rows, []any{v.subject(id), wrapped, now})
	}
	err = v.privacy.db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := v.refuseErased(ctx, tx, ids); err != nil {
			return err
		}
		err := rows.Each(ctx, tx, `-- name: InsertSubjectKeys :exec
INSERT INTO subject_key (subject, wrapped, created_at) VALUES %s ON CONFLICT (subject) DO NOTHING`, nil)
		if err != nil {
			return err
		}
		keys, err = v.read(ctx, tx, ids)
		return err
	})
	return keys, err
}

func (v Vault) read(ctx context.Context, tx *sql.Tx, ids []string) (Keys, error) {
	keys := Keys{vault: v, open: map[string][]byte{}}
	err := v.rows(ids).Each(ctx, tx, `-- name: GetSubjectKeys :many
SELECT subject, wrapped FROM subject_key
WHERE subject IN (%s) AND subject NOT IN (SELECT subject FROM erased_subject)`, func(r *sql.Rows) error {
		var subject string
		var wrapped []byte
		if err := r.Scan(&subject, &wrapped); err != nil {
			return err
		}
		key, err := v.privacy.wrapping.Decrypt(wrapped, []byte(subject))
		keys.open[subject] = key
		return err
	})
	if err != nil {
		return Keys{}, fmt.Errorf("read keys: %w", err)
	}
	return keys, nil
}

func (v Vault) refuseErased(ctx context.Context, tx *sql.Tx, ids []string) error {
	erased := false
	err := v.rows(ids).Each(ctx, tx, `-- name: GetErasedSubjects :many
SELECT subject FROM erased_subject WHERE subject IN (%s)`, func(r *sql.Rows) error {
		var subject string
		erased = true
		return r.Scan(&subject)
	})
	if err == nil && erased {
		return ErrErased
	}
	return err
}

// Discard destroys keys of which nothing sealed is kept. It is no erasure: another key may be made.
func (v Vault) Discard(ctx context.Context, ids ...string) error {
	err := v.privacy.db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return deleteKeys(ctx, tx, v.rows(ids)) })
	if err != nil {
		return fmt.Errorf("discard keys: %w", err)
	}
	return nil
}

func (v Vault) rows(ids []string) sqldb.Rows {
	rows := make(sqldb.Rows, len(ids))
	for i, id := range ids {
		rows[i] = []any{v.subject(id)}
	}
	return rows
}

func deleteKeys(ctx context.Context, tx *sql.Tx, subjects sqldb.Rows) error {
	return subjects.Each(ctx, tx, `-- name: DeleteSubjectKeys :exec
DELETE FROM subject_key WHERE subject IN (%s)`, nil)
}
