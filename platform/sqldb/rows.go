package sqldb

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
)

// maxParameters is how many parameters one statement has at most. The limits of the engines are far above it (SQLite
// 32,766, PostgreSQL 65,535), but SQLite looks each parameter up by its name in a list: 64 rows of 12 took 7 ms in one
// statement and 3 ms in four of 250 parameters, and less than 100 is slower again; PostgreSQL hardly cared.
const maxParameters = 250

// Rows are the arguments of a statement that speaks of many rows at once. sqlc cannot write those for both engines.
type Rows [][]any

// Each runs query for all rows, in as few statements as the engines allow, and calls scan for every row it returns
// (scan may be nil). In the query, "%s" stands where the rows go: `INSERT INTO t (a, b) VALUES %s`, or
// `WHERE id IN (%s)` for rows of one value.
func (r Rows) Each(ctx context.Context, tx *sql.Tx, query string, scan func(*sql.Rows) error) error {
	if len(r) == 0 {
		return nil
	}
	width := len(r[0])
	tuple := !strings.Contains(query, "(%s)")
	for chunk := maxParameters / width; len(r) > 0; {
		n := min(chunk, len(r))
		if err := r[:n].run(ctx, tx, strings.Replace(query, "%s", places(n, width, tuple), 1), scan); err != nil {
			return err
		}
		r = r[n:]
	}
	return nil
}

func (r Rows) run(ctx context.Context, tx *sql.Tx, query string, scan func(*sql.Rows) error) error {
	args := make([]any, 0, len(r)*len(r[0]))
	for _, row := range r {
		args = append(args, row...)
	}
	if scan == nil {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	}
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// places answers "($1,$2),($3,$4)" for tuples, "$1,$2" otherwise.
func places(rows, width int, tuple bool) string {
	var b strings.Builder
	n := 0
	for i := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		if tuple {
			b.WriteByte('(')
		}
		for j := range width {
			if j > 0 {
				b.WriteByte(',')
			}
			n++
			b.WriteString("$" + strconv.Itoa(n))
		}
		if tuple {
			b.WriteByte(')')
		}
	}
	return b.String()
}
