package person_test

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// somebody is a person and how they are kept.
type somebody struct{ id, name string }

type newcomer = person.Newcomer[somebody, somebody]

// register is a service that keeps people by their name alone.
type register struct {
	person.Adding[somebody, somebody]
	added, doubles []string // of the last command that was logged
}

func onRegister(t *testing.T, test func(t *testing.T, r *register)) {
	schema := fstest.MapFS{"00001_client.sql": {Data: []byte(`-- +goose Up
CREATE TABLE client (id TEXT NOT NULL PRIMARY KEY);
CREATE TABLE client_lookup (hash TEXT NOT NULL, client_id TEXT NOT NULL, PRIMARY KEY (hash, client_id));`)}}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		key := func(letter string) config.Secret {
			return config.NewSecret(base64.StdEncoding.EncodeToString([]byte(strings.Repeat(letter, 32))))
		}
		keys, err := privacy.Open(t.Context(), privacy.Config{
			Key: key("a"), CountingKey: key("c"), Database: config.NewSecret(engine.URL(t, privacy.Migrations())),
		}, testkit.NewClock(time.Unix(0, 0)), sqldb.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, keys.Close()) })
		r := &register{}
		r.Adding = person.Adding[somebody, somebody]{
			DB: engine.Open(t, schema), Vault: keys.Vault("register"), Scope: "CreateClient", Now: time.Unix(0, 0),
			Index: person.Index{Table: "client_lookup", ID: "client_id"},
			Seal: func(keys privacy.Keys, s somebody) (somebody, []string, error) {
				_, err := keys.Seal(s.id, s.id, "name", []byte(s.name))
				return s, []string{s.name}, err
			},
			Insert: r.insert,
			Log: func(_ context.Context, _ *sql.Tx, added, doubles []string) error {
				r.added, r.doubles = added, doubles
				return nil
			},
		}
		test(t, r)
	})
}

func (r *register) insert(ctx context.Context, tx *sql.Tx, rows []somebody) error {
	for _, row := range rows {
		if row.name == "nobody" {
			return fault.New(fault.FailedPrecondition, "NOBODY", "There is nobody.")
		}
		if row.name == "lost" {
			return errors.New("the connection was lost")
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO client (id) VALUES ($1)", row.id); err != nil {
			return err
		}
		if err := r.Index.Insert(ctx, tx, person.Entry{ID: row.id, Hashes: []string{row.name}}); err != nil {
			return err
		}
	}
	return nil
}

func called(id, name string) newcomer {
	return newcomer{Value: somebody{id, name}, Claim: requestid.Claim{
		RequestID: "request " + name, Hash: []byte("hash"), ResourceID: id, Path: "request_id",
	}}
}

// hasKey says whether a key of somebody is there.
func (r *register) hasKey(t *testing.T, id string) bool {
	t.Helper()
	keys, err := r.Vault.Keys(t.Context(), id)
	require.NoError(t, err)
	_, err = keys.Seal(id, id, "name", nil)
	return err == nil
}

func TestNewcomersMeetWhoMayBeTheSamePerson(t *testing.T) {
	onRegister(t, func(t *testing.T, r *register) {
		twin := called("2", "anna")
		twin.Claim.RequestID = ""
		all, err := r.Add(t.Context(), []newcomer{called("1", "anna"), twin, called("3", "ben")})
		require.NoError(t, err)
		require.Equal(t, []string{"2"}, all[0].Doubles)
		require.Equal(t, []string{"1"}, all[1].Doubles)
		require.Empty(t, all[2].Doubles)
		require.Equal(t, []string{"1", "2", "3"}, r.added)
		require.ElementsMatch(t, []string{"1", "2"}, r.doubles)
	})
}

func TestRequestThatComesTwiceAddsOnePerson(t *testing.T) {
	onRegister(t, func(t *testing.T, r *register) {
		_, err := r.Add(t.Context(), []newcomer{called("1", "anna")})
		require.NoError(t, err)
		all, err := r.Add(t.Context(), []newcomer{called("2", "anna"), called("3", "ben")})
		require.NoError(t, err)
		require.True(t, all[0].Earlier())
		require.Equal(t, "1", all[0].ID())
		require.Empty(t, all[0].Doubles)
		require.Equal(t, "3", all[1].ID())
		require.Equal(t, map[string]bool{"1": true}, person.Earlier(all))
		require.Equal(t, []string{"3"}, r.added)
		require.False(t, r.hasKey(t, "2"), "nothing was sealed with it")
		require.True(t, r.hasKey(t, "3"))
	})
}

func TestWhoIsRefusedLeavesNoKey(t *testing.T) {
	onRegister(t, func(t *testing.T, r *register) {
		_, err := r.Add(t.Context(), []newcomer{called("1", "anna"), called("2", "nobody")})
		require.True(t, fault.Is(err, "NOBODY"))
		require.False(t, r.hasKey(t, "1"))
		require.False(t, r.hasKey(t, "2"))
		_, err = r.Add(t.Context(), []newcomer{called("3", "lost")})
		require.ErrorContains(t, err, "lost")
		require.True(t, r.hasKey(t, "3"), "nobody knows whether it was added")
	})
}
