package store_test

import (
	"context"
	"database/sql"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// columns are values of a row of certificate, by column.
type columns map[string]any

func insertCertificate(t *testing.T, db *sqldb.DB, change columns) error {
	values := columns{
		"id": "c", "person_id": "p", "kind": "vog", "training": "", "risk_areas": "08", "function_aspects": "84",
		"requested_date": "2022-01-10", "issued_date": "2022-02-01", "seen_date": "2022-02-03", "seen_by": "anna",
		"state": "recorded", "version": 1, "created_at": 1, "updated_at": 1,
	}
	maps.Copy(values, change)
	row := make([]any, 0, len(values))
	for _, c := range []string{
		"id", "person_id", "kind", "training", "risk_areas", "function_aspects", "requested_date", "issued_date", "seen_date",
		"seen_by", "state", "version", "created_at", "updated_at",
	} {
		row = append(row, values[c])
	}
	return db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return sqldb.Rows{row}.Each(ctx, tx, `INSERT INTO certificate (id, person_id, kind, training, risk_areas, function_aspects,
requested_date, issued_date, seen_date, seen_by, state, version, created_at, updated_at) VALUES %s`, nil)
	})
}

func TestCertificateThatMustNeverBeIsRefusedByTheDatabase(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, store.Migrations())
		require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			return store.In(tx).InsertPeople(ctx, []store.Person{{ID: "p", Sealed: []byte("x"), State: "present", Version: 1}})
		}))
		for name, change := range map[string]columns{
			"nobody's":                   {"person_id": "q"},
			"of no kind":                 {"kind": "diploma"},
			"a VOG that is a training":   {"training": "ehbo"},
			"a training of nothing":      {"kind": "training", "risk_areas": "", "function_aspects": ""},
			"a training that screens":    {"kind": "training", "training": "ehbo"},
			"without a date":             {"requested_date": "", "issued_date": "", "seen_date": "", "seen_by": ""},
			"issued before it was asked": {"issued_date": "2022-01-09"},
			"seen before it was issued":  {"seen_date": "2022-01-31"},
			"seen and never issued":      {"issued_date": ""},
			"seen by nobody":             {"seen_by": ""},
			"not seen, and that by one":  {"seen_date": ""},
			"in no state":                {"state": "lost"},
			"with version 0":             {"version": 0},
		} {
			t.Run(name, func(t *testing.T) { require.Error(t, insertCertificate(t, db, change)) })
		}
		require.NoError(t, insertCertificate(t, db, nil))
		require.Error(t, insertCertificate(t, db, nil), "twice")
		for id, change := range map[string]columns{
			"requested": {"issued_date": "", "seen_date": "", "seen_by": ""}, "issued": {"requested_date": "", "seen_date": "", "seen_by": ""},
			"training": {"kind": "training", "training": "ehbo", "risk_areas": "", "function_aspects": ""}, "withdrawn": {"state": "withdrawn"},
		} {
			change["id"] = id
			require.NoError(t, insertCertificate(t, db, change), id)
		}
	})
}
