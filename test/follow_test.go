package test

import (
	"database/sql"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// programmes records programmes, from the first number to the last.
func (d *deployment) programmes(token string, first, last int) {
	for i := first; i <= last; i++ {
		create(d.t, d.suite, token, "/v1/programmes", map[string]any{
			"code": fmt.Sprint("nummer-", i), "displayName": fmt.Sprint("Nummer ", i), "theme": "THEME_MEETING",
			"startDate": "2010-01-01",
		})
	}
}

// TestVolunteersKnowsEveryProgrammeWhateverFails: what a service hears of another is complete in the end, and each of it once.
func TestVolunteersKnowsEveryProgrammeWhateverFails(t *testing.T) {
	d := deployApart(t)
	staff, follower := d.token("activities.staff"), d.programs["volunteers"]
	d.programmes(staff, 1, 20)
	follower.kill()
	d.programmes(staff, 21, 40)
	follower.restart()
	d.nats.Stop()
	d.programmes(staff, 41, 60) // recording goes on without it
	d.nats.Start()
	d.lines["volunteers"].Break()
	d.programmes(staff, 61, 80)
	d.add("volunteers")
	follower.kill()
	d.programmes(staff, 81, 100)

	db, err := sql.Open("pgx", d.databases["volunteers"])
	require.NoError(t, err)
	defer db.Close()
	require.Eventually(t, func() bool { return len(column(t, db, "SELECT DISTINCT code FROM programme")) == 100 }, patience, pause)
	require.Len(t, column(t, db, "SELECT id FROM programme"), 100)
	require.Empty(t, column(t, db, "SELECT id FROM dead_letter"))
}
