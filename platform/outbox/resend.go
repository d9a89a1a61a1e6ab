package outbox

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// resendStep is how many events one transaction marks to be sent again: those that record wait for no more than that.
const resendStep = 500

// Resend has every event sent again that was registered at or after since, and answers how many were marked. A relay that
// runs sends them within a second; consumers drop what they have.
func Resend(ctx context.Context, db *sqldb.DB, since time.Time) (int64, error) {
	var marked int64
	for after := ""; ; {
		// By ranges of ids, and not by what is still sent: a relay that keeps up would make that endless.
		last, n, err := resendAfter(ctx, db, after, since)
		if err != nil {
			return marked, fmt.Errorf("mark events to be sent again: %w", err)
		}
		if last == "" {
			return marked, nil
		}
		marked += n
		after = last
	}
}

// resendAfter marks the next events after an id, and answers the last of them, empty where there are no more.
func resendAfter(ctx context.Context, db *sqldb.DB, after string, since time.Time) (last string, marked int64, err error) {
	err = db.Read().QueryRowContext(ctx, `-- name: EndOfResendStep :one
SELECT CAST(COALESCE(MAX(id), '') AS TEXT) FROM (
    SELECT id FROM outbox WHERE id > CAST($1 AS TEXT) AND created_at >= $2 ORDER BY id LIMIT $3
) AS step`, after, sqldb.At(since), resendStep).Scan(&last)
	if err != nil || last == "" {
		return "", 0, err
	}
	err = db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `-- name: MarkUnsentSince :execrows
UPDATE outbox SET sent_at = 0 WHERE id > $1 AND id <= $2 AND created_at >= $3 AND sent_at > 0`,
			after, last, sqldb.At(since))
		if err != nil {
			return err
		}
		marked, err = result.RowsAffected()
		return err
	})
	return last, marked, err
}
