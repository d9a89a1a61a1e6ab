package events_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// told is the event that activities publishes of a programme.
func told(t *testing.T, p *activitiesv1.ProgrammeSaved) cloudevent.Event {
	t.Helper()
	data, err := proto.Marshal(p)
	require.NoError(t, err)
	return cloudevent.Event{ID: p.GetId(), Type: "nl.welzijn.activities.programme-saved.v1", Subject: p.GetId(), Data: data}
}

// hear has a batch handled, in a transaction of its own.
func hear(t *testing.T, db *sqldb.DB, batch ...cloudevent.Event) error {
	t.Helper()
	return db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return events.Handler(following(nobodyFollows))(ctx, tx, batch)
	})
}

// following answers followers of sessions alone.
func following(sessions func(context.Context, *sql.Tx, []domain.Session) error) events.Followers {
	return events.Followers{Programmes: func(context.Context, *sql.Tx) error { return nil }, Sessions: sessions}
}

func nobodyFollows(context.Context, *sql.Tx, []domain.Session) error { return nil }

// versions are a programme as it changed: it began later, got another code under another programme, and ended.
func versions(id string) []*activitiesv1.ProgrammeSaved {
	return []*activitiesv1.ProgrammeSaved{
		{Id: id, Version: 1, Code: "taal", StartDate: "2020-01-01"},
		{Id: id, Version: 2, Code: "taal", StartDate: "2021-03-01"},
		{Id: id, Version: 3, Code: "taal-in-de-wijk", ParentId: "talen", StartDate: "2021-03-01", EndDate: "2022-12-31"},
	}
}

func TestNewestVersionHoldsInWhateverOrderTheyCome(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, store.Migrations())
		for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {2, 0, 2, 1}, {0, 2, 1, 0}} {
			for _, size := range []int{1, 2, len(order)} {
				id := fmt.Sprint(order, size)
				var list []cloudevent.Event
				for _, i := range order {
					list = append(list, told(t, versions(id)[i]))
				}
				for batch := range slices.Chunk(list, size) {
					require.NoError(t, hear(t, db, batch...))
				}
				kept, err := store.Reading(db.Read()).Programme(t.Context(), id)
				require.NoError(t, err)
				require.Equal(t, domain.Programme{
					ID: id, Code: "taal-in-de-wijk", ParentID: "talen", Version: 3, Start: date(t, "2021-03-01"),
					End: date(t, "2022-12-31"),
				}, kept)
			}
		}
	})
}

func date(t *testing.T, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	require.NoError(t, err)
	return d
}

func TestEventThatCannotBeReadIsItsOwnFaultAndChangesNothing(t *testing.T) {
	good := versions("p")[0]
	with := func(change func(p *activitiesv1.ProgrammeSaved)) cloudevent.Event {
		p := versions("p")[0]
		change(p)
		return told(t, p)
	}
	broken := map[string]cloudevent.Event{
		"no message":        {Type: events.Types()[0], Data: []byte("no message")},
		"no data":           {Type: events.Types()[0]},
		"no id":             with(func(p *activitiesv1.ProgrammeSaved) { p.Id = "" }),
		"no version":        with(func(p *activitiesv1.ProgrammeSaved) { p.Version = 0 }),
		"a version below 1": with(func(p *activitiesv1.ProgrammeSaved) { p.Version = -1 }),
		"no start":          with(func(p *activitiesv1.ProgrammeSaved) { p.StartDate = "" }),
		"a start that is":   with(func(p *activitiesv1.ProgrammeSaved) { p.StartDate = "2022-02-30" }),
		"an end that is":    with(func(p *activitiesv1.ProgrammeSaved) { p.EndDate = "once" }),
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, store.Migrations())
		for name, e := range broken {
			err := hear(t, db, told(t, good), e)
			require.IsType(t, inbox.Poison(nil), err, name) // a database that is away is another error
			_, err = store.Reading(db.Read()).Programme(t.Context(), "p")
			require.ErrorContains(t, err, "No programme", name)
		}
	})
}
