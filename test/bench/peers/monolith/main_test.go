package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/test/bench/beside"
	"github.com/deschoor/meedoen/test/bench/beside/besidetest"
)

// everyWay runs test against the program as it may be run.
func everyWay(t *testing.T, test func(t *testing.T, o beside.Options)) {
	for _, postgres := range []bool{false, true} {
		for _, grouped := range []bool{false, true} {
			name := map[bool]string{false: "sqlite", true: "postgres"}[postgres] + map[bool]string{false: "", true: " grouped"}[grouped]
			t.Run(name, func(t *testing.T) {
				var o beside.Options
				if postgres {
					o.Postgres = testkit.Postgres().URL(t, nil)
				}
				test(t, besidetest.Start(t, func(ctx context.Context, o beside.Options) error { return run(ctx, o, grouped) }, o))
			})
		}
	}
}

// database opens the database of the program, beside it.
func database(t *testing.T, o beside.Options) *sql.DB {
	driver, address := "pgx", o.Postgres
	if address == "" {
		driver, address = "sqlite", beside.DurableSQLite(path(o))
	}
	db, err := sql.Open(driver, address)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func TestCountIsRecordedWithItsEvent(t *testing.T) {
	everyWay(t, func(t *testing.T, o beside.Options) {
		token, err := beside.Token(o.Data)
		require.NoError(t, err)
		answer, want := besidetest.Create(t, o, token), besidetest.HeadCount()
		require.NotNil(t, answer.CreateTime)
		want.ID, want.Recorder, want.Etag = answer.ID, "bench", "1"
		want.CreateTime, want.UpdateTime = answer.CreateTime, answer.UpdateTime
		require.Equal(t, want, answer)

		db := database(t, o)
		var row beside.HeadCount
		var at int64
		require.NoError(t, db.QueryRow(`SELECT id, location_id, programme_id, date, part_of_day, count, method, recorder, created_at
FROM head_count WHERE state = 'recorded' AND version = 1`).Scan(&row.ID, &row.LocationID, &row.ProgrammeID, &row.Date,
			&row.PartOfDay, &row.Count, &row.Method, &row.Recorder, &at))
		require.Equal(t, beside.HeadCount{
			ID: answer.ID, LocationID: want.LocationID, ProgrammeID: want.ProgrammeID, Date: want.Date, PartOfDay: "morning",
			Count: want.Count, Method: "tally", Recorder: "bench",
		}, row)
		require.Equal(t, answer.CreateTime.UnixMicro(), at)
		var told []byte
		var event beside.HeadCount
		require.NoError(t, db.QueryRow("SELECT data FROM outbox WHERE aggregate_id = $1 AND sent_at = 0", answer.ID).Scan(&told))
		require.NoError(t, json.Unmarshal(told, &event))
		require.Equal(t, want.Count, event.Count)
		require.Empty(t, event.Recorder, "who recorded is told to nobody")
	})
}

func TestCountThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	everyWay(t, func(t *testing.T, o beside.Options) {
		token, err := beside.Token(o.Data)
		require.NoError(t, err)
		for _, c := range []struct {
			change func(*beside.HeadCount)
			broken []violation
		}{
			{func(c *beside.HeadCount) { c.LocationID, c.Date = "nowhere", "2009-12-31" }, []violation{
				{"locationId", "LOCATION_UNKNOWN"}, {"date", "PROGRAMME_NOT_RUNNING"},
			}},
			{func(c *beside.HeadCount) { c.ProgrammeID, c.Date = "none", "2009-12-31" }, []violation{
				{"date", "LOCATION_NOT_OPEN"}, {"programmeId", "PROGRAMME_UNKNOWN"},
			}},
			{func(c *beside.HeadCount) { c.Count, c.Date, c.Method = -1, "9999-12-31", "" }, []violation{
				{"date", "DATE_IN_FUTURE"}, {"count", "COUNT_NEGATIVE"}, {"method", "is no way to count"},
			}},
			{func(c *beside.HeadCount) { c.Count, c.Date, c.PartOfDay = 10_001, "2022-02-30", "NIGHT" }, []violation{
				{"date", "DATE_INVALID"}, {"count", "COUNT_ABSURD"}, {"partOfDay", "is no part of the day"},
			}},
		} {
			sent := besidetest.HeadCount()
			c.change(&sent)
			status, answer := besidetest.Post(t, "http://"+o.Listen+"/v1/head-counts", token, besidetest.Body(sent))
			require.Equal(t, http.StatusBadRequest, status)
			var refused problem
			require.NoError(t, json.Unmarshal(answer, &refused))
			require.Equal(t, c.broken, refused.Errors)
		}
		var rows int
		require.NoError(t, database(t, o).QueryRow("SELECT (SELECT COUNT(*) FROM head_count) + (SELECT COUNT(*) FROM outbox)").Scan(&rows))
		require.Zero(t, rows)
	})
}

func TestOnlyWhoMayRecordDoes(t *testing.T) {
	o := besidetest.Start(t, func(ctx context.Context, o beside.Options) error { return run(ctx, o, false) }, beside.Options{})
	token, err := beside.Token(o.Data)
	require.NoError(t, err)
	for _, wrong := range []string{"", "nonsense", token[:len(token)-4] + "AAAA"} {
		status, _ := besidetest.Post(t, "http://"+o.Listen+"/v1/head-counts", wrong, besidetest.Body(besidetest.HeadCount()))
		require.Equal(t, http.StatusUnauthorized, status, wrong)
	}
	status, _ := besidetest.Post(t, "http://"+o.Listen+"/v1/head-counts", token, map[string]any{"visitors": 12})
	require.Equal(t, http.StatusBadRequest, status)
}

func TestTokenOfAnotherRoleIsRefused(t *testing.T) {
	keys, err := newTokens(clock.System())
	require.NoError(t, err)
	token, err := keys.make("someone", "account.manager")
	require.NoError(t, err)
	_, err = keys.verify("Bearer " + token)
	require.ErrorIs(t, err, errRole)
}
