package events_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

func to(stadsdeel string, version int64) cloudevent.Event {
	return location("centre", func(m *activitiesv1.LocationSaved) { m.Version, m.Stadsdeel = version, stadsdeel })
}

func TestWhatAnotherInstanceChangedIsNoticed(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		a := newRig(t, engine)
		b := a.instance(a.Catalogue)
		a.tell(t, location("centre"), programme("buurtcentra"), count("a", 1))
		b.tell(t, count("b", 10))
		a.tell(t, to("stad", 2))
		b.tell(t, count("c", 100))
		b.tell(t, to("buiten", 3))
		a.tell(t, count("d", 1000))
		require.Equal(t, []domain.Part{{Key: "buiten", Value: 1111}}, a.figure(t, "centre-visits").Stadsdelen)

		// And the countings: what one begins and another counts.
		a.rebuild(t)
		b.tell(t, count("e", 10_000))
		require.True(t, a.step(t, 2))
		b.tell(t, count("a", 2, version(2)), count("z", 3))
		a.countAnew(t)
		b.tell(t, count("b", 20, version(2)))
		a.requireValue(t, "centre-visits", 11_125)
		a.requireEveryFactOnce(t)
	})
}

func TestChangeThatWasLostIsNotRemembered(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"), count("a", 1))
		lost := errors.New("lost")
		require.ErrorIs(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			require.NoError(t, r.Handle(ctx, tx, []cloudevent.Event{to("stad", 2)}))
			require.NoError(t, r.Handle(ctx, tx, []cloudevent.Event{count("b", 10)}))
			return lost
		}), lost)
		r.tell(t, count("b", 10))
		require.Equal(t, []domain.Part{{Key: "haven", Value: 11}}, r.figure(t, "centre-visits").Stadsdelen)
		r.tell(t, to("stad", 2))
		require.Equal(t, []domain.Part{{Key: "stad", Value: 11}}, r.figure(t, "centre-visits").Stadsdelen)
	})
}

func TestRegisterIsReadOnceForManyCounts(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		var asked testkit.Queries
		url := engine.URL(t, store.Migrations())
		r := (&rig{db: asked.Open(t, url)}).instance(account(t))
		r.prepare(t)
		r.tell(t, location("centre"), programme("buurtcentra"))
		again := asked.After("ListLocations")
		r.tell(t, count("a", 1), count("b", 1))
		r.tell(t, location("centre"), count("c", 1)) // nothing new
		select {
		case <-again:
			require.Fail(t, "the register was read again")
		default:
		}
		require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			return store.In(tx).Revise(ctx, "another")
		}))
		r.tell(t, count("d", 1))
		<-again
	})
}
