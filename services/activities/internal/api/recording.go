package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// inserting adapts how records of a kind are added.
func inserting[V any](
	insert func(store.Store, context.Context, []V) error,
) func(context.Context, *sql.Tx, []V) error {
	return func(ctx context.Context, tx *sql.Tx, list []V) error { return insert(store.In(tx), ctx, list) }
}

// byID adapts how records of a kind are read.
func byID[V any](
	read func(store.Store, context.Context, map[string]bool) (map[string]V, error),
) func(context.Context, *sql.Tx, map[string]bool) (map[string]V, error) {
	return func(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]V, error) {
		return read(store.In(tx), ctx, ids)
	}
}
