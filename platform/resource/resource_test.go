package resource_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// thing is what the tests record: a number that may not be below 0.
type thing struct {
	id string
	n  int64
}

func migrations() fstest.MapFS {
	return fstest.MapFS{"00001_thing.sql": &fstest.MapFile{Data: []byte(
		"-- +goose Up\nCREATE TABLE thing (id TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL);\n")}}
}

func now() time.Time { return time.Date(2022, 6, 15, 12, 0, 0, 0, time.UTC) }

func noun() resource.Noun[thing] {
	return resource.Noun[thing]{
		Service: "things", Scope: "CreateThing", Field: "thing",
		Rules: func(context.Context, *sql.Tx, []thing) (resource.Rules[thing], error) {
			return resource.Rules[thing]{Check: func(t *thing) []fault.Field {
				if t.n < 0 {
					return []fault.Field{{Path: "n", Reason: "BELOW_ZERO", Text: "It is below 0."}}
				}
				return nil
			}}, nil
		},
		Insert: func(ctx context.Context, tx *sql.Tx, list []thing) error {
			rows := make(sqldb.Rows, len(list))
			for i, t := range list {
				rows[i] = []any{t.id, t.n}
			}
			return rows.Each(ctx, tx, "INSERT INTO thing (id, n) VALUES %s", nil)
		},
		ByID: func(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]thing, error) {
			return sqldb.ByID(ctx, tx, "SELECT id, n FROM thing WHERE id IN (%s)", ids, func(r *sql.Rows) (string, thing, error) {
				var t thing
				err := r.Scan(&t.id, &t.n)
				return t.id, t, err
			})
		},
	}
}

// request answers the entry of a request for n.
func request(place, requestID string, n int64) resource.Entry[thing] {
	id := ids.New()
	return resource.Entry[thing]{Value: thing{id, n}, Place: place, Claim: requestid.Claim{
		RequestID: requestID, Hash: fmt.Append(nil, n), ResourceID: id, Path: resource.Join(place, "request_id"),
	}}
}

func count(t *testing.T, db *sqldb.DB) (n int) {
	t.Helper()
	require.NoError(t, db.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM thing").Scan(&n))
	return n
}

func TestBatchIsRecordedWholeAndOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, migrations())
		var r resource.Recording[thing]
		batch := func() resource.Entries[thing] {
			return resource.Entries[thing]{request("requests[0]", "a", 1), request("requests[1]", "b", 2)}
		}
		first, err := r.Record(t.Context(), db, now, noun(), batch())
		require.NoError(t, err)
		again, err := r.Record(t.Context(), db, now, noun(), batch())
		require.NoError(t, err)
		require.Equal(t, first, again, "a second delivery answers what the first made")
		require.Equal(t, 2, count(t, db))

		more, err := r.Record(t.Context(), db, now, noun(),
			resource.Entries[thing]{request("requests[0]", "b", 2), request("requests[1]", "c", 3)})
		require.NoError(t, err)
		require.Equal(t, first[1], more[0])
		require.Equal(t, 3, count(t, db))
	})
}

func TestNothingIsRecordedWhereOneIsAtFaultAndEveryFaultIsNamed(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, migrations())
		var r resource.Recording[thing]
		wrong := request("requests[2]", "c", -2)
		wrong.Broken = []fault.Field{{Path: "date", Reason: "DATE_INVALID", Text: "No date."}}
		_, err := r.Record(t.Context(), db, now, noun(),
			resource.Entries[thing]{request("requests[0]", "a", -1), request("requests[1]", "b", 1), wrong})
		var refused *fault.Error
		require.ErrorAs(t, err, &refused)
		var got []string
		for _, f := range refused.Fields {
			got = append(got, f.Path+" "+f.Reason)
		}
		require.Equal(t, []string{
			"requests[0].thing.n BELOW_ZERO", "requests[2].thing.date DATE_INVALID", "requests[2].thing.n BELOW_ZERO",
		}, got)
		require.Zero(t, count(t, db))
		_, err = r.Record(t.Context(), db, now, noun(), resource.Entries[thing]{request("", "b", 5)})
		require.NoError(t, err, "the id of a request that was refused is free")
	})
}

func TestWhatIsToldOfRecordsIsToldWithThem(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, migrations())
		var r resource.Recording[thing]
		n := noun()
		n.Rules = func(context.Context, *sql.Tx, []thing) (resource.Rules[thing], error) {
			return resource.Rules[thing]{
				Check: func(*thing) []fault.Field { return nil },
				Follow: func(context.Context, *sql.Tx, resource.Entries[thing]) ([]outbox.Event, error) {
					return nil, errors.New("no")
				},
			}, nil
		}
		_, err := r.Record(t.Context(), db, now, n, resource.Entries[thing]{request("", "a", 1)})
		require.ErrorContains(t, err, "no")
		require.Zero(t, count(t, db), "what follows and the record stand or fall together")
	})
}

func TestResourceIsMadeOnceForARequest(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, migrations())
		create := func(hash string) (thing, error) {
			m := resource.Making(now())
			return resource.Create(t.Context(), db, m, resource.Request{Scope: "CreateThing", ID: "a", Hash: []byte(hash)},
				func(ctx context.Context, tx *sql.Tx, id string) (thing, error) {
					kept, err := noun().ByID(ctx, tx, map[string]bool{id: true})
					return kept[id], err
				},
				func(ctx context.Context, tx *sql.Tx) (thing, error) {
					one := thing{m.ID, 7}
					return one, noun().Insert(ctx, tx, []thing{one})
				})
		}
		first, err := create("seven")
		require.NoError(t, err)
		again, err := create("seven")
		require.NoError(t, err)
		require.Equal(t, first, again)
		_, err = create("eight")
		require.True(t, fault.Is(err, "REQUEST_ID_REUSED"), "%v", err)
		require.Equal(t, 1, count(t, db))
	})
}

func TestChangeIsOfTheVersionThatWasRead(t *testing.T) {
	require.NoError(t, resource.MatchEtag("", 3))
	require.NoError(t, resource.MatchEtag(resource.Etag(3), 3))
	require.True(t, fault.Is(resource.MatchEtag(resource.Etag(2), 3), "ETAG_MISMATCH"))
}

func TestOvertakenChangeBeginsAgainAndGivesUp(t *testing.T) {
	for name, tt := range map[string]struct {
		overtaken, tries int
		reason           string
	}{
		"nobody":                   {0, 1, ""},
		"somebody":                 {3, 4, ""},
		"somebody again and again": {9, 4, "WRITE_CONFLICT"},
	} {
		t.Run(name, func(t *testing.T) {
			tries := 0
			err := resource.Again(func() error {
				tries++
				if tries <= tt.overtaken {
					return resource.Overtaken(sqldb.ErrStale)
				}
				return nil
			})
			require.Equal(t, tt.tries, tries)
			require.Equal(t, tt.reason != "", err != nil)
			require.True(t, tt.reason == "" || fault.Is(err, tt.reason), "%v", err)
		})
	}
	other := errors.New("other")
	require.ErrorIs(t, resource.Again(func() error { return resource.Overtaken(other) }), other)
}

func TestDatesThatDoNotExistAreCollected(t *testing.T) {
	var d resource.Dates
	require.Equal(t, "2024-02-29", d.Read("a", "2024-02-29").String())
	require.True(t, d.Read("b", "").IsZero())
	require.True(t, d.Read("c", "2023-02-29").IsZero())
	require.True(t, d.Read("d", "morgen").IsZero())
	require.Len(t, d.Broken, 2)
	require.Equal(t, "c DATE_INVALID", d.Broken[0].Path+" "+d.Broken[0].Reason)
	require.Nil(t, resource.Optional(d.Read("b", "")))
	require.Nil(t, resource.OptionalTime(time.Time{}))
}
