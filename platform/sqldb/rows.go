package sqldb

import (
	"context"
	"database/sql"
	"math/bits"
	"strconv"
	"strings"
)

// maxParameters is how many parameters one statement has at most, far below the limits of the engines (SQLite 32,766,
// PostgreSQL 65,535).
const maxParameters = 1000

// positional marks the context of a command whose engine takes "?" for a parameter.
type positional struct{}

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
	form := places{width: width, tuple: !strings.Contains(query, "(%s)"), unnumbered: ctx.Value(positional{}) != nil}
	for rest := r; len(rest) > 0; {
		n := form.step(len(rest))
		part := rest[:min(n, len(rest))]
		if err := part.run(ctx, tx, strings.Replace(query, "%s", form.text(n), 1), n, scan); err != nil {
			return err
		}
		rest = rest[len(part):]
	}
	return nil
}

// step answers how many rows the next statement is of, of so many that are left.
//
// A statement is prepared once for each number of rows that it is of. So a list of ids is filled up to a power of two: one more
// of the same id is none. Of rows to SQLite a power of two goes first, and then the rest: it runs in this process, and a
// statement more costs less than to read the text of one for the very number. To PostgreSQL each is a way to and fro, and it
// remembers more of them.
func (p places) step(left int) int {
	most := max(1, maxParameters/p.width)
	switch {
	case !p.tuple:
		return min(powerBelow(most), powerAbove(left))
	case p.unnumbered && left < most:
		return powerBelow(left)
	}
	return min(most, left)
}

// powerBelow answers the largest power of two that is not above n, which is 1 or more.
func powerBelow(n int) int { return 1 << (bits.Len(uint(n)) - 1) }

// powerAbove answers the smallest power of two that is not below n, which is 1 or more.
func powerAbove(n int) int { return 1 << bits.Len(uint(n-1)) }

// run runs a statement that is of n rows with those of r; the last of them stands for those that are missing.
func (r Rows) run(ctx context.Context, tx *sql.Tx, statement string, n int, scan func(*sql.Rows) error) error {
	args := make([]any, 0, n*len(r[0]))
	for i := range n {
		args = append(args, r[min(i, len(r)-1)]...)
	}
	if scan == nil {
		_, err := tx.ExecContext(ctx, statement, args...)
		return err
	}
	rows, err := tx.QueryContext(ctx, statement, args...)
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

// places is how the parameters of rows are written in a statement.
type places struct {
	width int  // of a row
	tuple bool // each row in parentheses of its own
	// unnumbered writes "?", for SQLite alone, to which "$1" is a name: it looks every name up among all before it, so that the
	// time of a statement grows with their square (64 rows of 12: 6.6 ms, and 1.5 ms without names).
	unnumbered bool
}

// text answers "($1,$2),($3,$4)" for two rows as tuples, and "$1,$2" otherwise.
func (p places) text(rows int) string {
	var b strings.Builder
	n := 0
	for i := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		if p.tuple {
			b.WriteByte('(')
		}
		for j := range p.width {
			if j > 0 {
				b.WriteByte(',')
			}
			n++
			p.write(&b, n)
		}
		if p.tuple {
			b.WriteByte(')')
		}
	}
	return b.String()
}

func (p places) write(b *strings.Builder, n int) {
	if p.unnumbered {
		b.WriteByte('?')
		return
	}
	b.WriteByte('$')
	b.WriteString(strconv.Itoa(n))
}
