package store_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// onEngines runs test with an empty database on each engine.
func onEngines(t *testing.T, test func(t *testing.T, db *sqldb.DB)) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) { test(t, engine.Open(t, store.Migrations())) })
}

// write runs change in a transaction of its own.
func write(t testing.TB, db *sqldb.DB, change func(ctx context.Context, s store.Store) error) {
	t.Helper()
	require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error { return change(ctx, store.In(tx)) }))
}
