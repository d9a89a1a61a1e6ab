package api_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// kept is a case of the property: what is there, and what the rules say of it, in words of their own.
type kept struct {
	today        civil.Date
	months       map[domain.RecordType]int
	clients      map[string]civil.Date // when each was recorded
	trajectories map[string]*keptCase
	holds        []keptHold
	early        map[string]keptEarly
}

// keptEarly is a case of early signals: one about a client, if any, and one about nobody who is known.
type keptEarly struct {
	end                civil.Date // zero: it goes on
	trajectory, client string
}

type keptCase struct {
	end     civil.Date // zero: it runs
	clients []string
	types   []domain.RecordType // that it has something of
}

type keptHold struct {
	trajectory, client string
	start, end         civil.Date
}

// drawKept draws a case with ends about the dates on which terms pass.
func drawKept(t *rapid.T, today civil.Date) kept {
	k := kept{
		today: today, months: map[domain.RecordType]int{}, clients: map[string]civil.Date{}, trajectories: map[string]*keptCase{},
		early: map[string]keptEarly{},
	}
	for _, of := range domain.RecordTypes() {
		k.months[of] = rapid.IntRange(1, 4).Draw(t, string(of))
	}
	ago := func(label string) civil.Date {
		return today.AddMonths(-rapid.IntRange(0, 5).Draw(t, label)).AddDays(rapid.IntRange(-1, 1).Draw(t, label))
	}
	var clients, trajectories []string
	for range rapid.IntRange(1, 4).Draw(t, "clients") {
		id := ids.New()
		clients, k.clients[id] = append(clients, id), ago("recorded")
	}
	for range rapid.IntRange(0, 5).Draw(t, "trajectories") {
		one := &keptCase{clients: rapid.Permutation(clients).Draw(t, "of")[:rapid.IntRange(1, min(2, len(clients))).Draw(t, "n")]}
		if rapid.IntRange(0, 5).Draw(t, "ended") > 0 {
			one.end = ago("end")
		}
		for _, r := range store.AllRecords() {
			if r.Type.Start() == domain.FromEnd && r.Type != domain.TrajectoryRecords && rapid.Bool().Draw(t, string(r.Type)) {
				one.types = append(one.types, r.Type)
			}
		}
		id := ids.New()
		trajectories, k.trajectories[id] = append(trajectories, id), one
	}
	for range rapid.IntRange(0, 2).Draw(t, "holds") {
		h := keptHold{start: ago("start")}
		if len(trajectories) > 0 && rapid.Bool().Draw(t, "held trajectory") {
			h.trajectory = rapid.SampledFrom(trajectories).Draw(t, "held")
		} else {
			h.client = rapid.SampledFrom(clients).Draw(t, "held")
		}
		if rapid.Bool().Draw(t, "ends") {
			h.end = h.start.AddDays(rapid.IntRange(0, 90).Draw(t, "last"))
		}
		k.holds = append(k.holds, h)
		// A hold of a trajectory is something that is kept of it.
		if of := k.trajectories[h.trajectory]; of != nil && !slices.Contains(of.types, domain.LegalHoldRecords) {
			of.types = append(of.types, domain.LegalHoldRecords)
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "early") {
		one := keptEarly{client: rapid.SampledFrom(append(clients, "")).Draw(t, "about")}
		if rapid.IntRange(0, 3).Draw(t, "closed") > 0 {
			one.end = ago("closed")
			one.trajectory = rapid.SampledFrom(append(trajectories, "")).Draw(t, "became")
		}
		k.early[ids.New()] = one
	}
	return k
}

// passed says whether a term of a record type that began on a date has passed.
func (k kept) passed(of domain.RecordType, begin civil.Date) bool {
	return !begin.IsZero() && !begin.AddMonths(k.months[of]).After(k.today)
}

func (k kept) held(trajectory string) bool {
	return slices.ContainsFunc(k.holds, func(h keptHold) bool {
		return h.runs(k.today) && (h.trajectory == trajectory || slices.Contains(k.trajectories[trajectory].clients, h.client))
	})
}

func (h keptHold) runs(on civil.Date) bool {
	return !on.Before(h.start) && (h.end.IsZero() || on.Before(h.end))
}

// goes says whether nothing of a trajectory is left, but for a hold.
func (k kept) goes(trajectory string) bool {
	t := k.trajectories[trajectory]
	return k.passed(domain.TrajectoryRecords, t.end) && !slices.ContainsFunc(t.types, func(of domain.RecordType) bool {
		return !k.passed(of, t.end)
	})
}

// due answers all that is due, each as "record_type id", and " held" where a hold keeps it.
func (k kept) due() (list []string) {
	add := func(of domain.RecordType, id string, held bool) {
		text := string(of) + " " + id
		if held {
			text += " held"
		}
		list = append(list, text)
	}
	for id, t := range k.trajectories {
		for _, of := range t.types {
			if k.passed(of, t.end) {
				add(of, id, k.held(id))
			}
		}
		if k.goes(id) {
			add(domain.TrajectoryRecords, id, k.held(id))
		}
	}
	for id, recorded := range k.clients {
		helped, stays := false, k.open(id)
		for of, t := range k.trajectories {
			if slices.Contains(t.clients, id) {
				helped, stays = true, stays || !k.goes(of)
			}
		}
		if !stays && (helped || k.passed(domain.ClientRecords, recorded)) {
			add(domain.ClientRecords, id, k.clientHeld(id))
		}
	}
	for id, e := range k.early {
		became := k.trajectories[e.trajectory]
		if k.passed(domain.EarlySignalRecords, e.end) && (became == nil || !became.end.IsZero()) {
			add(domain.EarlySignalRecords, id, became != nil && k.held(e.trajectory) || k.clientHeld(e.client))
		}
	}
	slices.Sort(list)
	return list
}

// open says whether a case of early signals about a client goes on.
func (k kept) open(client string) bool {
	for _, e := range k.early {
		if e.client == client && e.end.IsZero() {
			return true
		}
	}
	return false
}

func (k kept) clientHeld(client string) bool {
	for id, t := range k.trajectories {
		if slices.Contains(t.clients, client) && k.held(id) {
			return true
		}
	}
	return slices.ContainsFunc(k.holds, func(h keptHold) bool {
		return client != "" && h.client == client && h.runs(k.today)
	})
}

// insert has a case take the place of what was there.
func (k kept) insert(t testing.TB, r *rig) {
	t.Helper()
	var statements []string
	for _, table := range []string{
		"timer", "request_id", "processing_log", "audit_log", "retention_run_count", "retention_run", "legal_hold",
		"early_signal_key", "early_signal_lookup", "early_signal_erasure", "early_signal_contact", "early_signal", "early_signal_case",
		"living_area_score", "living_area_moment", "fund_return", "fund_agreement_transition", "fund_agreement_review",
		"fund_agreement_claim", "fund_agreement_return", "fund_agreement", "ledger_reference", "ledger_balance", "ledger_posting",
		"ledger_entry", "ledger_book", "recheck", "settlement_answer", "settlement_offer", "settlement_transition", "settlement",
		"balance_request_claim",
		"balance_request", "claim_balance", "claim", "budget_line", "budget_plan", "calculation_norm", "calculation_component", "calculation",
		"measure", "decision", "term", "case_assignment", "trajectory_transition", "trajectory_year", "trajectory_client", "trajectory",
		"client_lookup", "client_erasure", "client",
	} {
		statements = append(statements, "DELETE FROM "+table)
	}
	for id, recorded := range k.clients {
		at := time.Date(recorded.Year, recorded.Month, recorded.Day, 23, 30, 0, 0, r.deps.Zone).UnixMicro()
		statements = append(statements, fmt.Sprintf(
			"INSERT INTO client VALUES ('%s', 'x', '', '', 0, 0, '', 'somebody', 'present', 1, %d, %d)", id, at, at))
	}
	for id, one := range k.trajectories {
		state, reason := "reported", ""
		if !one.end.IsZero() {
			state, reason = "exited", "other"
		}
		statements = append(statements, fmt.Sprintf(`INSERT INTO trajectory VALUES ('%s', 'social_legal_advice', '2015-01-01', 'self', 0,
			'', 'GM0034', '', '%s', '2015-01-01', '%s', '%s', 0, 1, 1, 1)`, id, state, one.end, reason))
		for place, client := range one.clients {
			statements = append(statements, fmt.Sprintf("INSERT INTO trajectory_client VALUES ('%s', %d, '%s', '')", id, place+1, client))
		}
		for _, row := range everyRecord(id, one.clients[0]) {
			if isOf(row, one.types) {
				statements = append(statements, row)
			}
		}
	}
	for _, h := range k.holds {
		statements = append(statements, fmt.Sprintf("INSERT INTO legal_hold VALUES ('%s', '%s', '%s', 'other', '', '', '%s', '%s', 'a', 1)",
			ids.New(), h.trajectory, h.client, h.start, h.end))
	}
	for id, e := range k.early {
		statements = append(statements, e.insert(id)...)
	}
	require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		for _, statement := range statements {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	}))
	for i, rule := range r.deps.Retention {
		r.deps.Retention[i].Months = k.months[rule.Type]
	}
}

// insert answers the statements that add a case, with two signals.
func (e keptEarly) insert(id string) (statements []string) {
	state, result := "received", ""
	if !e.end.IsZero() {
		state, result = "closed", "advice"
	}
	statements = append(statements, fmt.Sprintf(`INSERT INTO early_signal_case VALUES ('%s', '2015-01-01', '2015-02-01', 0, '', '%s', '',
		'', '', '', 0, '%s', '%s', '%s', 1, 1, 1)`, id, state, result, e.end, e.trajectory))
	for _, client := range []string{e.client, ""} {
		statements = append(statements, fmt.Sprintf(`INSERT INTO early_signal VALUES ('%s', 'rent', 'x', 'x', '%s', '', 100, '2015-01-01',
			'2015-01-01', 0, 0, 'x', '%s', '', '', '%s', 'a', 1)`, ids.New(), ids.New(), id, client))
	}
	return statements
}

// isOf says whether a statement adds a row that is of some record types alone: what links two needs both.
func isOf(statement string, types []domain.RecordType) bool {
	found := false
	for _, r := range store.AllRecords() {
		for _, table := range r.Tables {
			if strings.HasPrefix(statement, "INSERT INTO "+table.Name+" ") {
				if found = true; !slices.Contains(types, r.Type) {
					return false
				}
			}
		}
	}
	return found
}
