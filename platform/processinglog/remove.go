package processinglog

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// Remove removes all lines about data subjects, each a pseudonym, and answers how many there were: for what is kept for a term,
// and for nothing else.
func Remove(ctx context.Context, tx *sql.Tx, subjects ...string) (lines int64, err error) {
	rows := make(sqldb.Rows, len(subjects))
	for i, subject := range subjects {
		rows[i] = []any{subject}
	}
	err = rows.Each(ctx, tx, `-- name: DeleteProcessingLog :many
DELETE FROM processing_log WHERE subject IN (%s) RETURNING 1`, func(*sql.Rows) error {
		lines++
		return nil
	})
	if err != nil {
		return lines, fmt.Errorf("remove from the processing log: %w", err)
	}
	return lines, nil
}
