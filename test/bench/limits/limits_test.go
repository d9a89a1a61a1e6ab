package limits

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/test/bench/beside"
)

// tiny is a turn that does little more than what is done once.
const tiny = time.Millisecond

// done takes a turn and answers how much was done, which took some time.
func done(t *testing.T, take Take) int {
	turn, err := take(t.Context(), tiny)
	require.NoError(t, err)
	require.Positive(t, turn.Done)
	require.Positive(t, turn.Took)
	return turn.Done
}

func TestDiskIsWaitedForInAFileThatDoesNotGrow(t *testing.T) {
	done(t, SyncRate(t.TempDir()))
	_, err := SyncRate(t.TempDir()+"/none")(t.Context(), tiny)
	require.Error(t, err)
}

func TestWhatIsKeptOfAHeadCountStandsInTheTablesOfTheSuite(t *testing.T) {
	const each = 250 // which is no multiple of a chunk
	dir := t.TempDir()
	take := RowsSQLite(dir, each, Kept{Row: true, Command: true, Fact: true})
	kept := done(t, take) + done(t, take)
	require.Zero(t, kept%each)
	for file, tables := range map[string][]string{
		"commands": {"request_id", "head_count", "outbox"}, "facts": {"fact"},
	} {
		db, err := sql.Open("sqlite", beside.DurableSQLite(dir+"/"+file+".db"))
		require.NoError(t, err)
		defer db.Close()
		for _, table := range tables {
			var rows int
			require.NoError(t, db.QueryRow("SELECT COUNT(*) FROM "+table).Scan(&rows))
			require.Equal(t, kept, rows, table)
		}
	}
}

func TestRowsAreInsertedIntoTheTableOfTheSuite(t *testing.T) {
	const each = 250 // which is no multiple of a chunk
	dir, url := t.TempDir(), testkit.Postgres().URL(t, nil)
	for _, c := range []struct {
		take, wrong     Take
		driver, address string
	}{
		{RowsSQLite(dir, each, Kept{Row: true}), RowsSQLite(dir, 0, Kept{Row: true}), "sqlite", beside.DurableSQLite(dir + "/rows.db")},
		{RowsPostgres(url, each), RowsPostgres(url, 0), "pgx", url},
	} {
		inserted := done(t, c.take) + done(t, c.take)
		require.Zero(t, inserted%each)
		db, err := sql.Open(c.driver, c.address)
		require.NoError(t, err)
		defer db.Close()
		var rows, right int
		require.NoError(t, db.QueryRow(`SELECT COUNT(*), SUM(CASE WHEN l.stadsdeel = 'haven' AND p.code = 'buurtcentra' AND c.count = 12
    AND c.date = '2022-05-12' AND c.method = 'tally' AND c.state = 'recorded' AND c.created_at > 0 THEN 1 ELSE 0 END)
FROM head_count c JOIN location l ON l.id = c.location_id JOIN programme p ON p.id = c.programme_id`).Scan(&rows, &right))
		require.Equal(t, inserted, rows)
		require.Equal(t, inserted, right)
		_, err = c.wrong(t.Context(), tiny)
		require.ErrorContains(t, err, "a row or more, not 0")
	}
}

func TestEventsArePublishedAsTheRelayDoesAndFetched(t *testing.T) {
	server := testkit.NewNATSServer(t, server.Options{})
	sent := done(t, Publish(server.URL())) + done(t, Publish(server.URL()))
	conn := server.Connect()
	stream, err := conn.JS.Stream(t.Context(), natsx.StreamName(published))
	require.NoError(t, err)
	require.EqualValues(t, sent, stream.CachedInfo().State.Msgs, "none was dropped as one that came twice")
	last, err := stream.GetMsg(t.Context(), uint64(sent))
	require.NoError(t, err)
	event, err := cloudevent.FromNATS(last.Header, last.Data)
	require.NoError(t, err)
	require.Equal(t, "nl.welzijn.activities.head-count-saved.v1", event.Type)
	var count activitiesv1.HeadCountSaved
	require.NoError(t, proto.Unmarshal(event.Data, &count))
	require.Equal(t, event.Subject, count.GetId())

	sent = done(t, FastPublish(server.URL()))
	stream, err = conn.JS.Stream(t.Context(), natsx.StreamName(fastPublished))
	require.NoError(t, err)
	require.EqualValues(t, sent, stream.CachedInfo().State.Msgs)

	require.NoError(t, FetchAll(t.Context(), stream, sent))
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	require.ErrorIs(t, FetchAll(ctx, stream, sent+1), context.DeadlineExceeded, "there are no more")
}

func TestFactsAreAddedUp(t *testing.T) {
	url := testkit.Postgres().URL(t, nil)
	const facts = 20_000
	done(t, GroupBy(url, facts))
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(context.Background())) }()
	// Facts that are there are not made again.
	_, err = conn.Exec(t.Context(), "UPDATE straight_fact SET quantity = 1")
	require.NoError(t, err)
	done(t, GroupBy(url, facts))
	figures, err := addUp(t.Context(), conn)
	require.NoError(t, err)
	require.Equal(t, facts, total(figures))
	months, stadsdelen, codes := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, f := range figures {
		require.Equal(t, f.Records, f.Visits)
		months[f.Month], stadsdelen[f.Stadsdeel], codes[f.Programme] = true, true, true
	}
	require.Len(t, months, 12)
	require.Len(t, stadsdelen, districts)
	require.Len(t, codes, programmes)
	// Another number of facts is another table.
	done(t, GroupBy(url, facts/2))
}

func TestTurnThatIsGivenUpEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := SyncRate(t.TempDir())(ctx, time.Hour)
	require.ErrorIs(t, err, context.Canceled)
}
