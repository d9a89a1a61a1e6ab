package api_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/api"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// planning reserves rooms for sessions, each step in a transaction of its own.
type planning struct {
	r     *rig
	rooms api.RoomsForSessions
}

func newPlanning(t testing.TB, r *rig) planning {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	return planning{r, api.RoomsForSessions{Zone: zone}}
}

func want(sessionID, roomID string, start, end time.Time) api.SessionRoom {
	return api.SessionRoom{
		SessionID: sessionID, RoomID: roomID, Period: domain.Period{Start: start, End: end}, Holder: "ben", Now: now().Truncate(time.Microsecond),
	}
}

// do answers how the room is broken for a session, as "field REASON"; what is broken is undone.
func (p planning) do(t testing.TB, step func(context.Context, *sql.Tx, api.SessionRoom) (domain.Reservation, []fault.Field, error), w api.SessionRoom) (broken []string) {
	t.Helper()
	err := p.r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, fields, err := step(ctx, tx, w)
		if err != nil {
			return err
		}
		return fault.Violations(fields)
	})
	var f *fault.Error
	if errors.As(err, &f) {
		for _, field := range f.Fields {
			broken = append(broken, field.Path+" "+field.Reason)
		}
		return broken
	}
	require.NoError(t, err)
	return nil
}

func (p planning) holding(t testing.TB) (held []string) {
	answer, err := p.r.reservations.ListReservations(p.r.staff(t), &activitiesv1.ListReservationsRequest{
		State: activitiesv1.ReservationState_RESERVATION_STATE_RESERVED,
	})
	require.NoError(t, err)
	for _, m := range answer.GetReservations() {
		held = append(held, m.GetSessionId()+" "+m.GetStartTime().AsTime().Format("15:04"))
	}
	return held
}

func TestSessionReservesMovesAndFreesItsRoom(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := newPlanning(t, r)
		hall, other := r.addRoom(t).GetId(), r.addRoom(t).GetId()
		require.Empty(t, p.do(t, p.rooms.Reserve, want("a", hall, hour(9), hour(11))))
		require.Empty(t, p.do(t, p.rooms.Reserve, want("b", hall, hour(11), hour(12))))
		require.Equal(t, []string{"a 09:00", "b 11:00"}, p.holding(t))

		require.Equal(t, []string{"start_time OVERLAP"}, p.do(t, p.rooms.Move, want("a", hall, hour(10), hour(12))))
		require.Equal(t, []string{"a 09:00", "b 11:00"}, p.holding(t), "what cannot move stays")
		require.Empty(t, p.do(t, p.rooms.Move, want("a", hall, hour(10), hour(11))), "it is not in its own way")
		require.Empty(t, p.do(t, p.rooms.Move, want("b", other, hour(10), hour(12))), "to another room")
		require.Empty(t, p.do(t, p.rooms.Move, want("c", other, hour(12), hour(13))), "one that had none gets its first")
		require.Equal(t, []string{"a 10:00", "b 10:00", "c 12:00"}, p.holding(t))
		require.Zero(t, r.overlaps(t, t.Context()))

		for range 2 { // a session without a room is as it should be
			require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				return p.rooms.Cancel(ctx, tx, "b", now())
			}))
		}
		require.Equal(t, []string{"a 10:00", "c 12:00"}, p.holding(t))
		require.Empty(t, p.do(t, p.rooms.Reserve, want("b", other, hour(10), hour(12))))
	})
}

func TestRoomOfASessionIsRefusedWithEveryReasonButNotForThePast(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := newPlanning(t, r)
		hall := r.addRoom(t).GetId()
		require.Equal(t, []string{"room_id ROOM_UNKNOWN", "end_time END_BEFORE_START"}, p.do(t, p.rooms.Reserve, want("a", "nowhere", hour(9), hour(9))))
		require.Equal(t, []string{"start_time ROOM_NOT_IN_USE", "start_time LOCATION_NOT_OPEN"},
			p.do(t, p.rooms.Reserve, want("a", hall, hour(-24*1000), hour(-24*1000+1))))
		require.Empty(t, p.do(t, p.rooms.Reserve, want("a", hall, hour(-24), hour(-22))))
	})
}

// Every session wants the one hall, five of them at a time; some give up the room they had for it.
func TestSessionsThatMoveAtTheSameTimeDoNotOverlap(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := newPlanning(t, r)
		hall, other := r.addRoom(t).GetId(), r.addRoom(t).GetId()
		ctx := t.Context()
		name := func(i int) string { return fmt.Sprint(i) }
		for i := range 10 {
			require.Empty(t, p.do(t, p.rooms.Reserve, want(name(i), other, hour(i), hour(i+1))))
		}
		for _, err := range together(100, func(i int) error {
			start := hour(i / 5 * 3).Add(time.Duration(i%5) * time.Minute) // five for each time of twenty
			return r.db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
				_, _, err := p.rooms.Move(ctx, tx, want(name(i), hall, start, start.Add(2*time.Hour)))
				return err
			})
		}) {
			require.NoError(t, err)
		}
		require.Zero(t, r.overlaps(t, ctx))
		answer, err := r.reservations.ListReservations(r.staff(t), &activitiesv1.ListReservationsRequest{RoomId: hall})
		require.NoError(t, err)
		require.Len(t, answer.GetReservations(), 20)
	})
}
