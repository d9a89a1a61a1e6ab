package events_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/testkit"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// restore has events of the service itself read back.
func restore(r *rig, list ...cloudevent.Event) error {
	return r.db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		return events.RestorePublications(ctx, tx, list)
	})
}

func publication(t *testing.T, year int, at time.Time) cloudevent.Event {
	t.Helper()
	told := events.AccountPublished(year, at)
	data, err := proto.Marshal(told.Data)
	require.NoError(t, err)
	return cloudevent.Event{Type: events.PublicationTypes()[0], Data: data}
}

func TestPublicationIsReadBackAsItWasTold(t *testing.T) {
	first := time.Date(2023, 4, 1, 9, 0, 0, 123456000, time.UTC)
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		require.NoError(t, restore(r, publication(t, 2022, first.Add(time.Hour)), publication(t, 2023, first)))
		require.NoError(t, restore(r, publication(t, 2022, first), publication(t, 2022, first.Add(time.Minute))))
		for _, year := range []int{2022, 2023} {
			at, err := store.Reading(r.db.Read()).Published(t.Context(), year)
			require.NoError(t, err)
			require.Equal(t, first, at, "of two events about one year the earlier time holds")
		}
	})
}

func TestPublicationThatCannotBeReadIsPoison(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		for name, data := range map[string][]byte{
			"no message":           []byte("no event"),
			"no time":              encoded(t, &reportingv1.AccountPublished{Year: 2022}),
			"a time before time 0": publication(t, 2022, time.Time{}.Add(-time.Hour)).Data,
		} {
			good := publication(t, 2023, time.Unix(1, 0))
			err := restore(r, good, cloudevent.Event{Type: good.Type, Data: data})
			require.IsType(t, inbox.Poison(nil), err, name)
			require.ErrorContains(t, err, "account-published")
		}
		at, err := store.Reading(r.db.Read()).Published(t.Context(), 2023)
		require.NoError(t, err)
		require.Zero(t, at, "the good one of the batch is for the next try")
	})
}

func encoded(t *testing.T, m proto.Message) []byte {
	t.Helper()
	data, err := proto.Marshal(m)
	require.NoError(t, err)
	return data
}
