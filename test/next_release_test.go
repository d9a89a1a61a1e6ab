package test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// TestThisReleaseRunsOnTheSchemaAndEventsOfTheNext: what the next release may add (docs/adr/0085) costs this one nothing, while the
// next migrates under it and after a start on what that left.
func TestThisReleaseRunsOnTheSchemaAndEventsOfTheNext(t *testing.T) {
	deployments(t, func(t *testing.T, d *deployment) {
		l := startHeldLoad(d)
		l.proceed(20)
		for _, service := range services() {
			d.migrateToTheNext(service)
		}
		l.proceed(40)
		next := next{d, l}
		next.tell("visit.foreseen", "x", []byte("an event of a new type"))
		known := next.count(activitiesv1.CountMethod_COUNT_METHOD_TALLY)
		l.proceed(60)
		for _, p := range d.programs {
			p.stop()
			p.start()
		}
		l.finish()
		require.Equal(t, 11, d.figuresOf(2023)["centre-visits"], "what is new in an event is passed over, and the rest of it counted once")

		next.count(99)
		require.Equal(t, 11, d.figuresOf(2023)["centre-visits"], "what this release has no word for counts nowhere")
		db, err := sql.Open("pgx", d.databases["reporting"])
		require.NoError(t, err)
		defer db.Close()
		require.Equal(t, []string{known}, column(t, db, "SELECT id FROM fact WHERE date LIKE '2023%'"))
		letters := column(t, db, "SELECT error FROM dead_letter")
		require.Len(t, letters, 1, "and waits for the next release, which has")
		require.Contains(t, letters[0], "CountMethod 99 is unknown")
	}, oneProcessServers, apart)
}

// migrateToTheNext changes the schema of a service as the next release may: each table has a column more, there is a table that
// this release does not know, and both numbers of the schema are higher.
func (d *deployment) migrateToTheNext(service string) {
	db, err := sql.Open("pgx", d.databases[service])
	require.NoError(d.t, err)
	defer db.Close()
	ctx := context.WithoutCancel(d.t.Context())
	tables := "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('platform_version', 'schema_version')"
	for _, table := range column(d.t, db, tables) {
		_, err := db.ExecContext(ctx, "ALTER TABLE "+table+" ADD COLUMN next TEXT, ADD COLUMN next_number BIGINT NOT NULL DEFAULT 7")
		require.NoError(d.t, err)
	}
	_, err = db.ExecContext(ctx, `CREATE TABLE of_the_next_release (id TEXT NOT NULL PRIMARY KEY)`)
	require.NoError(d.t, err)
	for _, versions := range []string{"platform_version", "schema_version"} {
		_, err = db.ExecContext(ctx, "INSERT INTO "+versions+" (version_id, is_applied) VALUES (9001, TRUE)")
		require.NoError(d.t, err)
	}
}

// next tells what the next release of activities could.
type next struct {
	*deployment
	load *load
}

// count tells of a count of 11 in 2023, with a field that is new, and answers its id.
func (n next) count(method activitiesv1.CountMethod) (id string) {
	at := n.load.requests[0].body
	id = uuid.NewString()
	data, err := proto.Marshal(&activitiesv1.HeadCountSaved{
		Id: id, Version: 1, LocationId: fmt.Sprint(at["locationId"]), ProgrammeId: fmt.Sprint(at["programmeId"]),
		Date: "2023-05-05", PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Count: 11, Method: method,
	})
	require.NoError(n.t, err)
	data = protowire.AppendString(protowire.AppendTag(data, 999, protowire.BytesType), "a field of the next release")
	n.tell("head-count.saved", id, data)
	return id
}

// tell puts an event into the stream of activities twice, with attributes and headers that are new.
func (n next) tell(noun, id string, data []byte) {
	name, event, _ := strings.Cut(noun, ".")
	m := cloudevent.ToNATS(natsx.Subject("activities", name, event, id), cloudevent.Event{
		ID: uuid.NewString(), Source: natsx.Defaults().Source + "-activities", Type: outbox.Type("activities", noun), Subject: id,
		Time: clock.System().Now(), DataContentType: cloudevent.ProtobufType, DataSchema: "urn:protobuf:next", Data: data,
	})
	m.Header["ce-ofthenext"], m.Header["Next-Release"] = []string{"anything"}, []string{"a", "b"}
	delete(m.Header, nats.MsgIdHdr) // by which the server would drop the second
	js := n.nats.Connect().JS
	for range 2 {
		_, err := js.PublishMsg(n.t.Context(), m)
		require.NoError(n.t, err)
	}
}
