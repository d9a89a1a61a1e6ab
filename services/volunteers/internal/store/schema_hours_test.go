package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// values are a row, by column.
type values map[string]any

// put inserts base changed by change.
func put(t testing.TB, db *sqldb.DB, table string, base, change values) error {
	t.Helper()
	all := maps.Clone(base)
	maps.Copy(all, change)
	columns := slices.Sorted(maps.Keys(all))
	var places []string
	var args []any
	for i, column := range columns {
		places = append(places, fmt.Sprintf("$%d", i+1))
		args = append(args, all[column])
	}
	return db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+
			strings.Join(places, ", ")+")", args...)
		return err
	})
}

// payable are the rows of hours and payments, and of what they refer to, in the order in which they are added.
func payable() (tables []string, rows map[string]values) {
	dated := values{"version": 1, "created_at": 1, "updated_at": 1}
	with := func(v values) values {
		maps.Copy(v, dated)
		return v
	}
	return []string{
			"programme", "person", "engagement", "role", "assignment", "hours", "hours_decision", "worked_day", "payment_batch",
			"expense_claim", "bank_account",
		}, map[string]values{
			"programme": {"id": "this", "code": "taal", "start_date": "2020-01-01", "end_date": "", "version": 1},
			"person": with(values{
				"id": "bea", "sealed": []byte("x"), "wijk_code": "", "wijk_year": 0, "birth_year": 1980, "languages": "", "skills": "",
				"interests": "", "availability": "", "state": "present",
			}),
			"engagement": with(values{
				"id": "bond", "person_id": "bea", "kind": "volunteer", "state": "active", "start_date": "2021-01-01",
				"state_date": "2021-01-01",
			}),
			"role": with(values{
				"id": "coach", "code": "coach", "display_name": "Coach", "programme_id": "this", "min_age": 0, "reach": "city",
				"start_date": "2020-01-01", "end_date": "",
			}),
			"assignment": with(values{
				"id": "work", "engagement_id": "bond", "role_id": "coach", "vacancy_id": "", "state": "active",
				"start_date": "2021-01-01", "end_date": "", "state_date": "2021-01-01", "wijk_code": "", "wijk_year": 0,
			}),
			"hours": with(values{
				"id": "hours", "assignment_id": "work", "person_id": "bea", "date": "2022-06-14", "minutes": 1440,
				"age_band": "27_to_54", "state": "approved", "reason": "", "recorder": "anna",
			}),
			"hours_decision": {
				"id": "decision", "hours_id": "hours", "version": 2, "state": "approved", "reason": "", "recorder": "anna",
				"created_at": 1,
			},
			"worked_day": {"person_id": "bea", "date": "2022-06-14", "minutes": 1440},
			"payment_batch": {
				"id": "batch", "execution_date": "2022-06-20", "payments": 1, "total_cents": 1, "recorder": "anna", "created_at": 1,
			},
			"expense_claim": with(values{
				"id": "claim", "assignment_id": "work", "person_id": "bea", "kind": "allowance", "month": "2022-06", "date": "",
				"rate_cents": 1, "minutes": 1, "amount_cents": 1, "state": "paid", "reason": "", "override_reason": "",
				"payment_date": "2022-06-20", "payment_batch_id": "batch", "recorder": "anna",
			}),
			"bank_account": {"person_id": "bea", "sealed": []byte("x"), "created_at": 1, "updated_at": 1},
		}
}

func TestDatabaseRefusesHoursAndPaymentsThatMustNeverBe(t *testing.T) {
	tests := map[string]struct {
		table  string
		change values
	}{
		"hours of no time":               {"hours", values{"id": "h", "minutes": 0}},
		"hours of more than a day":       {"hours", values{"id": "h", "minutes": 1441}},
		"hours in no state":              {"hours", values{"id": "h", "state": "lost"}},
		"hours rejected without reason":  {"hours", values{"id": "h", "state": "rejected"}},
		"hours approved with a reason":   {"hours", values{"id": "h", "reason": "why"}},
		"hours of nobody's work":         {"hours", values{"id": "h", "assignment_id": "nothing"}},
		"two decisions at one version":   {"hours_decision", values{"id": "d"}},
		"a decision before the record":   {"hours_decision", values{"id": "d", "version": 1}},
		"more than 24 hours in a day":    {"worked_day", values{"date": "2022-06-15", "minutes": 1441}},
		"less than nothing in a day":     {"worked_day", values{"date": "2022-06-15", "minutes": -1}},
		"a day twice":                    {"worked_day", values{}},
		"a batch of nothing":             {"payment_batch", values{"id": "b", "payments": 0}},
		"a claim of nothing":             {"expense_claim", values{"id": "c", "amount_cents": 0}},
		"an allowance without hours":     {"expense_claim", values{"id": "c", "minutes": 0}},
		"an allowance without a month":   {"expense_claim", values{"id": "c", "month": ""}},
		"expenses with a rate":           {"expense_claim", values{"id": "c", "kind": "travel", "month": "", "date": "2022-06-14"}},
		"a claim paid in no batch":       {"expense_claim", values{"id": "c", "payment_batch_id": ""}},
		"a claim approved in a batch":    {"expense_claim", values{"id": "c", "state": "approved"}},
		"a claim approved for no date":   {"expense_claim", values{"id": "c", "state": "approved", "payment_batch_id": "", "payment_date": ""}},
		"a claim rejected for no reason": {"expense_claim", values{"id": "c", "state": "rejected", "payment_batch_id": "", "payment_date": ""}},
		"an account of nothing":          {"bank_account", values{"sealed": []byte{}}},
		"two accounts of a person":       {"bank_account", values{}},
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, store.Migrations())
		tables, rows := payable()
		for _, table := range tables {
			require.NoError(t, put(t, db, table, rows[table], nil), table)
		}
		for name, tt := range tests {
			require.Error(t, put(t, db, tt.table, rows[tt.table], tt.change), name)
		}
	})
}
