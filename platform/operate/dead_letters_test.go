package operate_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
)

var schema = fstest.MapFS{"00001_operate_test.sql": {Data: []byte(`-- +goose Up
CREATE TABLE shelf (id TEXT NOT NULL PRIMARY KEY);
`)}}

func TestDeadLettersOfAllServicesAreListed(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := newProgram(t, engine)
		out, _, err := p.run("deadletters", "list")
		require.NoError(t, err)
		require.Equal(t, "There are no dead letters.\n", out)
		list, err := p.list("deadletters", "list")
		require.NoError(t, err)
		require.Equal(t, []map[string]any{}, list, "an empty list for machines")

		p.bury("shop", "1", "no such\nplace\x1b[31m"+strings.Repeat("!", 200))
		p.bury("store", "2", "no such day")
		p.exec("store", "UPDATE dead_letter SET retry_asked_at = 1")
		out, _, err = p.run("deadletters", "list")
		require.NoError(t, err)
		require.Equal(t, ""+
			"SERVICE  ID  TYPE                               SET ASIDE             ATTEMPTS  STATE        ERROR\n"+
			"shop     1   nl.welzijn.letters.letter-sent.v1  1970-01-01T00:00:01Z  1         waits        no such place [31m"+strings.Repeat("!", 101)+"…\n"+
			"store    2   nl.welzijn.letters.letter-sent.v1  1970-01-01T00:00:01Z  1         retry asked  no such day\n", out)

		list, err = p.list("deadletters", "list", "--service", "store")
		require.NoError(t, err)
		require.Equal(t, []map[string]any{{
			"service": "store", "source": "urn:x", "id": "2", "type": "nl.welzijn.letters.letter-sent.v1", "aggregateId": "seven",
			"stream": "letters", "sequence": 3.0, "bytes": 3.0, "attempts": 1.0, "setAsideAt": "1970-01-01T00:00:01Z",
			"attemptedAt": "1970-01-01T00:00:01Z", "retryAskedAt": "1970-01-01T00:00:00.000001Z", "error": "no such day",
		}}, list)
		out, notes, err := p.run("deadletters", "list", "--limit", "1", "--json")
		require.NoError(t, err)
		require.NotContains(t, out, `"2"`)
		require.Equal(t, "The first 1 of 2; --limit 0 shows all.\n", notes)
	})
}

func TestRetrySaysWhatBecameOfEachEvent(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := newProgram(t, engine)
		p.bury("shop", "1", "e")
		p.bury("store", "2", "e")
		p.start("shop")
		out, _, err := p.run("deadletters", "retry", "1", "urn:x/2", "--wait", "5s")
		require.NoError(t, err, "what waits did not fail")
		require.Equal(t, ""+
			"SERVICE  ID  OUTCOME\n"+
			"shop     1   handled\n"+
			"store    2   waiting: no service runs that could handle it yet; it will be when one starts\n", out)
		require.EqualValues(t, 1, p.handled.Load())

		p.broken.Store(true)
		p.bury("shop", "3", "e")
		list, err := p.list("deadletters", "retry", "--all", "--service", "shop")
		require.EqualError(t, err, "1 of 1 dead letters failed again")
		require.Equal(t, []map[string]any{{
			"service": "shop", "source": "urn:x", "id": "3", "outcome": "failed again", "error": "no such\n\taddress",
		}}, list)

		p.broken.Store(false)
		p.start("store")
		out, _, err = p.run("deadletters", "retry", "--all")
		require.NoError(t, err)
		require.Equal(t, 2, strings.Count(out, "handled\n"), out)
		list, err = p.list("deadletters", "retry", "--all")
		require.NoError(t, err)
		require.Empty(t, list)
	})
}

func TestUnknownDeadLettersAreToldTogetherAndNothingIsDone(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := newProgram(t, engine)
		p.bury("shop", "1", "e")
		for _, command := range [][]string{{"retry"}, {"drop", "--yes"}} {
			_, _, err := p.run(append(append([]string{"deadletters"}, command...), "8", "1", "urn:x/9")...)
			require.EqualError(t, err, "no dead letter is called 8, urn:x/9; nothing was done")
		}
		list, err := p.list("deadletters", "list")
		require.NoError(t, err)
		require.Equal(t, []string{"1"}, ids(list))
		require.NotContains(t, list[0], "retryAskedAt")
	})
}

func TestDropSaysWhatIsLostAndAsksToBeSure(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := newProgram(t, engine)
		p.bury("shop", "1", "e")
		p.bury("store", "1", "e")
		p.bury("store", "2", "e")
		lost, err := p.list("deadletters", "drop", "1")
		require.EqualError(t, err, "nothing was dropped: these 2 would be lost for good; say --yes to drop them")
		require.Equal(t, []string{"1", "1"}, ids(lost), "an id means all that have it")
		list, err := p.list("deadletters", "list")
		require.NoError(t, err)
		require.Len(t, list, 3)

		out, notes, err := p.run("deadletters", "drop", "1", "urn:x/1", "--service", "store", "--yes")
		require.NoError(t, err)
		require.Contains(t, out, "store    1")
		require.Equal(t, "Dropped 1 of 1.\n", notes)
		_, _, err = p.run("deadletters", "drop", "--all", "--yes")
		require.NoError(t, err)
		list, err = p.list("deadletters", "list")
		require.NoError(t, err)
		require.Empty(t, list)
	})
}

// audited answers who did what with which object, by the audit log of a service.
func (p *program) audited(service string) (lines []string) {
	p.t.Helper()
	rows, err := p.db[service].Read().QueryContext(p.t.Context(),
		"SELECT actor, roles, action, object, result FROM audit_log ORDER BY id")
	require.NoError(p.t, err)
	defer rows.Close()
	for rows.Next() {
		var actor, roles, action, object, result string
		require.NoError(p.t, rows.Scan(&actor, &roles, &action, &object, &result))
		require.Regexp(p.t, `^operator:.+@.+$`, actor)
		require.Empty(p.t, roles)
		lines = append(lines, action+" "+object+" "+result)
	}
	require.NoError(p.t, rows.Err())
	return lines
}

func TestWhatAnOperatorChangesIsInTheAuditLog(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := newProgram(t, engine)
		p.bury("shop", "1", "e")
		p.bury("store", "2", "e")
		_, _, err := p.run("deadletters", "drop", "1")
		require.ErrorContains(t, err, "say --yes")
		_, _, err = p.run("deadletters", "list")
		require.NoError(t, err)
		require.Empty(t, p.audited("shop"), "who only looks changes nothing")

		_, _, err = p.run("deadletters", "retry", "1", "--wait", "1ms")
		require.NoError(t, err)
		_, _, err = p.run("deadletters", "drop", "--all", "--yes")
		require.NoError(t, err)
		const service = "/meedoen.operations.v1.OperationService/"
		require.Equal(t, []string{
			service + "CreateDeadLetterRetry dead-letter/urn:x/1 done", service + "CreateDeadLetterDrop dead-letter/urn:x/1 done",
		}, p.audited("shop"))
		require.Equal(t, []string{service + "CreateDeadLetterDrop dead-letter/urn:x/2 done"}, p.audited("store"))
		_, err = p.list("audit", "verify")
		require.NoError(t, err)
	})
}

func TestWhichDeadLettersMustBeSaid(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := newProgram(t, engine)
		for _, args := range [][]string{{"retry"}, {"retry", "1", "--all"}, {"drop"}, {"drop", "1", "--all"}} {
			_, _, err := p.run(append([]string{"deadletters"}, args...)...)
			require.EqualError(t, err, "name dead letters by their ID, or say --all", args)
		}
		_, _, err := p.run("deadletters", "list", "--service", "attic")
		require.EqualError(t, err, `there is no service "attic": --service is one of shop, store`)
	})
}
