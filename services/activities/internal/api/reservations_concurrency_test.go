package api_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// overlaps answers the pairs of reservations of one room that hold and overlap, as the database sees them.
func (r *rig) overlaps(t require.TestingT, ctx context.Context) (n int) {
	require.NoError(t, r.db.Read().QueryRowContext(ctx, `SELECT COUNT(*) FROM reservation a JOIN reservation b
		ON a.room_id = b.room_id AND a.id < b.id AND a.state = 'reserved' AND b.state = 'reserved'
		AND a.start_at < b.end_at AND b.start_at < a.end_at`).Scan(&n))
	return n
}

// A hundred callers want a room for two hours each: twenty starts an hour apart, five callers for each. Whoever comes
// first, no two overlap, and whoever lost lost to one that holds.
func TestOfManyAtTheSameTimeOnlyThoseWinThatDoNotOverlap(t *testing.T) {
	const callers, starts = 100, 20
	onBoth(t, func(t *testing.T, r *rig) {
		hall := r.addRoom(t).GetId()
		staff := r.staff(t)
		errs := together(callers, func(i int) error {
			_, err := r.reservations.CreateReservation(staff, &activitiesv1.CreateReservationRequest{
				Reservation: reservation(hall, hour(i%starts), hour(i%starts+2)),
			})
			return err
		})
		require.Zero(t, r.overlaps(t, t.Context()))
		won := map[int]int{}
		for i, err := range errs {
			if err == nil {
				won[i%starts]++
			}
		}
		for i, err := range errs {
			if err == nil {
				continue
			}
			var inTheWay []string
			for near := i%starts - 1; near <= i%starts+1; near++ {
				if won[near] > 0 {
					inTheWay = append(inTheWay, "reservation.start_time OVERLAP")
				}
			}
			require.NotEmpty(t, inTheWay, "start %d was free, and nobody has it", i%starts)
			require.ErrorContains(t, err, "The request has")
		}
		require.Len(t, r.rows(t, "reservation"), len(won))
	})
}

func TestOneTimeAtTheSameTimeIsGivenOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		hall := r.addRoom(t).GetId()
		staff := r.staff(t)
		won := 0
		for _, err := range together(100, func(i int) error {
			start := hour(9).Add(time.Duration(i) * time.Minute) // all of them have 11:00 in common
			_, err := r.reservations.CreateReservation(staff, &activitiesv1.CreateReservationRequest{
				Reservation: reservation(hall, start, start.Add(2*time.Hour)),
			})
			return err
		}) {
			if err == nil {
				won++
				continue
			}
			invalid("reservation.start_time OVERLAP").require(t, err)
		}
		require.Equal(t, 1, won)
		require.Len(t, r.rows(t, "reservation"), 1)
	})
}

func TestSeriesAndReservationsAtTheSameTimeDoNotOverlap(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		hall := r.addRoom(t).GetId()
		staff := r.staff(t)
		together(40, func(i int) error {
			if i%2 == 0 {
				_, err := r.reservations.CreateReservationSeries(staff, &activitiesv1.CreateReservationSeriesRequest{
					Series: series(hall, "FREQ=DAILY;COUNT=10", func(m *activitiesv1.ReservationSeries) { m.TimeOfDay = fmt.Sprintf("%02d:00", i%8) }),
				})
				return err
			}
			start := hour(5*24 + i)
			_, err := r.reservations.CreateReservation(staff, &activitiesv1.CreateReservationRequest{
				Reservation: reservation(hall, start, start.Add(time.Hour)),
			})
			return err
		})
		require.Zero(t, r.overlaps(t, t.Context()))
		var halves int
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM reservation_series s
			WHERE reservations <> (SELECT COUNT(*) FROM reservation r WHERE r.series_id = s.id)`).Scan(&halves))
		require.Zero(t, halves, "a series is there whole or not at all")
	})
}

// model is what stands in a room, by the plainest rule there is.
type model map[string][2]int

func (m model) free(start, end int) bool {
	for _, taken := range m {
		if taken[0] < end && start < taken[1] {
			return false
		}
	}
	return true
}

func TestRoomIsTakenAsANaiveModelSaysItIs(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		here := r.addLocation(t).GetId()
		staff := r.staff(t)
		rapid.Check(t, func(t *rapid.T) {
			hall, err := r.rooms.CreateRoom(staff, &activitiesv1.CreateRoomRequest{Room: room(here)})
			require.NoError(t, err)
			stands := model{}
			for range rapid.IntRange(1, 12).Draw(t, "steps") {
				if len(stands) > 0 && rapid.IntRange(0, 3).Draw(t, "step") == 0 {
					id := rapid.SampledFrom(keys(stands)).Draw(t, "cancelled")
					_, err := r.reservations.CreateReservationCancellation(staff, &activitiesv1.CreateReservationCancellationRequest{ReservationId: id})
					require.NoError(t, err)
					delete(stands, id)
					continue
				}
				start := rapid.IntRange(0, 20).Draw(t, "start")
				end := start + rapid.IntRange(1, 6).Draw(t, "hours")
				made, err := r.reservations.CreateReservation(staff, &activitiesv1.CreateReservationRequest{
					Reservation: reservation(hall.GetId(), hour(start), hour(end)),
				})
				require.Equal(t, stands.free(start, end), err == nil, "%d to %d: %v", start, end, err)
				if err == nil {
					stands[made.GetId()] = [2]int{start, end}
				}
			}
			answer, err := r.reservations.ListReservations(staff, &activitiesv1.ListReservationsRequest{
				RoomId: hall.GetId(), State: activitiesv1.ReservationState_RESERVATION_STATE_RESERVED,
			})
			require.NoError(t, err)
			require.Len(t, answer.GetReservations(), len(stands))
			for _, m := range answer.GetReservations() {
				require.Equal(t, hour(stands[m.GetId()][0]), m.GetStartTime().AsTime())
			}
		})
	})
}

// keys answers the ids in a fixed order of their times, so that a failing run can be made again.
func keys(m model) (ids []string) {
	for at := range 21 {
		for id, taken := range m {
			if taken[0] == at {
				ids = append(ids, id)
			}
		}
	}
	return ids
}
