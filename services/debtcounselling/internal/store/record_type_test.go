package store_test

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// column answers the first column of what a query answers.
func column(t *testing.T, db *sqldb.DB, query string, args ...any) (list []string) {
	t.Helper()
	rows, err := db.Read().QueryContext(t.Context(), query, args...)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var one string
		require.NoError(t, rows.Scan(&one))
		list = append(list, one)
	}
	require.NoError(t, rows.Err())
	return list
}

// tables answers every table of the schema.
func tables(t *testing.T, db *sqldb.DB) []string {
	return column(t, db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
}

// refersTo answers to which tables a table has foreign keys.
func refersTo(t *testing.T, db *sqldb.DB, table string) []string {
	return column(t, db, `SELECT DISTINCT "table" FROM pragma_foreign_key_list($1)`, table)
}

// covering answers the record types that cover each table.
func covering() map[string][]domain.RecordType {
	by := map[string][]domain.RecordType{}
	for _, r := range store.AllRecords() {
		for _, table := range r.Tables {
			by[table.Name] = append(by[table.Name], r.Type)
		}
	}
	return by
}

func TestEveryTableIsOfARecordTypeOrStaysForAReason(t *testing.T) {
	db := testkit.SQLite().Open(t, store.Migrations())
	covered, stays := covering(), store.Stays()
	all := tables(t, db)
	for _, table := range all {
		_, exempt := stays[table]
		require.False(t, exempt && covered[table] != nil, "%s is both: say once what becomes of it", table)
		require.True(t, exempt || covered[table] != nil,
			"%s is kept for ever: name it in store.AllRecords, or in store.Stays with why it may stay", table)
	}
	for table, why := range stays {
		require.NotEmpty(t, why, table)
		require.Contains(t, all, table, "store.Stays names what is not there")
	}
	for table := range covered {
		require.Contains(t, all, table, "store.AllRecords names what is not there")
	}
}

func TestEveryRecordTypeHasItsTablesInTheOrderOfRemoval(t *testing.T) {
	var types []domain.RecordType
	for _, r := range store.AllRecords() {
		types = append(types, r.Type)
		require.NotEmpty(t, r.Tables, r.Type)
		for _, table := range r.Tables {
			require.Equal(t, r.Type.Start() == domain.FromEnd, strings.Contains(table.Of, "(%s)"), "%s of %s", table.Name, r.Type)
		}
	}
	require.Equal(t, domain.RecordTypes(), types)
}

// A row cannot go while another refers to it: nothing that stays, and nothing that may be kept longer.
func TestNothingRefersToWhatGoesBeforeIt(t *testing.T) {
	db := testkit.SQLite().Open(t, store.Migrations())
	covered := covering()
	for _, table := range tables(t, db) {
		for _, to := range refersTo(t, db, table) {
			if to == "client" || covered[to] == nil {
				continue // of a client a shell stays
			}
			require.NotNil(t, covered[table], "%s stays, and refers to %s, which goes", table, to)
			for _, of := range covered[to] {
				if of == domain.TrajectoryRecords && !slices.Contains(covered[table], of) {
					continue // it goes when nothing is left in it
				}
				require.Contains(t, covered[table], of, "%s refers to %s, which goes with %s", table, to, of)
			}
		}
	}
	for _, r := range store.AllRecords() {
		for i, table := range r.Tables {
			if strings.Contains(table.Of, "SELECT") {
				require.True(t, slices.ContainsFunc(r.Tables, func(other store.Table) bool {
					return other.Name != table.Name && strings.Contains(table.Of, "FROM "+other.Name+" ")
				}), "%s has a row only where another table of %s has one: that is how the record type is found", table.Name, r.Type)
			}
			for _, later := range r.Tables[i+1:] {
				require.NotContains(t, refersTo(t, db, later.Name), table.Name, "%s is emptied before %s", table.Name, later.Name)
			}
		}
	}
}

// What was handed over is sealed while it waits: the schema lets nothing be sealed of what was decided, and it is decided within half
// a year (platform/handover).
func TestNothingIsSealedOfWhatWasHandedOverAndDecided(t *testing.T) {
	db := testkit.SQLite().Open(t, store.Migrations())
	for state, sealed := range map[string]bool{"waiting": true, "accepted": false, "declined": false, "withdrawn": false} {
		decided, result, reason := "2026-11-26", "", ""
		switch state {
		case "waiting":
			decided = ""
		case "accepted":
			result = "t"
		case "declined":
			reason = "lapsed"
		}
		for _, content := range []string{"", "sealed"} {
			err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, `INSERT INTO handover (id, sender, reference, referrer, sealed, consent_date,
    handed_date, urgent, wanted_id, state, decided_date, decline_reason, result_id, decider, version, created_at, updated_at)
VALUES ($1, 's', $1, 'r', $2, '', '2026-11-01', 0, '', $3, $4, $5, $6, '', 1, 1, 1)`,
					state+content, []byte(content), state, decided, reason, result)
				return err
			})
			require.Equal(t, content == "" || sealed, err == nil, "%s %q: %v", state, content, err)
		}
	}
}

func TestWhatIsSealedIsNeverInATableThatStays(t *testing.T) {
	db := testkit.SQLite().Open(t, store.Migrations())
	for table := range store.Stays() {
		if table == "handover" {
			continue // see the test before
		}
		// When something was sealed is a number.
		for _, name := range column(t, db, "SELECT name FROM pragma_table_info($1) WHERE type <> 'BIGINT'", table) {
			require.NotContains(t, name, "sealed", table)
		}
	}
}
