package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// schema is a small service's: a counter with a version, and notes.
var schema = fstest.MapFS{"00001_sqldb_test.sql": {Data: []byte(`-- +goose Up
CREATE TABLE counter (id TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL CHECK (n >= 0), version BIGINT NOT NULL);
INSERT INTO counter (id, n, version) VALUES ('a', 0, 1);
CREATE TABLE note (id TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, body BYTEA NOT NULL);
`)}}

func increment(ctx context.Context, tx *sql.Tx) error {
	var n, version int64
	if err := tx.QueryRowContext(ctx, "SELECT n, version FROM counter WHERE id = 'a'").Scan(&n, &version); err != nil {
		return err
	}
	result, err := tx.ExecContext(ctx, "UPDATE counter SET n = $1, version = version + 1 WHERE id = 'a' AND version = $2", n+1, version)
	if err != nil {
		return err
	}
	if changed, _ := result.RowsAffected(); changed == 0 {
		return sqldb.ErrStale
	}
	return nil
}

func count(t *testing.T, db *sqldb.DB) (n int64) {
	require.NoError(t, db.Read().QueryRow("SELECT n FROM counter WHERE id = 'a'").Scan(&n))
	return n
}

func TestWritersThatMeetLoseNoUpdate(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		var wg sync.WaitGroup
		var mu sync.Mutex
		done := 0
		for range 16 {
			wg.Go(func() {
				for range 10 {
					err := db.Write(context.Background(), increment)
					if err != nil {
						require.True(t, fault.Is(err, "WRITE_CONFLICT"), "%v", err)
						continue
					}
					mu.Lock()
					done++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		require.Positive(t, done)
		require.EqualValues(t, done, count(t, db), "every acknowledged increment is there, and no other")
	})
}

func TestStaleCommandRunsFourTimesAndThenAborts(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		runs := 0
		err := db.Write(context.Background(), func(context.Context, *sql.Tx) error { runs++; return sqldb.ErrStale })
		require.True(t, fault.Is(err, "WRITE_CONFLICT"), "%v", err)
		require.Equal(t, 4, runs)
	})
}

func TestFailedCommandChangesNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		refused := errors.New("refused")
		err := db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
			require.NoError(t, increment(ctx, tx))
			return refused
		})
		require.ErrorIs(t, err, refused)
		require.Zero(t, count(t, db))
	})
}

func TestCommandOfACallerWhoHasGoneIsDroppedBeforeItStarts(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		require.ErrorIs(t, db.Write(ctx, increment), context.Canceled)
		require.Zero(t, count(t, db))
	})
}

func TestCommandIsNotCancelledHalfWay(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		ctx, cancel := context.WithCancel(context.Background())
		require.NoError(t, db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
			cancel()
			return increment(ctx, tx)
		}))
		require.EqualValues(t, 1, count(t, db))
	})
}

func TestCommitIsTold(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		commits := 0
		db.OnCommit(func([]any) { commits++ })
		require.NoError(t, db.Write(context.Background(), increment))
		require.Error(t, db.Write(context.Background(), func(context.Context, *sql.Tx) error { return errors.New("no") }))
		require.Equal(t, 1, commits)
	})
}

func TestConstraintsAreRecognised(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		exec := func(statement string) error {
			return db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, statement)
				return err
			})
		}
		clash := exec("INSERT INTO counter (id, n, version) VALUES ('a', 1, 1)")
		require.True(t, db.IsUnique(clash))
		require.True(t, db.IsConstraint(clash))
		check := exec("UPDATE counter SET n = -1")
		require.False(t, db.IsUnique(check))
		require.True(t, db.IsConstraint(check))
		require.False(t, db.IsConstraint(exec("UPDATE nothing SET n = 1")))
	})
}

func TestRowsOfManyAreWrittenAndReadBack(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		at := sqldb.At(time.Date(2022, 5, 1, 12, 30, 0, 123456789, time.UTC))
		body := []byte{0, 1, 0xff, '\\', 'x'}
		var rows, keys sqldb.Rows
		for i := range 25_000 { // more parameters than one statement of either engine takes
			id := time.Unix(int64(i), 0).Format("150405") + string(rune('a'+i%7))
			id += time.Unix(int64(i), 0).Format("20060102")
			rows = append(rows, []any{id, at, body})
			keys = append(keys, []any{id})
		}
		require.NoError(t, db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
			if err := rows.Each(ctx, tx, "INSERT INTO note (id, at, body) VALUES %s", nil); err != nil {
				return err
			}
			found := 0
			err := keys.Each(ctx, tx, "SELECT at, body FROM note WHERE id IN (%s)", func(r *sql.Rows) error {
				var gotAt sqldb.Time
				var gotBody []byte
				if err := r.Scan(&gotAt, &gotBody); err != nil {
					return err
				}
				require.True(t, at.Equal(gotAt.Time))
				require.Equal(t, body, gotBody)
				found++
				return nil
			})
			require.Equal(t, len(keys), found)
			return err
		}))
	})
}

func TestMigratingTwiceAtOnceIsHarmless(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		url := engine.URL(t, nil)
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				db, err := sqldb.Open(context.Background(), url, sqldb.Options{})
				if err != nil {
					t.Error(err)
					return
				}
				defer db.Close()
				if err := db.Migrate(context.Background(), schema); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		require.Zero(t, count(t, testkit.OpenDB(t, url)))
	})
}

func TestUnknownAddressIsRefused(t *testing.T) {
	_, err := sqldb.Open(context.Background(), "mysql://x", sqldb.Options{})
	require.ErrorContains(t, err, `"sqlite:" or "postgres://"`)
}
