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

// RowsSQLite is how many head counts a second can be inserted into a file of SQLite in dir, so many with each insert, which is a
// transaction and has reached the disk when it ends (WAL, synchronous FULL). The table is that of the suite, with its indexes and
// references; the statement is prepared once. It counts rows.
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
		tuple := "(" + strings.Repeat("?,", width-1) + "?)"
		insert, err := db.PrepareContext(ctx,
			"INSERT INTO head_count ("+columns+") VALUES "+strings.Repeat(tuple+",", rowsPerInsert-1)+tuple)
		if err != nil {
			return turn, err
		}
		defer func() { err = errors.Join(err, insert.Close()) }()
		values := make([]any, 0, rowsPerInsert*width)
		return repeat(ctx, d, rowsPerInsert, func(ctx context.Context) error {
			values = values[:0]
			for at := now(); len(values) < cap(values); {
				values = row(values, at)
			}
			_, err := insert.ExecContext(ctx, values...)
			return err
		})
	}
}
