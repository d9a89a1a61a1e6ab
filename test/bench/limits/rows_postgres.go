package limits

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/test/bench/beside"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// insertUnnested takes a list for each column instead of a parameter for each value, of which PostgreSQL would read thousands.
const insertUnnested = `INSERT INTO head_count (` + columns + `)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[],
    $10::bigint[], $11::bigint[], $12::bigint[], $13::text[])`

// RowsPostgres is how many head counts a second can be inserted into PostgreSQL, so many with each insert, which is a
// transaction and has reached the disk when it ends, as the server is set. The table is that of the suite, with its indexes and
// references; the statement is prepared once, over one connection of the driver itself. It counts rows.
func RowsPostgres(url string, rowsPerInsert int) Take {
	return func(ctx context.Context, d time.Duration) (turn measure.Turn, err error) {
		if err := errors.Join(checkRows(rowsPerInsert), prepare(ctx, url, activities.Migrations(), beside.Register)); err != nil {
			return turn, err
		}
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return turn, err
		}
		defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
		return repeat(ctx, d, rowsPerInsert, func(ctx context.Context) error {
			_, err := conn.Exec(ctx, insertUnnested, lists(rowsPerInsert, now())...)
			return err
		})
	}
}

// lists answers the values of so many new head counts, a list for each column.
func lists(rows int, at int64) []any {
	made := make([]string, rows)
	for i := range made {
		made[i] = ids.New()
	}
	text := func(value string) []string { return slices.Repeat([]string{value}, rows) }
	number := func(value int64) []int64 { return slices.Repeat([]int64{value}, rows) }
	return []any{
		made, text(beside.LocationID), text(beside.ProgrammeID), text("2022-05-12"), text("morning"), number(12), text("tally"),
		text("bench"), text("recorded"), number(1), number(at), number(at), text(""),
	}
}
