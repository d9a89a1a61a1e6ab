package events_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// readBack has events of the service itself read back, of any type.
func readBack(r *rig, list ...cloudevent.Event) error {
	own := &events.Restorer{Projection: r.Projection, Clock: clock.System()}
	return r.db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error { return own.Handle(ctx, tx, list) })
}

// said answers the event of an explanation of children-visits in 2022, changed.
func said(t *testing.T, id string, version int64, text string, change ...func(*domain.Explanation)) cloudevent.Event {
	t.Helper()
	e := domain.Explanation{ID: id, Version: version, Year: 2022, Indicator: "children-visits", Quarter: 1, Text: text}
	for _, c := range change {
		c(&e)
	}
	event := events.FigureExplanationSaved(e)
	data, err := proto.Marshal(event.Data)
	require.NoError(t, err)
	return cloudevent.Event{Type: outbox.Type(events.Service, event.Noun), Data: data, Time: time.Unix(version, 0)}
}

func (r *rig) explanations(t *testing.T) map[int]string {
	t.Helper()
	list, err := store.Reading(r.db.Read()).Explanations(t.Context(), 2022)
	require.NoError(t, err)
	texts := map[int]string{}
	for _, e := range list {
		texts[e.Quarter] = e.Text
		require.Equal(t, time.Unix(e.Version, 0).UTC(), e.Updated.UTC())
	}
	return texts
}

func TestExplanationsAreReadBackInAnyOrderAndTwice(t *testing.T) {
	year := func(e *domain.Explanation) { e.Quarter = 0 }
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		require.NoError(t, readBack(r,
			said(t, "a", 2, "beter"), publication(t, frozenAt(t, 2022, 1, time.Unix(1, 0), 1)), said(t, "a", 1, "eerst"), said(t, "b", 1, "jaar", year)))
		require.NoError(t, readBack(r, said(t, "a", 2, "beter"), said(t, "a", 1, "eerst")))
		require.Equal(t, map[int]string{1: "beter", 0: "jaar"}, r.explanations(t))
		at, err := store.Reading(r.db.Read()).Published(t.Context(), 2022)
		require.NoError(t, err)
		require.Equal(t, time.Unix(1, 0).UTC(), at)

		require.NoError(t, readBack(r, said(t, "a", 3, "")))
		require.Equal(t, map[int]string{0: "jaar"}, r.explanations(t), "taken back")
	})
}

// After a loss somebody may write before everything was read back.
func TestOfTwoExplanationsOfOneQuarterTheOneWrittenLaterHolds(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		for name, order := range map[string][]cloudevent.Event{
			"as they came": {said(t, "01", 5, "voor het verlies"), said(t, "02", 1, "erna")},
			"turned":       {said(t, "02", 1, "erna"), said(t, "01", 5, "voor het verlies")},
		} {
			r := newRig(t, engine)
			require.NoError(t, readBack(r, order...), name)
			require.Equal(t, map[int]string{1: "erna"}, r.explanations(t), name)
		}
	})
}

func TestExplanationThatCannotBeReadIsPoison(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		for name, bad := range map[string]*reportingv1.FigureExplanationSaved{
			"nothing in it":   {},
			"no id":           {Version: 1, Year: 2022, Indicator: "i"},
			"no version":      {Id: "a", Year: 2022, Indicator: "i"},
			"no indicator":    {Id: "a", Version: 1, Year: 2022},
			"a fifth quarter": {Id: "a", Version: 1, Year: 2022, Indicator: "i", Quarter: 5},
		} {
			err := readBack(r, cloudevent.Event{Type: said(t, "a", 1, "x").Type, Data: encoded(t, bad)})
			require.IsType(t, inbox.Poison(nil), err, name)
			require.ErrorContains(t, err, "figure-explanation-saved")
		}
		err := readBack(r, said(t, "b", 1, "goed"), cloudevent.Event{Type: said(t, "a", 1, "x").Type, Data: []byte("no event")})
		require.IsType(t, inbox.Poison(nil), err)
		require.Empty(t, r.explanations(t), "the good one of the batch is for the next try")
	})
}
