package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
)

// HoldAlone waits until nobody holds what name stands for, in the database of tx, and holds it until the transaction ends.
// HoldShared lets others hold it too, those who share it. Who waits has it in the order of asking, so that one who needs it
// alone is not passed by others for ever: locks on rows do not promise that. Who asks for both begins with HoldAlone, and who
// asks for several names does so in one order. On SQLite a transaction that writes is alone already.
func HoldAlone(ctx context.Context, tx *sql.Tx, name string) error {
	return hold(ctx, tx, name, "-- name: HoldAlone :exec\nSELECT pg_advisory_xact_lock($1)")
}

// HoldShared holds what name stands for as HoldAlone does, beside others who share it.
func HoldShared(ctx context.Context, tx *sql.Tx, name string) error {
	return hold(ctx, tx, name, "-- name: HoldShared :exec\nSELECT pg_advisory_xact_lock_shared($1)")
}

func hold(ctx context.Context, tx *sql.Tx, name, statement string) error {
	if ctx.Value(positional{}) != nil {
		return nil
	}
	h := fnv.New64a()
	h.Write([]byte(name))
	if _, err := tx.ExecContext(ctx, statement, int64(h.Sum64())); err != nil {
		return fmt.Errorf("hold %s: %w", name, err)
	}
	return nil
}

// Alone says whether a transaction that writes is alone in its database, so that what it reads is locked already.
func Alone(ctx context.Context) bool { return ctx.Value(positional{}) != nil }

// ForShare is what follows a SELECT in a transaction that writes, so that the rows it reads stay as they are until the
// transaction ends, while others may read them so too. On SQLite they do by themselves.
func ForShare(ctx context.Context) string {
	if ctx.Value(positional{}) != nil {
		return ""
	}
	return " FOR SHARE"
}
