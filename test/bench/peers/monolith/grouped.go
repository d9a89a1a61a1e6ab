package main

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/test/bench/beside"
)

// grouped records the counts of concurrent callers with the statements of one transaction.
type grouped struct {
	*sqldb.DB
	callers sqldb.Batcher[*count, []violation]
}

// Rows says that a count is one row of a group.
func (c *count) Rows() int { return 1 }

func openGrouped(ctx context.Context, o beside.Options) (recorder, error) {
	db, err := openSuite(ctx, o)
	if err != nil {
		return nil, err
	}
	return &grouped{DB: db}, nil
}

func (g *grouped) record(ctx context.Context, c *count) ([]violation, error) {
	return g.callers.Do(ctx, g.DB, c, recordAll)
}

// recordAll records the counts that break no rule, and answers of each what it breaks.
func recordAll(ctx context.Context, tx *sql.Tx, counts []*count) ([][]violation, error) {
	places, err := terms(ctx, tx, counts, func(c *count) string { return c.LocationID },
		`SELECT id, opening_date || '/' || closing_date FROM location WHERE id IN (%s)`)
	if err != nil {
		return nil, err
	}
	programmes, err := terms(ctx, tx, counts, func(c *count) string { return c.ProgrammeID },
		`SELECT id, start_date || '/' || end_date FROM programme WHERE id IN (%s)`)
	if err != nil {
		return nil, err
	}
	broken := make([][]violation, len(counts))
	var rows, events sqldb.Rows
	for i, c := range counts {
		if broken[i] = checkRegister(c.HeadCount, places[c.LocationID], programmes[c.ProgrammeID]); len(broken[i]) > 0 {
			continue
		}
		event, err := c.event()
		if err != nil {
			return nil, err
		}
		at := c.at.UnixMicro()
		rows = append(rows, []any{
			c.ID, c.LocationID, c.ProgrammeID, c.Date, c.partOfDay(), c.Count, c.method(), c.Recorder, "recorded", 1, at, at,
		})
		events = append(events, []any{
			ids.New(), "head-count-saved", "head-count.saved", c.ID, "head-count", event, "", at, 0,
		})
	}
	err = rows.Each(ctx, tx, `INSERT INTO head_count (id, location_id, programme_id, date, part_of_day, count, method, recorder,
    state, version, created_at, updated_at) VALUES %s`, nil)
	if err != nil {
		return nil, err
	}
	return broken, events.Each(ctx, tx, `INSERT INTO outbox (id, type, noun, aggregate_id, schema_name, data, traceparent,
    created_at, sent_at) VALUES %s`, nil)
}

// terms reads from when to when is open, or runs, what counts speak of.
func terms(
	ctx context.Context, tx *sql.Tx, counts []*count, of func(*count) string, query string,
) (map[string]term, error) {
	list := map[string]term{}
	var asked sqldb.Rows
	for _, c := range counts {
		if _, known := list[of(c)]; !known {
			list[of(c)] = ""
			asked = append(asked, []any{of(c)})
		}
	}
	return list, asked.Each(ctx, tx, query, func(r *sql.Rows) error {
		var id string
		var t term
		err := r.Scan(&id, &t)
		list[id] = t
		return err
	})
}
