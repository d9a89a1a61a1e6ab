package limits

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// columns are those of a head count, in the order of a row.
const columns = `id, location_id, programme_id, date, part_of_day, count, method, recorder, state, version, created_at,
    updated_at, session_id`

// now answers the time as it is stored.
func now() int64 { return clock.System().Now().UnixMicro() }

// register is what puts into a database what its rows refer to.
type register = func(context.Context, *sql.Tx) error

// prepare makes the tables of a service in a database, where they are not there, with what rows refer to.
func prepare(ctx context.Context, url string, tables fs.FS, register register) (err error) {
	db, err := sqldb.Open(ctx, url, sqldb.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Migrate(ctx, tables); err != nil || register == nil {
		return err
	}
	return db.Write(ctx, register)
}

// checkRows says what is wrong with a number of rows to an insert.
func checkRows(rows int) error {
	if rows < 1 {
		return fmt.Errorf("an insert has a row or more, not %d", rows)
	}
	return nil
}
