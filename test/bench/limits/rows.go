package limits

import (
	"context"
	"errors"
	"fmt"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/test/bench/beside"
)

// columns are those of a head count, in the order of a row.
const columns = `id, location_id, programme_id, date, part_of_day, count, method, recorder, state, version, created_at, updated_at,
    session_id`

// width is how many columns there are.
const width = 13

// row appends the values of a new head count.
func row(values []any, at int64) []any {
	return append(values, ids.New(), beside.LocationID, beside.ProgrammeID, "2022-05-12", "morning", 12, "tally", "bench", "recorded",
		1, at, at, "")
}

// now answers the time as it is stored.
func now() int64 { return clock.System().Now().UnixMicro() }

// prepare makes the tables of the suite in a database, where they are not there, with a place and a programme for rows to refer to.
func prepare(ctx context.Context, url string) (err error) {
	db, err := sqldb.Open(ctx, url, sqldb.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Migrate(ctx, activities.Migrations()); err != nil {
		return err
	}
	return db.Write(ctx, beside.Register)
}

// checkRows says what is wrong with a number of rows to an insert: each value is a parameter, of which SQLite takes 32,766.
func checkRows(rows int) error {
	if rows < 1 || rows*width > 32766 {
		return fmt.Errorf("an insert has 1 to %d rows, not %d", 32766/width, rows)
	}
	return nil
}
