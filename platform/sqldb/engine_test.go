package sqldb_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestTextThatPostgreSQLDoesNotTakeIsTheFaultOfTheRow(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		for _, text := range []string{"a\x00b", "\xff"} {
			err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, "INSERT INTO note (id, at, body) VALUES ($1, 1, $2)", text, []byte{1})
				return err
			})
			require.Equal(t, engine.Name == "postgres", err != nil, "%q: %v", text, err)
			if err != nil {
				require.True(t, db.IsConstraint(err), "%q: %v", text, err)
				require.False(t, db.IsUnique(err))
			}
		}
	})
}

func TestReadersOfSQLiteCannotWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub folder", "a%20b?.db")
	db := testkit.OpenDB(t, "sqlite:"+path)
	require.NoError(t, db.Migrate(t.Context(), schema))
	_, err := db.Read().Exec("UPDATE counter SET n = 1")
	require.ErrorContains(t, err, "readonly")
	require.Zero(t, count(t, db))
}

func TestFileOfSQLiteIsItsOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub folder", "a%20b?.db")
	db := testkit.OpenDB(t, "sqlite:"+path)
	require.NoError(t, db.Ready(t.Context()))
	for path, mode := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, mode, info.Mode().Perm(), path)
	}
}

func TestDatabaseOfAnotherCollationThanCIsRefused(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		if engine.Name != "postgres" {
			return // SQLite has one collation only
		}
		url := engine.URL(t, nil)
		db := testkit.OpenDB(t, url)
		_, err := db.Read().Exec("UPDATE pg_database SET datcollate = 'C.UTF-8' WHERE datname = current_database()")
		require.NoError(t, err)
		_, err = sqldb.Open(t.Context(), url, sqldb.Options{})
		require.ErrorContains(t, err, "C.UTF-8")
	})
}

func TestStatementIsASpanByItsNameWithoutItsArguments(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		spans := tracetest.NewInMemoryExporter()
		tracer := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
		db, err := sqldb.Open(t.Context(), engine.URL(t, schema), sqldb.Options{Tracer: tracer})
		require.NoError(t, err)
		defer db.Close()
		ctx, command := tracer.Tracer("test").Start(t.Context(), "command")
		require.NoError(t, db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "-- name: InsertNote :exec\nINSERT INTO note (id, at, body) VALUES ($1, 1, $2)", "Jansen", []byte{1})
			return err
		}))
		command.End()
		names := map[string]bool{}
		for _, s := range spans.GetSpans() {
			names[s.Name] = true
			require.NotContains(t, fmt.Sprintf("%+v", s), "Jansen")
			require.NotContains(t, fmt.Sprintf("%+v", s), "VALUES")
			if s.Name == "InsertNote" {
				require.Equal(t, command.SpanContext().TraceID(), s.SpanContext.TraceID())
			}
		}
		require.Contains(t, names, "InsertNote")
	})
}
