package testkit_test

import (
	"context"
	"database/sql"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
)

func schema(table string) fstest.MapFS {
	return fstest.MapFS{"00001_test.sql": {Data: []byte("-- +goose Up\nCREATE TABLE " + table + " (n BIGINT NOT NULL);")}}
}

func TestEveryDatabaseIsNewAndHasItsOwnTables(t *testing.T) {
	var engines []string
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		engines = append(engines, engine.Name)
		for range 2 {
			for _, table := range []string{"hall", "attic"} { // from files of the same name
				db := engine.Open(t, schema(table))
				var rows int
				require.NoError(t, db.Read().QueryRow("SELECT COUNT(*) FROM "+table).Scan(&rows))
				require.Zero(t, rows)
				require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
					_, err := tx.ExecContext(ctx, "INSERT INTO "+table+" (n) VALUES (1)")
					return err
				}))
				require.NoError(t, db.Read().QueryRow("SELECT COUNT(*) FROM outbox").Scan(&rows), "and those of the platform")
			}
		}
	})
	require.Equal(t, []string{"sqlite", "postgres"}, engines)
}

func TestClockShowsWhatItWasSetTo(t *testing.T) {
	noon := time.Date(2022, 5, 1, 12, 0, 0, 0, time.FixedZone("", 7200))
	c := testkit.NewClock(noon)
	require.Equal(t, noon.UTC(), c.Now())
	c.Advance(time.Hour)
	require.Equal(t, noon.Add(time.Hour).UTC(), c.Now())
	c.Set(noon)
	require.Equal(t, noon.UTC(), c.Now())
}

func TestQueriesAreHeardByName(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		var q testkit.Queries
		db := q.Open(t, engine.URL(t, nil))
		asked, other := q.After("CountLeases"), q.After("CountNothing")
		ask := func() {
			var n int
			require.NoError(t, db.Read().QueryRow("-- name: CountLeases :one\nSELECT COUNT(*) FROM lease").Scan(&n))
		}
		ask()
		<-asked
		again := q.After("CountLeases")
		require.NotEqual(t, asked, again)
		select {
		case <-again:
			require.Fail(t, "before it was asked again")
		case <-other:
			require.Fail(t, "nobody asked this")
		default:
		}
		ask()
		<-again
	})
}
