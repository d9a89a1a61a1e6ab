package limits

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// What the facts are about: a year of places and programmes, and which of them.
const (
	places     = 200
	programmes = 40
	districts  = 7
	aYear      = 2022
)

// GroupBy is how often a second PostgreSQL can add up so many facts of a year straight from their table, in one statement: visits
// and records by programme, month and city district, which is what the figures of visits of an account are made of. What
// an account says beside, such as how many different persons came, is left out, and would take longer. The facts are those of
// the suite in the columns that they need; nothing is added up beforehand.
//
// At the first turn it fills the database with the facts, in tables of its own, and has it look at them (VACUUM, ANALYZE). A turn
// is one statement at least, however long that takes.
func GroupBy(url string, facts int) Take {
	return func(ctx context.Context, d time.Duration) (turn measure.Turn, err error) {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return turn, err
		}
		defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
		if err := fillFacts(ctx, conn, facts); err != nil {
			return turn, err
		}
		return repeat(ctx, d, 1, func(ctx context.Context) error {
			figures, err := addUp(ctx, conn)
			if err == nil && total(figures) != facts {
				err = fmt.Errorf("%d facts were added up of %d", total(figures), facts)
			}
			return err
		})
	}
}

// figure is what the facts of a programme in a month and a city district add up to.
type figure struct {
	Programme, Month, Stadsdeel string
	Visits, Records             int64
}

func total(figures []figure) (records int) {
	for _, f := range figures {
		records += int(f.Records)
	}
	return records
}

const straight = `SELECT p.code, substr(f.date, 6, 2), l.stadsdeel, SUM(f.quantity)::bigint, COUNT(*)
FROM straight_fact f
JOIN straight_location l ON l.id = f.location_id
JOIN straight_programme p ON p.id = f.programme_id
WHERE f.state = 'recorded' AND f.date >= $1 AND f.date < $2
GROUP BY 1, 2, 3`

func addUp(ctx context.Context, conn *pgx.Conn) ([]figure, error) {
	rows, err := conn.Query(ctx, straight, fmt.Sprintf("%d-01-01", aYear), fmt.Sprintf("%d-01-01", aYear+1))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[figure])
}

const straightTables = `
DROP TABLE IF EXISTS straight_fact, straight_location, straight_programme;
CREATE TABLE straight_location (id TEXT NOT NULL PRIMARY KEY, stadsdeel TEXT NOT NULL);
CREATE TABLE straight_programme (id TEXT NOT NULL PRIMARY KEY, code TEXT NOT NULL);
CREATE TABLE straight_fact (
    id TEXT NOT NULL, version BIGINT NOT NULL, kind TEXT NOT NULL, date TEXT NOT NULL, location_id TEXT NOT NULL,
    programme_id TEXT NOT NULL, quantity BIGINT NOT NULL, method TEXT NOT NULL, part_of_day TEXT NOT NULL, state TEXT NOT NULL
)`

// fillFacts makes the tables with so many facts, unless they are there.
func fillFacts(ctx context.Context, conn *pgx.Conn, facts int) error {
	var comment string
	err := conn.QueryRow(ctx, "SELECT COALESCE(obj_description(to_regclass('straight_fact')), '')").Scan(&comment)
	if err != nil || comment == fmt.Sprint(facts) {
		return err
	}
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(ctx) }() // of what is committed, or whose error is known
	// The comment says how many facts there are, and that all of them are.
	if _, err := tx.Exec(ctx, fmt.Sprintf("%s; COMMENT ON TABLE straight_fact IS '%d'", straightTables, facts)); err != nil {
		return err
	}
	if err := copyFacts(ctx, tx, facts); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "VACUUM (ANALYZE) straight_fact")
	return err
}

// copyFacts fills the tables: facts spread evenly over places, programmes and days.
func copyFacts(ctx context.Context, tx pgx.Tx, facts int) error {
	var at, of [][]any
	for i := range places {
		at = append(at, []any{ids.New(), fmt.Sprintf("district-%d", i%districts)})
	}
	for i := range programmes {
		of = append(of, []any{ids.New(), fmt.Sprintf("programme-%d", i)})
	}
	days := make([]string, 0, 366)
	for day := time.Date(aYear, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == aYear; day = day.AddDate(0, 0, 1) {
		days = append(days, day.Format(time.DateOnly))
	}
	n := 0
	for table, copied := range map[string]struct {
		columns []string
		rows    pgx.CopyFromSource
	}{
		"straight_location":  {[]string{"id", "stadsdeel"}, pgx.CopyFromRows(at)},
		"straight_programme": {[]string{"id", "code"}, pgx.CopyFromRows(of)},
		"straight_fact": {
			[]string{
				"id", "version", "kind", "date", "location_id", "programme_id", "quantity", "method", "part_of_day", "state",
			},
			pgx.CopyFromFunc(func() ([]any, error) {
				if n == facts {
					return nil, nil
				}
				n++
				return []any{
					ids.New(), int64(1), "head_count", days[n%len(days)], at[n%places][0], of[n/places%programmes][0], int64(n % 30),
					"tally", "morning", "recorded",
				}, nil
			}),
		},
	} {
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{table}, copied.columns, copied.rows); err != nil {
			return fmt.Errorf("fill %s: %w", table, err)
		}
	}
	return nil
}
