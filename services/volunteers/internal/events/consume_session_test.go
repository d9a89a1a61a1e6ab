package events_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// heldAt is a version of a session, which starts so many hours after noon.
func heldAt(id string, version int64) *activitiesv1.SessionSaved {
	start := time.Date(2022, 6, 20, 12+int(version), 0, 0, 0, time.UTC)
	return &activitiesv1.SessionSaved{
		Id: id, Version: version, ActivityId: "taalcafe", ProgrammeId: "taal", LocationId: "haven", Date: "2022-06-20",
		StartTime: timestamppb.New(start), EndTime: timestamppb.New(start.Add(time.Hour)),
		State: activitiesv1.SessionState_SESSION_STATE_PLANNED,
	}
}

func toldOf(t *testing.T, m *activitiesv1.SessionSaved) cloudevent.Event {
	t.Helper()
	data, err := proto.Marshal(m)
	require.NoError(t, err)
	return cloudevent.Event{ID: m.GetId(), Type: "nl.welzijn.activities.session-saved.v1", Subject: m.GetId(), Data: data}
}

func TestShiftsFollowTheNewestOfEachSessionOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, store.Migrations())
		var followed []string
		hear := func(list ...*activitiesv1.SessionSaved) []string {
			var batch []cloudevent.Event
			for _, m := range list {
				batch = append(batch, toldOf(t, m))
			}
			handle := events.Handler(following(func(_ context.Context, _ *sql.Tx, changed []domain.Session) error {
				followed = nil
				for _, one := range changed {
					followed = append(followed, fmt.Sprintf("%s %d %t", one.ID, one.Version, one.Confirmed))
				}
				return nil
			}))
			require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error { return handle(ctx, tx, batch) }))
			return followed
		}
		require.Equal(t, []string{"a 2 true", "b 1 true"}, hear(heldAt("b", 1), heldAt("a", 1), heldAt("a", 2)))
		require.Empty(t, hear(heldAt("a", 2), heldAt("a", 1)), "twice, and too late")
		require.Equal(t, []string{"a 4 true"}, hear(heldAt("a", 4), heldAt("a", 3), heldAt("a", 4)))

		require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			kept, err := store.In(tx).SessionsByID(ctx, map[string]bool{"a": true})
			start := time.Date(2022, 6, 20, 16, 0, 0, 0, time.UTC)
			require.Equal(t, map[string]domain.Session{"a": {
				ID: "a", ActivityID: "taalcafe", ProgrammeID: "taal", LocationID: "haven", Date: date(t, "2022-06-20"),
				Period: period.Period{Start: start, End: start.Add(time.Hour)}, State: domain.SessionPlanned, Version: 4,
			}}, kept)
			return err
		}))
	})
}

func TestSessionThatCannotBeReadIsItsOwnFault(t *testing.T) {
	for name, change := range map[string]func(*activitiesv1.SessionSaved){
		"no id":         func(m *activitiesv1.SessionSaved) { m.Id = "" },
		"no version":    func(m *activitiesv1.SessionSaved) { m.Version = 0 },
		"no state":      func(m *activitiesv1.SessionSaved) { m.State = 0 },
		"no end":        func(m *activitiesv1.SessionSaved) { m.EndTime = nil },
		"takes no time": func(m *activitiesv1.SessionSaved) { m.EndTime = m.StartTime },
		"no date":       func(m *activitiesv1.SessionSaved) { m.Date = "20 juni" },
	} {
		m := heldAt("a", 1)
		change(m)
		// It is refused before anything is written.
		err := events.Handler(following(nobodyFollows))(t.Context(), nil, []cloudevent.Event{toldOf(t, m)})
		require.IsType(t, inbox.Poison(nil), err, name)
	}
}
