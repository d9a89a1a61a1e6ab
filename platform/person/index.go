package person

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// MaxFound is how many people are found under one hash at most, where they are told to somebody.
const MaxFound = 100

// Index is the table in which a service keeps what its people are found by: a row with the column hash and the id of the
// person for each.
type Index struct {
	Table string
	ID    string // the column with the id of the person
}

// Insert adds what people are found by, each of whom has an id and hashes.
func (x Index) Insert(ctx context.Context, tx *sql.Tx, entries ...Entry) error {
	var rows sqldb.Rows
	for _, e := range entries {
		for _, hash := range e.Hashes {
			rows = append(rows, []any{hash, e.ID})
		}
	}
	return rows.Each(ctx, tx, fmt.Sprintf(`-- name: InsertLookups :exec
INSERT INTO %s (hash, %s) VALUES %%s`, x.Table, x.ID), nil)
}

// Entry is under which hashes a person is found.
type Entry struct {
	ID     string
	Hashes []string
}

// First answers the ids of the first MaxFound people for each of hashes, by hash and in order.
func (x Index) First(ctx context.Context, tx *sql.Tx, hashes []string) (map[string][]string, error) {
	return x.find(ctx, tx, hashes, MaxFound)
}

// All answers the ids of all people for each of hashes, by hash and in order.
func (x Index) All(ctx context.Context, tx *sql.Tx, hashes []string) (map[string][]string, error) {
	return x.find(ctx, tx, hashes, math.MaxInt32)
}

func (x Index) find(ctx context.Context, tx *sql.Tx, hashes []string, most int) (map[string][]string, error) {
	hashes = slices.Clone(hashes)
	slices.Sort(hashes)
	var keys sqldb.Rows
	for _, hash := range slices.Compact(hashes) {
		keys = append(keys, []any{hash})
	}
	found := map[string][]string{}
	err := keys.Each(ctx, tx, fmt.Sprintf(`-- name: FindByHash :many
SELECT hash, %[2]s FROM (
    SELECT hash, %[2]s, ROW_NUMBER() OVER (PARTITION BY hash ORDER BY %[2]s) AS place
    FROM %[1]s WHERE hash IN (%%s)
) AS found WHERE place <= %[3]d ORDER BY hash, %[2]s`, x.Table, x.ID, most), func(r *sql.Rows) error {
		var hash, id string
		err := r.Scan(&hash, &id)
		found[hash] = append(found[hash], id)
		return err
	})
	return found, err
}

// Doubles answers, in order, the ids of those who were found under any of the hashes sought, without the one with id itself.
func Doubles(id string, sought []string, found map[string][]string) []string {
	var list []string
	for _, hash := range sought {
		list = append(list, found[hash]...)
	}
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(other string) bool { return other == id })
}

// Search answers those whom find answers for each of hashes, nobody twice.
func Search[R any](hashes []string, id func(R) string, find func(hash string) ([]R, error)) (found []R, err error) {
	seen := map[string]bool{}
	for _, hash := range hashes {
		rows, err := find(hash)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if !seen[id(row)] {
				seen[id(row)] = true
				found = append(found, row)
			}
		}
	}
	return found, nil
}
