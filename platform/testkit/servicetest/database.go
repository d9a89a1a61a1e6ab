package servicetest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// State answers every row of tables, by table, to see what a call changed.
func State(t testing.TB, db *sqldb.DB, tables ...string) map[string][]string {
	t.Helper()
	state := map[string][]string{}
	for _, table := range tables {
		state[table] = Rows(t, db, table)
	}
	return state
}

// Rows answers every row of a table, by its first columns.
func Rows(t testing.TB, db *sqldb.DB, table string) (list []string) {
	t.Helper()
	rows, err := db.Read().QueryContext(t.Context(), "SELECT * FROM "+table+" ORDER BY 1, 2")
	require.NoError(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	require.NoError(t, err)
	for rows.Next() {
		values := make([]any, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		require.NoError(t, rows.Scan(targets...))
		list = append(list, fmt.Sprintf("%q", values))
	}
	require.NoError(t, rows.Err())
	return list
}

// column answers what a query of one column finds, in order.
func column[V any](t testing.TB, db *sqldb.DB, query string, args ...any) (list []V) {
	t.Helper()
	rows, err := db.Read().QueryContext(t.Context(), query, args...)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var v V
		require.NoError(t, rows.Scan(&v))
		list = append(list, v)
	}
	require.NoError(t, rows.Err())
	return list
}

// Exec changes a database behind the back of the service.
func Exec(t testing.TB, db *sqldb.DB, statement string, args ...any) {
	t.Helper()
	require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement, args...)
		return err
	}))
}

// Told answers what the events of a type are about, oldest first.
func Told(t testing.TB, db *sqldb.DB, kind string) []string {
	t.Helper()
	return column[string](t, db, "SELECT aggregate_id FROM outbox WHERE type = $1 ORDER BY id", kind)
}

// Events answers what the events of a noun say, oldest first.
func Events[M proto.Message](t testing.TB, db *sqldb.DB, noun string) (list []M) {
	t.Helper()
	for _, data := range column[[]byte](t, db, "SELECT data FROM outbox WHERE noun = $1 ORDER BY id", noun) {
		var none M
		m := none.ProtoReflect().New().Interface().(M)
		require.NoError(t, proto.Unmarshal(data, m))
		list = append(list, m)
	}
	return list
}

// Refusals answers who was refused what for a reason that ends so, by the audit log: "actor Method object", in order.
func Refusals(t testing.TB, db *sqldb.DB, reason string) (list []string) {
	t.Helper()
	rows, err := db.Read().QueryContext(t.Context(),
		"SELECT actor, action, object, reason FROM audit_log WHERE result = 'refused' ORDER BY id")
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var actor, action, object, why string
		require.NoError(t, rows.Scan(&actor, &action, &object, &why))
		if strings.HasSuffix(why, reason) {
			list = append(list, actor+" "+action[strings.LastIndex(action, "/")+1:]+" "+object)
		}
	}
	require.NoError(t, rows.Err())
	return list
}

// Folder answers the folder of a database, which is SQLite.
func Folder(t testing.TB, db *sqldb.DB) string {
	t.Helper()
	var seq int
	var name, path string
	ctx := context.WithoutCancel(t.Context())
	require.NoError(t, db.Read().QueryRowContext(ctx, "PRAGMA database_list").Scan(&seq, &name, &path))
	return filepath.Dir(path)
}

// Files answers what stands in each file of a folder: of a database also what is deleted and not overwritten.
func Files(t testing.TB, folder string) (contents []string) {
	t.Helper()
	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(folder, f.Name()))
		require.NoError(t, err)
		contents = append(contents, string(content))
	}
	return contents
}
