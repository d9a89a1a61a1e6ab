package limits

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/deschoor/meedoen/test/bench/beside"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// chunk is how many rows a statement has. The driver looks for each parameter among all: a statement of a thousand rows was six
// times as slow as one of a hundred, and one of a single row twice.
const chunk = 100

// RowsSQLite is how many head counts a second can be inserted into a file of SQLite in dir, so many with each transaction, which
// has reached the disk when it ends (WAL, synchronous FULL). The table is that of the suite, with its indexes and references;
// statements are of many rows and prepared once. It counts rows.
func RowsSQLite(dir string, rowsPerInsert int) Take {
	return func(ctx context.Context, d time.Duration) (turn measure.Turn, err error) {
		path := filepath.Join(dir, "rows.db")
		if err := errors.Join(checkRows(rowsPerInsert), prepare(ctx, "sqlite:"+path)); err != nil {
			return turn, err
		}
		db, err := sql.Open("sqlite", beside.DurableSQLite(path))
		if err != nil {
			return turn, err
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		db.SetMaxOpenConns(1)
		many, err := db.PrepareContext(ctx, insertMany(min(chunk, rowsPerInsert)))
		if err != nil {
			return turn, err
		}
		defer func() { err = errors.Join(err, many.Close()) }()
		rest, err := db.PrepareContext(ctx, insertMany(max(1, rowsPerInsert%chunk)))
		if err != nil {
			return turn, err
		}
		defer func() { err = errors.Join(err, rest.Close()) }()
		return repeat(ctx, d, rowsPerInsert, func(ctx context.Context) error {
			return insert(ctx, db, many, rest, rowsPerInsert)
		})
	}
}

// insertMany answers the statement for so many rows.
func insertMany(rows int) string {
	tuple := "(" + strings.Repeat("?,", width-1) + "?)"
	return "INSERT INTO head_count (" + columns + ") VALUES " + strings.Repeat(tuple+",", rows-1) + tuple
}

// insert inserts rows in one transaction: chunks of them by many, and what is left by rest.
func insert(ctx context.Context, db *sql.DB, many, rest *sql.Stmt, rows int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // of what is committed, or whose error is known
	values, at := make([]any, 0, chunk*width), now()
	for left := rows; left > 0; left -= len(values) / width {
		statement, n := many, min(chunk, left)
		if n < min(chunk, rows) {
			statement = rest
		}
		values = values[:0]
		for range n {
			values = row(values, at)
		}
		if _, err := tx.StmtContext(ctx, statement).ExecContext(ctx, values...); err != nil { //nolint:sqlclosecheck // tx does
			return err
		}
	}
	return tx.Commit()
}
