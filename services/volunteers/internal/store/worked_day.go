package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// WorkedDay is a day of a person.
type WorkedDay struct {
	PersonID string
	Date     civil.Date
}

// AddWorked adds minutes to days, and answers how many each has then. To add 0 locks the day until the transaction ends, also
// one that has no hours yet.
func (s Store) AddWorked(ctx context.Context, minutes map[WorkedDay]int) (map[WorkedDay]int, error) {
	rows := make(sqldb.Rows, 0, len(minutes))
	for day, n := range minutes {
		rows = append(rows, []any{day.PersonID, day.Date, n})
	}
	// One order for everybody, so that two callers with the same days wait for each other instead of deadlocking.
	slices.SortFunc(rows, func(a, b []any) int {
		return cmp.Or(cmp.Compare(a[0].(string), b[0].(string)),
			cmp.Compare(a[1].(civil.Date).String(), b[1].(civil.Date).String()))
	})
	worked := make(map[WorkedDay]int, len(minutes))
	err := rows.Each(ctx, s.tx, `-- name: AddWorkedMinutes :many
INSERT INTO worked_day (person_id, date, minutes) VALUES %s
ON CONFLICT (person_id, date) DO UPDATE SET minutes = worked_day.minutes + excluded.minutes
RETURNING person_id, date, minutes`, func(r *sql.Rows) error {
		var day WorkedDay
		var n int
		err := r.Scan(&day.PersonID, &day.Date, &n)
		worked[day] = n
		return err
	})
	return worked, err
}
