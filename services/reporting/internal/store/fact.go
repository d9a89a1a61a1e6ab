package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store/db"
)

// pageSize is how many facts are held in memory at once when many count anew.
const pageSize = 5000

// FactsAfter answers at most n facts with ids beyond after, in the order of their ids.
func (s Store) FactsAfter(ctx context.Context, after string, n int) ([]domain.Fact, error) {
	rows, err := s.q.ListFacts(ctx, db.ListFactsParams{After: after, Size: int32(n)})
	return facts(rows), err
}

// CountFacts answers how many facts there are.
func (s Store) CountFacts(ctx context.Context) (int64, error) { return s.q.CountFacts(ctx) }

// EachFactOfLocation calls f for the facts of a place, a page at a time.
func (s Store) EachFactOfLocation(ctx context.Context, id string, f func([]domain.Fact) error) error {
	return eachPage(func(after string) ([]db.Fact, error) {
		return s.q.ListFactsOfLocation(ctx, db.ListFactsOfLocationParams{LocationID: id, After: after, Size: pageSize})
	}, f)
}

// EachFactOfProgramme calls f for the facts recorded under a programme itself, a page at a time.
func (s Store) EachFactOfProgramme(ctx context.Context, id string, f func([]domain.Fact) error) error {
	return eachPage(func(after string) ([]db.Fact, error) {
		return s.q.ListFactsOfProgramme(ctx, db.ListFactsOfProgrammeParams{ProgrammeID: id, After: after, Size: pageSize})
	}, f)
}

func eachPage(list func(after string) ([]db.Fact, error), f func([]domain.Fact) error) error {
	for after := ""; ; {
		rows, err := list(after)
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := f(facts(rows)); err != nil || len(rows) < pageSize {
			return err
		}
		after = rows[len(rows)-1].ID
	}
}

// FactsByID answers the facts with ids, those there are.
func (s Store) FactsByID(ctx context.Context, ids []string) (map[string]Versioned[domain.Fact], error) {
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

// PutFacts keeps facts, except those of which a newer value is kept.
func (s Store) PutFacts(ctx context.Context, facts []Versioned[domain.Fact]) error {
	rows := make(sqldb.Rows, len(facts))
	for i, f := range facts {
		v := f.Value
		rows[i] = []any{
			v.ID, f.Version, v.Kind, v.Date, v.LocationID, v.ProgrammeID, v.Quantity, v.Method, v.PartOfDay, state(v.Withdrawn),
			v.Person, v.AgeBand, v.Channel, v.Output, v.Outcome, v.Setting, v.Subject, v.Wijk, int64(v.WijkYear), v.Stadsdeel,
			v.Engagement, v.Role, v.Trajectory, v.ExitReason, sqldb.Flag(v.DebtFree), v.Asker, v.Result,
			sqldb.Flag(v.Voorveld), sqldb.Flag(v.Conversed),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: PutFacts :exec
INSERT INTO fact (id, version, kind, date, location_id, programme_id, quantity, method, part_of_day, state, person, age_band,
    channel, output, outcome, setting, subject, wijk_code, wijk_year, stadsdeel, engagement, role, trajectory,
    exit_reason, debt_free, asker, result, voorveld, conversed) VALUES %s
ON CONFLICT (id) DO UPDATE SET version = excluded.version, kind = excluded.kind, date = excluded.date,
    location_id = excluded.location_id, programme_id = excluded.programme_id, quantity = excluded.quantity,
    method = excluded.method, part_of_day = excluded.part_of_day, state = excluded.state,
    person = excluded.person, age_band = excluded.age_band, channel = excluded.channel, output = excluded.output,
    outcome = excluded.outcome, setting = excluded.setting, subject = excluded.subject, wijk_code = excluded.wijk_code,
    wijk_year = excluded.wijk_year, stadsdeel = excluded.stadsdeel, engagement = excluded.engagement,
    role = excluded.role, trajectory = excluded.trajectory, exit_reason = excluded.exit_reason, debt_free = excluded.debt_free,
    asker = excluded.asker, result = excluded.result, voorveld = excluded.voorveld, conversed = excluded.conversed
WHERE fact.version < excluded.version`, nil)
}

// withdrawn is the state of a fact that counts nowhere.
const withdrawn = "withdrawn"

func state(isWithdrawn bool) string {
	if isWithdrawn {
		return withdrawn
	}
	return "recorded"
}

func facts(rows []db.Fact) []domain.Fact {
	list := make([]domain.Fact, len(rows))
	for i, row := range rows {
		list[i] = fact(row)
	}
	return list
}

func fact(row db.Fact) domain.Fact {
	return domain.Fact{
		ID: row.ID, Kind: row.Kind, Date: row.Date, LocationID: row.LocationID, ProgrammeID: row.ProgrammeID,
		Quantity: row.Quantity, Method: row.Method, PartOfDay: row.PartOfDay, Withdrawn: row.State == withdrawn,
		Person: row.Person, AgeBand: row.AgeBand, Channel: row.Channel, Output: row.Output, Outcome: row.Outcome,
		Setting: row.Setting, Subject: row.Subject, Engagement: row.Engagement, Role: row.Role,
		Trajectory: row.Trajectory, ExitReason: row.ExitReason, DebtFree: row.DebtFree == 1,
		Asker: row.Asker, Result: row.Result, Voorveld: row.Voorveld == 1, Conversed: row.Conversed == 1,
		Area: domain.Area{Wijk: row.WijkCode, WijkYear: int(row.WijkYear), Stadsdeel: row.Stadsdeel},
	}
}
