package sqldb

import (
	"context"
	"database/sql"
	"fmt"
)

// Snapshot reads with several queries what stood in a database at one moment.
func Snapshot(ctx context.Context, pool *sql.DB, read func(*sql.Tx) error) error {
	tx, err := pool.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin to read: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return read(tx)
}
