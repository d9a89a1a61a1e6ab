package person_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/testkit"
)

// inIndex runs test on each engine in a transaction with an empty index.
func inIndex(t *testing.T, test func(ctx context.Context, t *testing.T, tx *sql.Tx, x person.Index)) {
	schema := fstest.MapFS{"00001_client.sql": {Data: []byte(`-- +goose Up
CREATE TABLE client_lookup (hash TEXT NOT NULL, client_id TEXT NOT NULL, PRIMARY KEY (hash, client_id));`)}}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		require.NoError(t, engine.Open(t, schema).Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			test(ctx, t, tx, person.Index{Table: "client_lookup", ID: "client_id"})
			return nil
		}))
	})
}

func TestPeopleAreFoundByEachOfTheirHashes(t *testing.T) {
	inIndex(t, func(ctx context.Context, t *testing.T, tx *sql.Tx, x person.Index) {
		require.NoError(t, x.Insert(ctx, tx,
			person.Entry{ID: "ben", Hashes: []string{"jansen", "1990"}}, person.Entry{ID: "cas"},
			person.Entry{ID: "anna", Hashes: []string{"jansen"}}))
		found, err := x.All(ctx, tx, []string{"1990", "nobody", "jansen", "1990"})
		require.NoError(t, err)
		require.Equal(t, map[string][]string{"jansen": {"anna", "ben"}, "1990": {"ben"}}, found)
	})
}

func TestFirstOfVeryManyAreFound(t *testing.T) {
	inIndex(t, func(ctx context.Context, t *testing.T, tx *sql.Tx, x person.Index) {
		var entries []person.Entry
		var ids []string
		for i := range person.MaxFound + 1 {
			ids = append(ids, fmt.Sprintf("person %03d", i))
			entries = append(entries, person.Entry{ID: ids[i], Hashes: []string{"jansen"}})
		}
		require.NoError(t, x.Insert(ctx, tx, entries...))
		found, err := x.First(ctx, tx, []string{"jansen"})
		require.NoError(t, err)
		require.Equal(t, ids[:person.MaxFound], found["jansen"])
		found, err = x.All(ctx, tx, []string{"jansen"})
		require.NoError(t, err)
		require.Equal(t, ids, found["jansen"])
	})
}

func TestNobodyIsTheirOwnDouble(t *testing.T) {
	found := map[string][]string{"date": {"ben", "cas"}, "year": {"anna", "ben"}, "other": {"dirk"}}
	require.Equal(t, []string{"anna", "cas"}, person.Doubles("ben", []string{"date", "year", "none"}, found))
	require.Empty(t, person.Doubles("ben", nil, found))
}

func TestWhoIsFoundByMoreHashesIsFoundOnce(t *testing.T) {
	index := map[string][]string{"date": {"ben", "cas"}, "year": {"anna", "ben"}}
	self := func(id string) string { return id }
	find := func(hash string) ([]string, error) { return index[hash], nil }
	found, err := person.Search([]string{"date", "nobody", "year"}, self, find)
	require.NoError(t, err)
	require.Equal(t, []string{"ben", "cas", "anna"}, found)
	_, err = person.Search([]string{"date"}, self, func(string) ([]string, error) { return nil, sql.ErrConnDone })
	require.ErrorIs(t, err, sql.ErrConnDone)
}
