package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"slices"
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
	tuple := !strings.Contains(query, "(%s)")
	write := numbered
	if ctx.Value(positional{}) != nil {
		write = unnumbered
	}
	chunk := max(1, maxParameters/width)
	full := len(r) / chunk
	if full > 0 {
		statement := strings.Replace(query, "%s", places(chunk, width, tuple, write), 1)
		if err := r[:full*chunk].eachChunk(ctx, tx, chunk, statement, scan); err != nil {
			return err
		}
	}
	rest := r[full*chunk:]
	if len(rest) == 0 {
		return nil
	}
	return rest.run(ctx, tx, strings.Replace(query, "%s", places(len(rest), width, tuple, write), 1), scan)
}

// eachChunk runs a statement for each chunk of r. SQLite reads the text of a statement each time it is run unless it was
// prepared, which was a third of the time of writing 5,000 rows of thirty columns; the driver of PostgreSQL remembers by itself.
func (r Rows) eachChunk(ctx context.Context, tx *sql.Tx, chunk int, statement string, scan func(*sql.Rows) error) (err error) {
	query, exec := tx.QueryContext, tx.ExecContext
	if ctx.Value(positional{}) != nil && len(r) > chunk {
		prepared, err := tx.PrepareContext(ctx, statement)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, prepared.Close()) }()
		query = func(ctx context.Context, _ string, args ...any) (*sql.Rows, error) {
			return prepared.QueryContext(ctx, args...)
		}
		exec = func(ctx context.Context, _ string, args ...any) (sql.Result, error) {
			return prepared.ExecContext(ctx, args...)
		}
	}
	for part := range slices.Chunk(r, chunk) {
		if err := part.runBy(ctx, query, exec, statement, scan); err != nil {
			return err
		}
	}
	return nil
}

func (r Rows) run(ctx context.Context, tx *sql.Tx, statement string, scan func(*sql.Rows) error) error {
	return r.runBy(ctx, tx.QueryContext, tx.ExecContext, statement, scan)
}

// The ways to run a statement.
type (
	queryFunc = func(ctx context.Context, statement string, args ...any) (*sql.Rows, error)
	execFunc  = func(ctx context.Context, statement string, args ...any) (sql.Result, error)
)

func (r Rows) runBy(ctx context.Context, query queryFunc, exec execFunc, statement string, scan func(*sql.Rows) error) error {
	args := make([]any, 0, len(r)*len(r[0]))
	for _, row := range r {
		args = append(args, row...)
	}
	if scan == nil {
		_, err := exec(ctx, statement, args...)
		return err
	}
	rows, err := query(ctx, statement, args...)
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

// numbered writes a parameter as both engines understand it.
func numbered(b *strings.Builder, n int) {
	b.WriteByte('$')
	b.WriteString(strconv.Itoa(n))
}

// unnumbered writes a parameter for SQLite alone, to which "$1" is a name: it looks every name up among all before it, so
// that the time of a statement grows with their square (64 rows of 12: 6.6 ms, and 1.5 ms without names).
func unnumbered(b *strings.Builder, _ int) { b.WriteByte('?') }

// places answers "($1,$2),($3,$4)" for tuples, "$1,$2" otherwise, with each parameter as write has it.
func places(rows, width int, tuple bool, write func(*strings.Builder, int)) string {
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
			write(&b, n)
		}
		if tuple {
			b.WriteByte(')')
		}
	}
	return b.String()
}
