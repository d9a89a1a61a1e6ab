package sqldb_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
)

func TestSnapshotIsOfOneMoment(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		count := func(tx *sql.Tx) (n int) {
			require.NoError(t, tx.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM outbox").Scan(&n))
			return n
		}
		require.NoError(t, sqldb.Snapshot(t.Context(), r.Read(), func(tx *sql.Tx) error {
			require.Zero(t, count(tx))
			require.NoError(t, r.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, `INSERT INTO outbox (id, type, noun, aggregate_id, schema_name, data, traceparent, created_at,
					sent_at) VALUES ('a', '', '', '', '', $1, '', 1, 0)`, []byte{})
				return err
			}))
			require.Zero(t, count(tx), "what is written meanwhile is not in it")
			return nil
		}))
		require.NoError(t, sqldb.Snapshot(t.Context(), r.Read(), func(tx *sql.Tx) error {
			require.Equal(t, 1, count(tx))
			return nil
		}))
	})
}
