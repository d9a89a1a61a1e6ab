package inbox_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

// timesHandled counts how often each event was handled, but for those that refused names.
type timesHandled struct {
	f       *flow
	refused string
}

func (h *timesHandled) handle(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
	for _, e := range events {
		if e.Subject == h.refused {
			return inbox.Poison(errors.New("no such place"))
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO latest (id, version) VALUES ($1, 1)
ON CONFLICT (id) DO UPDATE SET version = latest.version + 1`, e.Subject)
		if err != nil {
			return err
		}
	}
	return nil
}

// of answers how often each event was handled, by its aggregate.
func (h *timesHandled) of() map[string]int {
	h.f.t.Helper()
	rows, err := h.f.consumer.Read().Query("SELECT id, version FROM latest")
	require.NoError(h.f.t, err)
	defer rows.Close()
	times := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		require.NoError(h.f.t, rows.Scan(&id, &n))
		times[id] = n
	}
	require.NoError(h.f.t, rows.Err())
	return times
}

func TestWhatCanBeMadeAgainIsHandledAgainButForWhatWasSetAside(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		h := &timesHandled{f: f, refused: "2"}
		start := func() (stop func()) {
			return f.run(f.newConsumer(func(c *inbox.Config) { c.Handle, c.Replayable = h.handle, true }).Run)
		}
		f.run(f.relay.Run)
		stop := start()
		f.publish("number.added", 1, 2, 3)
		f.settled()
		require.Equal(t, map[string]int{"1": 1, "3": 1}, h.of())
		letters := f.letters()
		require.Len(t, letters, 1)
		stop()

		there, err := inbox.DropDeadLetters(t.Context(), f.consumer, nil, letters[0].Key)
		require.NoError(t, err)
		require.Len(t, there, 1)
		h.refused = ""
		f.doubt()
		start()
		f.publish("number.added", 4)
		f.settled()
		require.Equal(t, map[string]int{"1": 2, "3": 2, "4": 1}, h.of(), "what was dropped does not come back")
		require.Empty(t, f.letters())
		var noted int
		require.NoError(t, f.consumer.Read().QueryRow("SELECT COUNT(*) FROM inbox").Scan(&noted))
		require.Equal(t, 1, noted, "nobody writes down the others")
	})
}

// A version before this one noted them all.
func TestWhatAnEarlierVersionNotedIsNotHandledAgain(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		h := &timesHandled{f: f}
		f.run(f.relay.Run)
		stop := f.run(f.newConsumer(func(c *inbox.Config) { c.Handle = h.handle }).Run)
		f.publish("number.added", 1, 2, 3)
		f.settled()
		stop()
		f.doubt()
		f.run(f.newConsumer(func(c *inbox.Config) { c.Handle, c.Replayable = h.handle, true }).Run)
		f.publish("number.added", 4)
		f.settled()
		require.Equal(t, map[string]int{"1": 1, "2": 1, "3": 1, "4": 1}, h.of())
	})
}
