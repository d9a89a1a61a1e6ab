package test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// TestRecoveryDrill is what an operator does after a machine was lost: a backup with its keys is restored elsewhere, and every
// record, every figure, every edition and every log is what it was.
func TestRecoveryDrill(t *testing.T) {
	p := start(t, "up", t.TempDir())
	requests := headCounts(t, p.suite)
	record(t, activitiesv1.NewHeadCountServiceClient(p.dial("importer")), requests[:50])
	person, client := p.writeCanary(t, p.sessionOf("2022-05-12")), p.writeClient(t)
	p.writeHelper(t)
	p.writeResident(t)
	before := p.kept()
	require.Contains(t, before.participant(person), "Xanten")
	p.publish(2022, "")
	record(t, activitiesv1.NewHeadCountServiceClient(p.dial("importer")), requests[50:60])
	p.publish(2022, "Een telling kwam later.")
	before = p.kept()
	require.Len(t, before.editions, 2)

	p.stop()
	file := filepath.Join(t.TempDir(), "backup.tar.zst")
	out, err := meedoen(p.data, "backup", file, "--with-keys")
	require.NoError(t, err, out)
	data := filepath.Join(t.TempDir(), "another machine", "data")
	out, err = meedoen(data, "restore", file)
	require.NoError(t, err, out)
	require.Regexp(t, `kept at \S+, \d+s ago`, out)
	for _, service := range append(services(), "keys") {
		require.Equal(t, rowsOf(t, p.data, service), rowsOf(t, data, service), service)
	}

	q := start(t, "up", data)
	q.require(before, person, client)
	t.Run("on streams that were filled from the logs, without the database of reporting", func(t *testing.T) {
		q.stop()
		removeDatabase(t, data, "reporting")
		q.again("up")
		require.Eventually(t, func() bool { return len(q.editionsOf(2022)) == 2 }, patience, pause)
		q.require(before, person, client)
	})
	t.Run("on streams that are filled from the logs once more", func(t *testing.T) {
		q.stop()
		require.NoError(t, os.RemoveAll(filepath.Join(data, "events")))
		q.again("up")
		q.require(before, person, client)
	})
	out, err = meedoen(data, "audit", "verify")
	require.NoError(t, err, out)
	for _, service := range []string{"activities", "volunteers", "debtcounselling", "support"} {
		require.Contains(t, out, service)
	}
	record(t, activitiesv1.NewHeadCountServiceClient(q.dial("importer")), requests)
	require.Len(t, storedCounts(t, q.suite), len(requests), "and it records on")
	require.Equal(t, sumOf(storedCounts(t, q.suite)), q.figures()["centre-visits"])
	require.NotContains(t, q.out.String(), "level=ERROR")
}

// kept is all that a recovery must bring back, as callers see it.
type kept struct {
	*suite
	counts   map[string]int32
	figures  map[string]int
	account  map[string]any
	editions []any // with their signed content
}

func (s *suite) kept() kept {
	return kept{suite: s, counts: storedCounts(s.t, s), figures: s.figures(), account: s.inFull(2022), editions: s.editionsOf(2022)}
}

// editionsOf answers all editions of the account of a year.
func (s *suite) editionsOf(year int) (all []any) {
	for number := 1; ; number++ {
		a := s.rest("GET", fmt.Sprintf("/v1/accounts/%d/editions/%d", year, number), "", nil)
		if a.status == 404 {
			return all
		}
		require.Equal(s.t, 200, a.status, a.text)
		all = append(all, a.body)
	}
}

// publish publishes the account of a year, for a reason where it restates one.
func (s *suite) publish(year int, reason string) {
	s.figures() // what was recorded is counted
	a := s.rest("POST", fmt.Sprintf("/v1/accounts/%d/publications", year), s.token("account.manager"), map[string]any{"reason": reason})
	require.Equal(s.t, 201, a.status, a.text)
}

func (s *suite) participant(id string) string {
	return s.rest("GET", "/v1/participants/"+id, s.token("activities.staff"), nil).text
}

// require requires that the suite answers what was kept, and who people are.
func (s *suite) require(before kept, participant, client string) {
	s.t.Helper()
	now := s.kept()
	require.Equal(s.t, before.counts, now.counts)
	require.Equal(s.t, before.figures, now.figures)
	require.Equal(s.t, before.account, now.account, "every figure, in all its parts")
	require.Equal(s.t, before.editions, now.editions, "every edition, byte for byte")
	require.Contains(s.t, s.participant(participant), "Xanten", "the keys came along")
	require.Contains(s.t, s.rest("GET", "/v1/debt-clients/"+client, s.token("debt.supervisor"), nil).text, "Xanten")
}

// rowsOf counts the rows of each table of a service whose process does not run. Leases are of processes.
func rowsOf(t *testing.T, data, service string) map[string]string {
	db := testkit.OpenDB(t, "sqlite:"+filepath.Join(data, service+".db")).Read()
	rows := map[string]string{}
	for _, table := range column(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'lease'") {
		rows[table] = strings.Join(column(t, db, "SELECT CAST(COUNT(*) AS TEXT) FROM "+table), "")
	}
	require.NotEmpty(t, rows)
	return rows
}
