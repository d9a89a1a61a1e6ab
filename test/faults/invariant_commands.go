package main

import (
	"context"
	"errors"
	"slices"
)

// table is where a kind of command leaves its rows, and how each of them reads.
type table struct {
	kind, service, query string
}

// tables are those of every kind. Each query answers ids and contents.
var tables = []table{
	{"head-count", "activities", `SELECT id, date || ' ' || CAST(count AS TEXT) FROM head_count`},
	{"head-count-correction", "activities", `SELECT id, head_count_id || ' ' || CAST(count AS TEXT) FROM head_count_correction`},
	{"registration", "activities", `SELECT id, session_id || ' ' || participant_id ||
		CASE state WHEN 'cancelled' THEN ' cancelled' ELSE '' END FROM registration`},
	{"reservation", "activities", `SELECT id, CAST(start_at AS TEXT) || ' ' || CAST(end_at AS TEXT) FROM reservation
		WHERE session_id = ''`},
	{"hours", "volunteers", `SELECT id, assignment_id || ' ' || date || ' ' || CAST(minutes AS TEXT) || ' ' || state FROM hours`},
	{"shift", "volunteers", `SELECT id, assignment_id || ' ' || date FROM shift`},
	{"ledger-entry", "debtcounselling", `SELECT e.id, CASE e.kind WHEN 'reversal' THEN 'reversal of ' || e.reversal_of
		ELSE e.kind || ' ' || e.date END || ' ' || CAST(p.cents AS TEXT)
		FROM ledger_entry AS e JOIN ledger_posting AS p ON p.entry_id = e.id WHERE e.book = 'fund' AND p.account = 'asset/bank'`},
	{"question", "support", `SELECT id, sender_reference || ' ' || receive_date FROM question`},
	{"question-transition", "support", `SELECT id, question_id || ' ' || to_state FROM question_transition WHERE id IN
		(SELECT resource_id FROM request_id)`},
	{"referral", "support", `SELECT id, question_id || ' ' || target FROM referral`},
}

// commandsAreStored compares what callers were told with what is there. Of what nobody knows, the request id says whether it was
// done, and then it is noted as done; a row that nobody asked for is one that was made twice.
func commandsAreStored(ctx context.Context, t *trial) (int, error) {
	checked := 0
	var errs []error
	for _, table := range tables {
		n, err := t.compare(ctx, table)
		checked += n
		errs = append(errs, err)
	}
	return checked, errors.Join(errs...)
}

func (t *trial) compare(ctx context.Context, from table) (int, error) {
	db := t.cluster.databases[from.service]
	rows, err := pairs(ctx, db, from.query)
	if err != nil {
		return 0, err
	}
	made, err := pairs(ctx, db, `SELECT id, resource_id FROM request_id`)
	if err != nil {
		return 0, err
	}
	var d differ
	known := map[string]bool{}
	for request, e := range t.load.journal.of(from.kind) {
		id := made[request]
		switch {
		case e.id == "" && id == "": // it was never done
			continue
		case e.id == "":
			e.id = id
			t.load.journal.acknowledged(e)
		case e.id != id:
			d.add("%s %s was acknowledged, and its request made %q", from.kind, e.id, id)
		}
		known[e.id] = true
		content, there := rows[e.id]
		switch {
		case !there:
			d.add("%s %s was acknowledged and is not there", from.kind, e.id)
		case content == e.content:
		case slices.Contains(e.maybe, content):
			t.load.journal.amended(e.id, content, amountOf(content, e), true)
		default:
			d.add("%s %s reads %q and not %q", from.kind, e.id, content, e.content)
		}
	}
	for id, content := range rows {
		if !known[id] {
			d.add("%s %s (%s) is there and nobody asked for it", from.kind, id, content)
		}
	}
	return len(rows), d.err()
}
