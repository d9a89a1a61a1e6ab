package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store/db"
)

// manyFacts is from how many on it pays to ask for the last id first.
const manyFacts = 50

// FactsByID answers the facts with ids, those there are. The ids are in their order.
func (s Store) FactsByID(ctx context.Context, ids []string) (map[string]Versioned[domain.Fact], error) {
	if len(ids) >= manyFacts {
		// Ids are in the order in which they were made: of a stream that is read from its beginning nearly all are beyond the last.
		var last string
		err := s.tx.QueryRowContext(ctx, `-- name: LastFact :one
SELECT CAST(COALESCE(MAX(id), '') AS TEXT) FROM fact`).Scan(&last)
		if err != nil {
			return nil, err
		}
		beyond, _ := slices.BinarySearchFunc(ids, last, func(id, last string) int { return cmp.Or(cmp.Compare(id, last), -1) })
		ids = ids[:beyond]
	}
	keys := make(sqldb.Rows, len(ids))
	for i, id := range ids {
		keys[i] = []any{id}
	}
	found := make(map[string]Versioned[domain.Fact], len(ids))
	err := keys.Each(ctx, s.tx, `-- name: FactsByID :many
SELECT id, version, kind, date, location_id, programme_id, quantity, method, part_of_day, state, person, age_band,
    channel, output, outcome, setting, subject, wijk_code, wijk_year, stadsdeel, engagement, role, trajectory,
    exit_reason, debt_free, asker, result, voorveld, conversed
FROM fact WHERE id IN (%s)`, func(r *sql.Rows) error {
		var f db.Fact
		err := r.Scan(&f.ID, &f.Version, &f.Kind, &f.Date, &f.LocationID, &f.ProgrammeID, &f.Quantity, &f.Method, &f.PartOfDay,
			&f.State, &f.Person, &f.AgeBand, &f.Channel, &f.Output, &f.Outcome, &f.Setting, &f.Subject, &f.WijkCode, &f.WijkYear,
			&f.Stadsdeel, &f.Engagement, &f.Role, &f.Trajectory, &f.ExitReason, &f.DebtFree,
			&f.Asker, &f.Result, &f.Voorveld, &f.Conversed)
		found[f.ID] = Versioned[domain.Fact]{Version: f.Version, Value: fact(f)}
		return err
	})
	return found, err
}

// detail is a column that many facts have nothing in, which is then what it is by default: its zero.
type detail struct {
	column string
	of     func(*domain.Fact) any
	empty  any
}

func text(column string, of func(*domain.Fact) string) detail {
	return detail{column, func(f *domain.Fact) any { return of(f) }, ""}
}

func flag(column string, of func(*domain.Fact) bool) detail {
	return detail{column, func(f *domain.Fact) any { return sqldb.Flag(of(f)) }, sqldb.Flag(false)}
}

// in says whether one of facts has something in the column.
func (d detail) in(facts []Versioned[domain.Fact]) bool {
	for i := range facts { // a fact is large: none is copied
		if d.of(&facts[i].Value) != d.empty {
			return true
		}
	}
	return false
}

// details are the columns that came after those every fact has, in the order of the table.
func details() []detail {
	return []detail{
		text("person", func(f *domain.Fact) string { return f.Person }),
		text("age_band", func(f *domain.Fact) string { return f.AgeBand }),
		text("channel", func(f *domain.Fact) string { return f.Channel }),
		text("output", func(f *domain.Fact) string { return f.Output }),
		text("outcome", func(f *domain.Fact) string { return f.Outcome }),
		text("setting", func(f *domain.Fact) string { return f.Setting }),
		text("subject", func(f *domain.Fact) string { return f.Subject }),
		text("wijk_code", func(f *domain.Fact) string { return f.Wijk }),
		{"wijk_year", func(f *domain.Fact) any { return int64(f.WijkYear) }, int64(0)},
		text("stadsdeel", func(f *domain.Fact) string { return f.Stadsdeel }),
		text("engagement", func(f *domain.Fact) string { return f.Engagement }),
		text("role", func(f *domain.Fact) string { return f.Role }),
		text("trajectory", func(f *domain.Fact) string { return f.Trajectory }),
		text("exit_reason", func(f *domain.Fact) string { return f.ExitReason }),
		flag("debt_free", func(f *domain.Fact) bool { return f.DebtFree }),
		text("asker", func(f *domain.Fact) string { return f.Asker }),
		text("result", func(f *domain.Fact) string { return f.Result }),
		flag("voorveld", func(f *domain.Fact) bool { return f.Voorveld }),
		flag("conversed", func(f *domain.Fact) bool { return f.Conversed }),
	}
}

// PutFacts keeps facts, except those of which a newer value is kept. A statement names only the columns that one of its facts has
// something in: most of the time of writing a fact is that of its columns, and a kind has few of them.
func (s Store) PutFacts(ctx context.Context, facts []Versioned[domain.Fact]) error {
	byKind := map[string][]Versioned[domain.Fact]{}
	var kinds []string
	for _, f := range facts {
		if len(byKind[f.Value.Kind]) == 0 {
			kinds = append(kinds, f.Value.Kind)
		}
		byKind[f.Value.Kind] = append(byKind[f.Value.Kind], f)
	}
	all := details()
	for _, kind := range kinds {
		if err := s.putAlike(ctx, all, byKind[kind]); err != nil {
			return err
		}
	}
	return nil
}

func (s Store) putAlike(ctx context.Context, all []detail, facts []Versioned[domain.Fact]) error {
	var used []detail
	for _, d := range all {
		if d.in(facts) {
			used = append(used, d)
		}
	}
	rows := make(sqldb.Rows, len(facts))
	for i := range facts {
		v := &facts[i].Value
		rows[i] = append(make([]any, 0, 10+len(used)),
			v.ID, facts[i].Version, v.Kind, v.Date, v.LocationID, v.ProgrammeID, v.Quantity, v.Method, v.PartOfDay, state(v.Withdrawn))
		for _, d := range used {
			rows[i] = append(rows[i], d.of(v))
		}
	}
	var columns strings.Builder
	for _, d := range used {
		columns.WriteString(", " + d.column)
	}
	return rows.Each(ctx, s.tx, putFacts(columns.String()), nil)
}

// putFacts: what a statement does not name is set to what it is by default, also in a row that is there.
func putFacts(columns string) string {
	return `-- name: PutFacts :exec
INSERT INTO fact (id, version, kind, date, location_id, programme_id, quantity, method, part_of_day, state` + columns + `)
VALUES %s
ON CONFLICT (id) DO UPDATE SET version = excluded.version, kind = excluded.kind, date = excluded.date,
    location_id = excluded.location_id, programme_id = excluded.programme_id, quantity = excluded.quantity,
    method = excluded.method, part_of_day = excluded.part_of_day, state = excluded.state,
    person = excluded.person, age_band = excluded.age_band, channel = excluded.channel, output = excluded.output,
    outcome = excluded.outcome, setting = excluded.setting, subject = excluded.subject, wijk_code = excluded.wijk_code,
    wijk_year = excluded.wijk_year, stadsdeel = excluded.stadsdeel, engagement = excluded.engagement,
    role = excluded.role, trajectory = excluded.trajectory, exit_reason = excluded.exit_reason, debt_free = excluded.debt_free,
    asker = excluded.asker, result = excluded.result, voorveld = excluded.voorveld, conversed = excluded.conversed
WHERE fact.version < excluded.version`
}
