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
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// row is a row by column.
type row map[string]any

// with answers the row with other values.
func (r row) with(other row) row {
	changed := maps.Clone(r)
	maps.Copy(changed, other)
	return changed
}

func rowsInOrder() (tables []string, rows map[string]row) {
	tables, rows = []string{"location", "programme", "activity", "session", "head_count", "head_count_correction", "room", "reservation", "reservation_series"}, map[string]row{
		"location": {
			"id": "here", "display_name": "De Schoor", "kind": "venue", "wijk_code": "WK003401", "wijk_year": 2022, "stadsdeel": "haven",
			"opening_date": "2022-01-01", "closing_date": "", "version": 1, "created_at": 1, "updated_at": 1,
		},
		"programme": {
			"id": "this", "code": "inloop", "display_name": "Inloop", "theme": "meeting", "parent_id": "", "start_date": "2022-01-01",
			"end_date": "", "version": 1, "created_at": 1, "updated_at": 1,
		},
		"activity": {
			"id": "offer", "programme_id": "this", "location_id": "here", "room_id": "", "display_name": "Koffie", "description": "",
			"target_groups": "", "min_age": -1, "max_age": -1, "capacity": -1, "price_cents": 0, "registration": "free",
			"start_date": "2022-01-04", "end_date": "", "time_of_day": "14:00", "duration_minutes": 90, "recurrence_rule": "",
			"exception_dates": "", "state": "draft", "version": 1, "created_at": 1, "updated_at": 1,
		},
		"session": {
			"id": "once", "activity_id": "offer", "programme_id": "this", "location_id": "here", "room_id": "hall", "wanted_room_id": "",
			"occurrence": "2022-06-14T14:00", "origin": "series", "date": "2022-06-14", "starts_at": 1, "ends_at": 2, "state": "planned",
			"cancellation_reason": "", "recorder": "", "version": 1, "created_at": 1, "updated_at": 1,
		},
		"head_count": {
			"id": "count", "location_id": "here", "programme_id": "this", "date": "2022-06-14", "part_of_day": "morning", "count": 12,
			"method": "tally", "recorder": "anna", "state": "recorded", "version": 2, "created_at": 1, "updated_at": 2,
			"session_id": "",
		},
		"head_count_correction": {
			"id": "correction", "head_count_id": "count", "version": 2, "count": 12, "method": "tally", "state": "recorded",
			"reason": "missed", "previous_count": 1, "previous_method": "tally", "recorder": "ben", "created_at": 2,
		},
		"room": {
			"id": "hall", "location_id": "here", "display_name": "Zaal 1", "capacity": 40, "accessibility": "lift", "first_date": "2022-01-01",
			"last_date": "", "version": 1, "created_at": 1, "updated_at": 1,
		},
		"reservation": {
			"id": "taken", "room_id": "hall", "start_at": 10, "end_at": 20, "purpose": "meeting", "session_id": "s1", "series_id": "often",
			"holder": "anna", "state": "reserved", "version": 1, "created_at": 1, "updated_at": 1,
		},
		"reservation_series": {
			"id": "often", "room_id": "hall", "rule": "FREQ=DAILY;COUNT=1", "start_date": "2022-01-01", "time_of_day": "14:30",
			"duration_minutes": 60, "exceptions": "", "purpose": "meeting", "reservations": 1, "holder": "anna", "state": "reserved",
			"version": 1, "created_at": 1, "updated_at": 1,
		},
		"participant": {
			"id": "person", "sealed": []byte("sealed"), "wijk_code": "WK003401", "wijk_year": 2022, "state": "active", "survivor_id": "",
			"version": 1, "created_at": 1, "updated_at": 1,
		},
		"participant_merge":   {"id": "merge", "participant_id": "person", "duplicate_id": "double", "created_at": 1},
		"participant_erasure": {"id": "erasure", "participant_id": "person", "created_at": 1},
		"registration": {
			"id": "wish", "activity_id": "offer", "session_id": "once", "participant_id": "person", "arrival": 1, "date": "2022-06-14",
			"state": "registered", "offer_expires_at": 0, "reason": "", "recorder": "anna", "version": 1, "created_at": 1, "updated_at": 1,
		},
		"attendance": {
			"id": "presence", "session_id": "once", "participant_id": "person", "age_band": "unknown", "visits": 1, "state": "recorded",
			"recorder": "anna", "version": 2, "created_at": 1, "updated_at": 1,
		},
		"attendance_change": {
			"id": "change", "attendance_id": "presence", "version": 2, "state": "recorded", "reason": "", "recorder": "anna",
			"created_at": 1,
		},
	}
	maps.Copy(rows, contactAndOutputRows())
	return append(tables, "contact", "contact_correction", "initiative", "output", "output_correction", "participant",
		"participant_merge", "participant_erasure", "registration", "attendance", "attendance_change"), rows
}

// shell is a participant of whom the row alone is left.
func shell(state, survivor string) row {
	return row{"state": state, "survivor_id": survivor, "sealed": []byte{}, "wijk_code": "", "wijk_year": 0}
}

func exec(t testing.TB, db *sqldb.DB, statement string, args ...any) error {
	t.Helper()
	return db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement, args...)
		return err
	})
}

func insert(t testing.TB, db *sqldb.DB, table string, r row) error {
	t.Helper()
	columns := slices.Sorted(maps.Keys(r))
	places, args := make([]string, len(columns)), make([]any, len(columns))
	for i, column := range columns {
		places[i], args[i] = fmt.Sprintf("$%d", i+1), r[column]
	}
	return exec(t, db, fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(columns, ", "), strings.Join(places, ", ")), args...)
}

// filled answers a database with one good row in every table.
func filled(t *testing.T, engine testkit.Engine) *sqldb.DB {
	db := engine.Open(t, store.Migrations())
	tables, rows := rowsInOrder()
	for _, table := range tables {
		require.NoError(t, insert(t, db, table, rows[table]))
		if table == "participant" {
			require.NoError(t, insert(t, db, table, rows[table].with(row{"id": "double"}).with(shell("merged", "person"))))
		}
	}
	return db
}

// never is a row that must never be: a good one of the table with other values.
type never struct {
	table  string
	other  row
	unique bool
}

func TestDatabaseRefusesWhatMustNeverBe(t *testing.T) {
	tests := map[string]never{
		"closing before opening":               {"location", row{"closing_date": "2021-12-31"}, false},
		"location with version 0":              {"location", row{"version": 0}, false},
		"location twice":                       {"location", row{"id": "here"}, true},
		"end before start":                     {"programme", row{"code": "x", "end_date": "2021-12-31"}, false},
		"part of itself":                       {"programme", row{"code": "x", "parent_id": "new"}, false},
		"code twice":                           {"programme", row{}, true},
		"programme twice":                      {"programme", row{"id": "this", "code": "x"}, true},
		"programme with version 0":             {"programme", row{"code": "x", "version": 0}, false},
		"activity of an unknown programme":     {"activity", row{"programme_id": "nothing"}, false},
		"activity at an unknown location":      {"activity", row{"location_id": "nowhere"}, false},
		"activity that ends too soon":          {"activity", row{"end_date": "2022-01-03"}, false},
		"activity in no state":                 {"activity", row{"state": "lost"}, false},
		"activity with version 0":              {"activity", row{"version": 0}, false},
		"activity twice":                       {"activity", row{"id": "offer"}, true},
		"negative age":                         {"activity", row{"min_age": -2}, false},
		"ages reversed":                        {"activity", row{"min_age": 10, "max_age": 9}, false},
		"negative capacity":                    {"activity", row{"capacity": -2}, false},
		"negative price":                       {"activity", row{"price_cents": -1}, false},
		"activity of no time":                  {"activity", row{"duration_minutes": 0}, false},
		"activity of more than a day":          {"activity", row{"duration_minutes": 1441}, false},
		"unknown registration":                 {"activity", row{"registration": "perhaps"}, false},
		"two sessions for one occurrence":      {"session", row{}, true},
		"session twice":                        {"session", row{"id": "once", "occurrence": "x"}, true},
		"session of an unknown activity":       {"session", row{"activity_id": "nothing"}, false},
		"session of an unknown programme":      {"session", row{"programme_id": "nothing", "occurrence": "x"}, false},
		"session at an unknown location":       {"session", row{"location_id": "nowhere", "occurrence": "x"}, false},
		"session in no state":                  {"session", row{"state": "lost", "occurrence": "x"}, false},
		"session of no origin":                 {"session", row{"origin": "lost", "occurrence": "x"}, false},
		"session of no time":                   {"session", row{"ends_at": 1, "occurrence": "x"}, false},
		"session with version 0":               {"session", row{"version": 0, "occurrence": "x"}, false},
		"cancelled for no reason":              {"session", row{"state": "cancelled", "occurrence": "x"}, false},
		"reason of what is not cancelled":      {"session", row{"cancellation_reason": "weather", "occurrence": "x"}, false},
		"negative count":                       {"head_count", row{"count": -1}, false},
		"count of an unknown location":         {"head_count", row{"location_id": "nowhere"}, false},
		"count of an unknown programme":        {"head_count", row{"programme_id": "nothing"}, false},
		"count in no state":                    {"head_count", row{"state": "lost"}, false},
		"withdrawn count with visits":          {"head_count", row{"state": "withdrawn"}, false},
		"count with version 0":                 {"head_count", row{"version": 0}, false},
		"count twice":                          {"head_count", row{"id": "count"}, true},
		"negative correction":                  {"head_count_correction", row{"version": 3, "count": -1}, false},
		"negative count before":                {"head_count_correction", row{"version": 3, "previous_count": -1}, false},
		"correction to no state":               {"head_count_correction", row{"version": 3, "state": "lost"}, false},
		"withdrawal with visits":               {"head_count_correction", row{"version": 3, "state": "withdrawn"}, false},
		"correction of an unknown count":       {"head_count_correction", row{"head_count_id": "nothing"}, false},
		"correction to the first version":      {"head_count_correction", row{"version": 1}, false},
		"two corrections to one version":       {"head_count_correction", row{}, true},
		"room of an unknown location":          {"room", row{"location_id": "nowhere"}, false},
		"room for nobody":                      {"room", row{"capacity": 0}, false},
		"room used until before its first":     {"room", row{"last_date": "2021-12-31"}, false},
		"room with version 0":                  {"room", row{"version": 0}, false},
		"reservation of an unknown room":       {"reservation", row{"room_id": "nowhere", "start_at": 5, "session_id": ""}, false},
		"reservation of no time":               {"reservation", row{"start_at": 20, "session_id": ""}, false},
		"reservation in no state":              {"reservation", row{"start_at": 5, "state": "lost", "session_id": ""}, false},
		"reservation with version 0":           {"reservation", row{"start_at": 5, "version": 0, "session_id": ""}, false},
		"one start reserved twice":             {"reservation", row{"session_id": ""}, true},
		"session with two reservations":        {"reservation", row{"start_at": 15}, true},
		"series of an unknown room":            {"reservation_series", row{"room_id": "nowhere"}, false},
		"series of no time":                    {"reservation_series", row{"duration_minutes": 0}, false},
		"series of no reservations":            {"reservation_series", row{"reservations": 0}, false},
		"series in no state":                   {"reservation_series", row{"state": "lost"}, false},
		"series with version 0":                {"reservation_series", row{"version": 0}, false},
		"correction twice":                     {"head_count_correction", row{"id": "correction", "version": 3}, true},
		"participant with version 0":           {"participant", row{"version": 0}, false},
		"participant in no state":              {"participant", row{"state": "lost"}, false},
		"merged with data":                     {"participant", row{"state": "merged", "survivor_id": "person"}, false},
		"merged into nobody":                   {"participant", shell("merged", ""), false},
		"merged into itself":                   {"participant", shell("merged", "new"), false},
		"erased with data":                     {"participant", row{"state": "erased"}, false},
		"erased into somebody":                 {"participant", shell("erased", "person"), false},
		"erased with a wijk":                   {"participant", row{"state": "erased", "sealed": []byte{}}, false},
		"active without data":                  {"participant", row{"sealed": []byte{}}, false},
		"wijk without an edition":              {"participant", row{"wijk_year": 0}, false},
		"participant twice":                    {"participant", row{"id": "person"}, true},
		"merged twice":                         {"participant_merge", row{}, true},
		"merged with itself by a merge":        {"participant_merge", row{"participant_id": "double"}, false},
		"merge of an unknown participant":      {"participant_merge", row{"duplicate_id": "nobody"}, false},
		"erased twice":                         {"participant_erasure", row{}, true},
		"erasure of nobody":                    {"participant_erasure", row{"participant_id": "nobody"}, false},
		"registration of nobody":               {"registration", row{"arrival": 2, "session_id": "", "participant_id": "nobody"}, false},
		"registration for nothing":             {"registration", row{"arrival": 2, "session_id": "", "activity_id": "nothing"}, false},
		"registered twice":                     {"registration", row{"arrival": 2}, true},
		"waiting beside a place":               {"registration", row{"arrival": 2, "state": "waiting"}, true},
		"two who came at once":                 {"registration", row{"session_id": ""}, true},
		"registration in no state":             {"registration", row{"arrival": 2, "session_id": "", "state": "attended"}, false},
		"offer without an end":                 {"registration", row{"arrival": 2, "session_id": "", "state": "offered"}, false},
		"end of no offer":                      {"registration", row{"arrival": 2, "session_id": "", "offer_expires_at": 1}, false},
		"registration cancelled for no reason": {"registration", row{"arrival": 2, "state": "cancelled"}, false},
		"attendance twice":                     {"attendance", row{"id": "another"}, true},
		"attendance of nobody":                 {"attendance", row{"participant_id": "nobody"}, false},
		"attendance of no session":             {"attendance", row{"session_id": "nothing"}, false},
		"two visits of one":                    {"attendance", row{"participant_id": "double", "visits": 2}, false},
		"withdrawn attendance with a visit":    {"attendance", row{"participant_id": "double", "state": "withdrawn"}, false},
		"change to the first version":          {"attendance_change", row{"version": 1}, false},
		"two changes to one version":           {"attendance_change", row{}, true},
	}
	maps.Copy(tests, contactsAndOutputsThatMustNeverBe())
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := filled(t, engine)
		_, rows := rowsInOrder()
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				err := insert(t, db, tt.table, rows[tt.table].with(row{"id": "new"}).with(tt.other))
				require.Error(t, err)
				require.True(t, db.IsConstraint(err), "%v", err)
				require.Equal(t, tt.unique, db.IsUnique(err), "%v", err)
			})
		}
	})
}

func columnsOf(t testing.TB, db *sqldb.DB, table string) []string {
	t.Helper()
	rows, err := db.Read().QueryContext(t.Context(), "SELECT * FROM "+table)
	require.NoError(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	require.NoError(t, err)
	require.NoError(t, rows.Err())
	return columns
}

func TestEveryColumnIsFilled(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := filled(t, engine)
		tables, rows := rowsInOrder()
		for _, table := range tables {
			columns := columnsOf(t, db, table)
			for _, column := range columns {
				err := insert(t, db, table, rows[table].with(row{"id": "new"}).with(row{column: nil}))
				require.Error(t, err, "%s.%s", table, column)
				require.True(t, db.IsConstraint(err), "%s.%s: %v", table, column, err)
				require.False(t, db.IsUnique(err), "%s.%s: %v", table, column, err)
			}
			require.Len(t, columns, len(rows[table]), "%s has a column that the test does not know", table)
		}
	})
}

func TestGoodRowsAtTheEdgeAreKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := filled(t, engine)
		_, rows := rowsInOrder()
		require.NoError(t, insert(t, db, "location", rows["location"].with(row{"id": "day", "closing_date": "2022-01-01"})))
		require.NoError(t, insert(t, db, "programme", rows["programme"].with(row{"id": "day", "code": "day", "end_date": "2022-01-01"})))
		require.NoError(t, insert(t, db, "head_count", rows["head_count"].with(row{"id": "nobody", "count": 0})))
		require.NoError(t, insert(t, db, "head_count", rows["head_count"].with(row{"id": "gone", "count": 0, "state": "withdrawn"})))
		require.NoError(t, insert(t, db, "head_count_correction", rows["head_count_correction"].with(row{"id": "third", "version": 3})))
		require.NoError(t, insert(t, db, "head_count_correction", rows["head_count_correction"].with(row{"id": "other", "head_count_id": "gone"})))
		require.NoError(t, insert(t, db, "activity", rows["activity"].with(row{
			"id": "day", "end_date": "2022-01-04", "min_age": 0, "max_age": 0, "capacity": 0, "duration_minutes": 1440,
		})))
		require.NoError(t, insert(t, db, "session", rows["session"].with(row{"id": "day", "activity_id": "day"})))
		require.NoError(t, insert(t, db, "head_count", rows["head_count"].with(row{"id": "of a session", "session_id": "once"})))
		require.NoError(t, insert(t, db, "room", rows["room"].with(row{"id": "day", "last_date": "2022-01-01"})))
		require.NoError(t, insert(t, db, "reservation", rows["reservation"].with(row{"id": "cancelled", "state": "cancelled"})))
		require.NoError(t, insert(t, db, "reservation", rows["reservation"].with(row{"id": "there", "room_id": "day", "session_id": ""})))
		require.NoError(t, insert(t, db, "reservation", rows["reservation"].with(row{"id": "next", "start_at": 20, "end_at": 21, "session_id": ""})))
	})
}

func TestWhatOthersReferToCannotGo(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := filled(t, engine)
		for _, table := range []string{"location", "programme", "activity", "head_count", "room", "contact", "output"} {
			err := exec(t, db, "DELETE FROM "+table)
			require.Error(t, err, table)
			require.True(t, db.IsConstraint(err), "%s: %v", table, err)
		}
		require.NoError(t, exec(t, db, "DELETE FROM head_count_correction"))
	})
}

func TestMigrationsMayRunAgain(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := filled(t, engine)
		require.NoError(t, db.Migrate(t.Context(), store.Migrations()))
		var counts int
		require.NoError(t, db.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM head_count").Scan(&counts))
		require.Equal(t, 1, counts)
	})
}

func TestPersonIsFoundUnderAHashOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := filled(t, engine)
		lookup := row{"hash": "hash", "participant_id": "person"}
		require.NoError(t, insert(t, db, "participant_lookup", lookup))
		require.NoError(t, insert(t, db, "participant_lookup", lookup.with(row{"hash": "other"})))
		require.True(t, db.IsUnique(insert(t, db, "participant_lookup", lookup)))
		for _, wrong := range []row{{"hash": nil}, {"participant_id": nil}, {"participant_id": "nobody"}} {
			err := insert(t, db, "participant_lookup", lookup.with(row{"hash": "new"}).with(wrong))
			require.Error(t, err)
			require.True(t, db.IsConstraint(err), "%v", err)
		}
		require.True(t, db.IsConstraint(exec(t, db, "DELETE FROM participant WHERE id = 'person'")))
	})
}
