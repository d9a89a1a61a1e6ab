package privacy

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
)

// checkKey refuses a start without the key that wrapped the oldest and the newest key of a data subject.
func (p *Privacy) checkKey(ctx context.Context) error {
	rows, err := p.db.Read().QueryContext(ctx, `-- name: SampleSubjectKeys :many
SELECT subject, wrapped FROM subject_key WHERE created_at = (SELECT MIN(created_at) FROM subject_key)
    OR created_at = (SELECT MAX(created_at) FROM subject_key) LIMIT 100`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var subject string
		var wrapped []byte
		if err := rows.Scan(&subject, &wrapped); err != nil {
			return err
		}
		if _, err := p.wrapping.Decrypt(wrapped, []byte(subject)); err != nil {
			return errors.New("privacy.key is not the one with which keys of data subjects were encrypted: " +
				"put that one behind it, after a comma")
		}
	}
	return rows.Err()
}

// checkCountingKey refuses another counting key than the first one.
func (p *Privacy) checkCountingKey(ctx context.Context) error {
	mine := base64.RawURLEncoding.EncodeToString(p.counting.For("fingerprint"))
	var first string
	err := p.db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `-- name: InsertFingerprint :exec
INSERT INTO fingerprint (name, value) VALUES ('counting-key', $1) ON CONFLICT (name) DO NOTHING`, mine)
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `-- name: GetFingerprint :one
SELECT value FROM fingerprint WHERE name = 'counting-key'`).Scan(&first)
	})
	if err != nil {
		return fmt.Errorf("compare the counting key: %w", err)
	}
	if first != mine {
		return errors.New("privacy.counting-key is not the one that was used before: with another, persons would count twice")
	}
	return nil
}
