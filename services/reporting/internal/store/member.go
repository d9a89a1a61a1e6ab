package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// memberID names a row of figure_member: a member of a distinct count in a year, such as a person, with all cells that it
// is in. A row for each of those would be six or more for a person, and most of the time of counting.
func memberID(m domain.MemberKey) string {
	return m.Counting + " " + strconv.Itoa(m.Year) + " " + m.Member
}

// addToMembers adds changes to the members, drops those that nothing speaks for any more, and answers how many records
// each has now in each cell that changed. Nobody else counts meanwhile, or the rows are locked when they are read, so what is
// read still holds when it is written.
func (s Store) addToMembers(ctx context.Context, changes []domain.Member) (map[domain.MemberKey]int64, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	members := make(map[string]membership, len(changes))
	for _, m := range changes {
		members[memberID(m.MemberKey)] = nil
	}
	ids := slices.Sorted(maps.Keys(members))
	if err := s.readMembers(ctx, ids, members); err != nil {
		return nil, err
	}
	now := make(map[domain.MemberKey]int64, len(changes))
	for _, m := range changes {
		id := memberID(m.MemberKey)
		members[id], now[m.MemberKey] = members[id].add(m.Key, m.Records)
	}
	rows := make(sqldb.Rows, len(ids))
	for i, id := range ids {
		rows[i] = []any{id, members[id].String()}
	}
	err := rows.Each(ctx, s.tx, `-- name: PutMembers :exec
INSERT INTO figure_member (id, cells) VALUES %s ON CONFLICT (id) DO UPDATE SET cells = excluded.cells`, nil)
	if err != nil || !slices.ContainsFunc(changes, func(m domain.Member) bool { return m.Records <= 0 }) {
		return now, err
	}
	return now, s.q.DeleteEmptyMembers(ctx)
}

// membersByID reads members. lockMembers locks them too, one after the other, and those that are not there yet: a lock on rows
// that a SELECT finds would let two writers add the same member at once.
const (
	membersByID = `-- name: MembersByID :many
SELECT id, cells FROM figure_member WHERE id IN (%s)`
	lockMembers = `-- name: LockMembers :many
INSERT INTO figure_member (id, cells) VALUES %s
ON CONFLICT (id) DO UPDATE SET cells = figure_member.cells RETURNING id, cells`
)

func (s Store) readMembers(ctx context.Context, ids []string, into map[string]membership) error {
	query := membersByID
	if s.beside {
		query = lockMembers
	}
	rows := make(sqldb.Rows, len(ids))
	for i, id := range ids {
		rows[i] = []any{id}
		if s.beside {
			rows[i] = []any{id, ""}
		}
	}
	return rows.Each(ctx, s.tx, query, func(r *sql.Rows) error {
		var id, cells string
		if err := r.Scan(&id, &cells); err != nil {
			return err
		}
		m, err := readMembership(cells)
		into[id] = m
		return err
	})
}

// membership is the cells of a counting and a year that one member is in. They are few.
type membership []inCell

// inCell is how many records speak for the member in one cell.
type inCell struct {
	level       domain.Level
	part, other string
	records     int64
}

// add adds records in the cell with key, and answers how many there are then. A cell without any is left out.
func (m membership) add(key domain.Key, records int64) (membership, int64) {
	i := slices.IndexFunc(m, func(c inCell) bool {
		return c.level == key.Level && c.part == key.Part && c.other == key.Other
	})
	if i < 0 {
		return append(m, inCell{key.Level, key.Part, key.Other, records}), records
	}
	m[i].records += records
	now := m[i].records
	if now == 0 {
		m = slices.Delete(m, i, i+1)
	}
	return m, now
}

// String answers the membership as it is stored: for each cell level, part, other and records, each with its length in
// bytes before it, as in "4:year0:0:1:2". No text can be taken for the end of another.
func (m membership) String() string {
	var b strings.Builder
	for _, c := range m {
		for _, text := range []string{string(c.level), c.part, c.other, strconv.FormatInt(c.records, 10)} {
			b.WriteString(strconv.Itoa(len(text)))
			b.WriteByte(':')
			b.WriteString(text)
		}
	}
	return b.String()
}

// readMembership reads what String answered.
func readMembership(text string) (m membership, err error) {
	next := func() (word string) {
		length, rest, found := strings.Cut(text, ":")
		n, notNumber := strconv.Atoi(length)
		if !found || notNumber != nil || n < 0 || n > len(rest) {
			err = fmt.Errorf("a membership of %d bytes cannot be read", len(text))
			return ""
		}
		text = rest[n:]
		return rest[:n]
	}
	for text != "" && err == nil {
		c := inCell{level: domain.Level(next()), part: next(), other: next()}
		records := next()
		if err != nil {
			return nil, err
		}
		if c.records, err = strconv.ParseInt(records, 10, 64); err != nil {
			return nil, fmt.Errorf("a membership cannot be read: %w", err)
		}
		m = append(m, c)
	}
	return m, err
}
