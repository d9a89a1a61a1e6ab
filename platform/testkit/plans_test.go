package testkit_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
)

var halls = fstest.MapFS{"00001_hall.sql": {Data: []byte(`-- +goose Up
CREATE TABLE hall (id TEXT NOT NULL PRIMARY KEY, place TEXT NOT NULL, seats BIGINT NOT NULL);
CREATE INDEX hall_place ON hall (place) WHERE place <> '';
CREATE TABLE city (id TEXT NOT NULL PRIMARY KEY);
`)}}

// heard hears what a check says, instead of failing.
type heard struct {
	testing.TB
	said []string
}

func (h *heard) Helper() {}

func (h *heard) Errorf(format string, args ...any) {
	h.said = append(h.said, fmt.Sprintf(format, args...))
}

// saidOf answers what the check of plans says of a source that has statements.
func saidOf(t *testing.T, plans testkit.Plans, source string) string {
	plans.Migrations, plans.Folder = halls, t.TempDir()
	inner := filepath.Join(plans.Folder, "store")
	require.NoError(t, os.Mkdir(inner, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(inner, "hall.go"), []byte("package store\n"+source), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(inner, "hall_test.go"), // what tests ask is nobody's wait
		[]byte("package store\nconst all = `-- name: AllOfTest :many\nSELECT * FROM hall`"), 0o600))
	h := &heard{TB: t}
	plans.Check(h)
	return strings.Join(h.said, "\n")
}

func TestPlansThatUseAnIndexAreGood(t *testing.T) {
	for name, source := range map[string]string{
		"a key":           "const q = `-- name: One :one\nSELECT * FROM hall WHERE id = $1`",
		"some keys":       "var _ = ask(`-- name: Some :many\nSELECT * FROM hall WHERE id IN (%s)`)",
		"pairs":           "var _ = ask(`-- name: Pairs :many\nSELECT * FROM hall WHERE (id, place) IN (VALUES %s)`)",
		"a partial index": "const q = `-- name: Of :many\nSELECT * FROM hall WHERE place = $1 AND place <> ''`",
		"rows":            "var _ = ask(`-- name: Insert :exec\nINSERT INTO hall (id, place, seats) VALUES %s`)",
		"constants": "const columns, hall = `id, ` + `place`, ` FROM hall`\n" +
			"var _ = ask(`-- name: One :one\nSELECT `+columns+hall+` WHERE id = $1`)",
		"a number":         "var _ = ask(fmt.Sprintf(`-- name: One :one\nSELECT * FROM hall WHERE id IN (%%s) AND seats > %d`, most))",
		"a sort of all":    "const q = `-- name: Of :many\nSELECT * FROM hall WHERE place = $1 AND place <> '' ORDER BY seats`",
		"what it made":     "const q = `-- name: One :one\nWITH one AS MATERIALIZED (SELECT * FROM hall WHERE id = $1) SELECT * FROM one`",
		"a lock of SQLite": "func f() { ask(`-- name: One :one\nSELECT * FROM hall WHERE id = $1`+sqldb.ForShare(ctx)) }",
	} {
		t.Run(name, func(t *testing.T) { require.Empty(t, saidOf(t, testkit.Plans{}, source)) })
	}
}

func TestPlansThatReadOrSortTooMuchNeedAReason(t *testing.T) {
	const reason = "halls are few"
	for name, source := range map[string]string{
		"all":               "const q = `-- name: Bad :many\nSELECT * FROM hall`",
		"by what has none":  "const q = `-- name: Bad :many\nSELECT * FROM hall WHERE seats = $1`",
		"no predicate":      "const q = `-- name: Bad :many\nSELECT * FROM hall WHERE place = $1`",
		"in another part":   "func f() { ask(`-- name: Bad :exec\nUPDATE hall SET seats = 0 WHERE seats IN (`+`%s)`) }",
		"a page of a sort":  "const q = `-- name: Bad :many\nSELECT * FROM hall WHERE place = $1 AND place <> '' ORDER BY seats LIMIT 9`",
		"an index for once": "const q = `-- name: Bad :many\nSELECT * FROM city c JOIN hall h ON h.seats = c.id WHERE c.id > $1`",
	} {
		t.Run(name, func(t *testing.T) {
			said := saidOf(t, testkit.Plans{}, source)
			require.Contains(t, said, "hall.go:2: Bad has no reason in Fine")
			require.NotContains(t, said, "AllOfTest")
			require.Empty(t, saidOf(t, testkit.Plans{Fine: map[string]string{"Bad": reason}}, source))
		})
	}
}

func TestWhatStaysSmallMayBeRead(t *testing.T) {
	for name, source := range map[string]string{
		"hall":       "const q = `-- name: All :many\nSELECT * FROM hall`",
		"hall_place": "const q = `-- name: Placed :many\nSELECT place FROM hall WHERE place <> ''`",
	} {
		require.NotEmpty(t, saidOf(t, testkit.Plans{}, source), name)
		require.Empty(t, saidOf(t, testkit.Plans{Small: map[string]string{name: "there are few"}}, source))
	}
	joined := "const q = `-- name: Both :many\nSELECT * FROM city CROSS JOIN hall`"
	require.Contains(t, saidOf(t, testkit.Plans{Small: map[string]string{"city": "there are few"}}, joined), "Both has no reason",
		"a small table excuses no other")
}

func TestStatementsThatAreNotWholeAreNamed(t *testing.T) {
	for name, source := range map[string]string{
		"a variable":      "func f(where string) { ask(`-- name: Found :many\nSELECT * FROM hall WHERE `+where) }",
		"a format":        "func f(where string) { ask(fmt.Sprintf(`-- name: Found :many\nSELECT * FROM hall WHERE %s`, where)) }",
		"completed later": "func f() { query := `-- name: Found :many\nSELECT * FROM hall`\nquery += ` WHERE id = $1` }",
		"begun only":      "func f() { query := `-- name: Found :many\nSELECT * FROM hall WHERE`\nquery += ` id = $1` }",
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, saidOf(t, testkit.Plans{}, source), "Found has no reason")
			require.Empty(t, saidOf(t, testkit.Plans{Composed: map[string]string{"Found": "what narrows the halls"}}, source))
		})
	}
}

func TestReasonsThatNobodyNeedsFail(t *testing.T) {
	const source = "const q = `-- name: One :one\nSELECT * FROM hall WHERE id = $1`"
	for _, name := range []string{"One", "Gone"} {
		reasons := map[string]string{name: "it was so"}
		require.Equal(t, name+" needs no reason any more: take it from Fine", saidOf(t, testkit.Plans{Fine: reasons}, source))
		require.Equal(t, name+" needs no reason any more: take it from Composed", saidOf(t, testkit.Plans{Composed: reasons}, source))
	}
	require.Equal(t, "hall needs no reason any more: take it from Small",
		saidOf(t, testkit.Plans{Small: map[string]string{"hall": "there are few"}}, source))
}
