package api_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// creation is a method that creates: content differs with n.
type creation func(t testing.TB, requestID string, n int32) (proto.Message, error)

func idOf(m proto.Message) string {
	return m.ProtoReflect().Get(m.ProtoReflect().Descriptor().Fields().ByName("id")).String()
}

// creations answers every method that creates, and the table where what it creates is kept.
func (r *rig) creations(t testing.TB) map[string]creation {
	v := r.addVisit(t)
	count := r.addCount(t, v)
	offered := r.addPublished(t, v).GetId()
	hall, other := r.addRoom(t).GetId(), r.addRoom(t).GetId()
	creations := map[string]creation{
		"location": func(t testing.TB, id string, n int32) (proto.Message, error) {
			return r.locations.CreateLocation(r.staff(t), &activitiesv1.CreateLocationRequest{
				RequestId: id, Location: location(func(l *activitiesv1.Location) { l.DisplayName = string('a' + n) }),
			})
		},
		"programme": func(t testing.TB, id string, n int32) (proto.Message, error) {
			return r.programmes.CreateProgramme(r.staff(t), &activitiesv1.CreateProgrammeRequest{
				RequestId: id, Programme: programme("code-" + string('a'+n)),
			})
		},
		"head_count": func(t testing.TB, id string, n int32) (proto.Message, error) {
			req := v.request(counted(n))
			req.RequestId = id
			return r.counts.CreateHeadCount(r.staff(t), req)
		},
		"session": func(t testing.TB, id string, n int32) (proto.Message, error) {
			return r.sessions.CreateSession(r.staff(t), &activitiesv1.CreateSessionRequest{
				RequestId: id, Session: session(offered, at("2022-05-03", "10:00"), lasting(60*n)),
			})
		},
		"head_count_correction": func(t testing.TB, id string, n int32) (proto.Message, error) {
			return r.counts.CreateHeadCountCorrection(r.staff(t), &activitiesv1.CreateHeadCountCorrectionRequest{
				RequestId: id, HeadCountId: count.GetId(), Correction: corrected(n),
			})
		},
		"room": func(t testing.TB, id string, n int32) (proto.Message, error) {
			return r.rooms.CreateRoom(r.staff(t), &activitiesv1.CreateRoomRequest{
				RequestId: id, Room: room(v.location, func(m *activitiesv1.Room) { m.Capacity = n + 1 }),
			})
		},
		"reservation": func(t testing.TB, id string, n int32) (proto.Message, error) {
			return r.reservations.CreateReservation(r.staff(t), &activitiesv1.CreateReservationRequest{
				RequestId: id, Reservation: reservation(hall, hour(int(n)), hour(int(n)+1)),
			})
		},
		"reservation_series": func(t testing.TB, id string, n int32) (proto.Message, error) {
			return r.reservations.CreateReservationSeries(r.staff(t), &activitiesv1.CreateReservationSeriesRequest{
				RequestId: id, Series: series(other, "FREQ=WEEKLY;COUNT=3", func(m *activitiesv1.ReservationSeries) {
					m.TimeOfDay = fmt.Sprintf("%02d:00", n%24)
				}),
			})
		},
	}
	maps.Copy(creations, r.contactCreations(t, v))
	maps.Copy(creations, r.outputCreations(t, v))
	return creations
}

func TestSecondDeliveryAnswersTheSameAndRecordsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for table, create := range r.creations(t) {
			t.Run(table, func(t *testing.T) {
				id := ids.New()
				first, err := create(t, id, 1)
				require.NoError(t, err)
				before := r.state(t)
				r.clock.Advance(time.Hour)

				second, err := create(t, id, 1)

				require.NoError(t, err)
				requireProto(t, first, second)
				require.Equal(t, before, r.state(t))
			})
		}
	})
}

func TestRequestIdWithOtherContentIsAConflict(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for table, create := range r.creations(t) {
			t.Run(table, func(t *testing.T) {
				id := ids.New()
				_, err := create(t, id, 1)
				require.NoError(t, err)
				r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
					_, err := create(t, id, 2)
					return err
				})
			})
		}
	})
}

func TestTwentyDeliveriesAtTheSameTimeMakeOne(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for table, create := range r.creations(t) {
			t.Run(table, func(t *testing.T) {
				id := ids.New()
				before, events := len(r.rows(t, table)), len(r.rows(t, "outbox"))
				answers := make([]proto.Message, 20)
				for _, err := range together(len(answers), func(i int) (err error) {
					answers[i], err = create(t, id, 1)
					return err
				}) {
					require.NoError(t, err)
				}
				for _, answer := range answers {
					requireProto(t, answers[0], answer)
				}
				require.Len(t, r.rows(t, table), before+1)
				told := 1
				if untold(table) {
					told = 0
				}
				require.Len(t, r.rows(t, "outbox"), events+told)
			})
		}
	})
}

// untold says whether others do not hear of what a table keeps.
func untold(table string) bool {
	return slices.Contains([]string{"room", "reservation", "reservation_series"}, table)
}

func TestWithoutRequestIdEveryCallCounts(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		create := r.creations(t)["head_count"]
		first, err := create(t, "", 1)
		require.NoError(t, err)
		second, err := create(t, "", 1)
		require.NoError(t, err)
		require.NotEqual(t, idOf(first), idOf(second))
	})
}

func TestOneRequestIdMayServeEveryMethod(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := ids.New()
		seen := map[string]bool{}
		creations := r.creations(t)
		for _, create := range creations {
			m, err := create(t, id, 1)
			require.NoError(t, err)
			seen[idOf(m)] = true
		}
		require.Len(t, seen, len(creations))
	})
}

func TestRefusedRequestMayComeAgainCorrected(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		req := v.once(counted(-1))
		r.refuses(t, invalid("head_count.count COUNT_NEGATIVE"), func() error { return r.createCount(t, req) })
		req.HeadCount.Count = 1
		require.NoError(t, r.createCount(t, req))
	})
}

func TestSecondDeliveryIsHarmlessWhateverHappenedSince(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		req := v.once()
		first, err := r.counts.CreateHeadCount(r.staff(t), req)
		require.NoError(t, err)
		by, err := r.correct(t, first.GetId(), corrected(21))
		require.NoError(t, err)
		_, err = r.updateProgramme(t, &activitiesv1.Programme{Id: v.programme, EndDate: proto.String("2021-12-31")})
		require.NoError(t, err)
		before := r.state(t)

		second, err := r.counts.CreateHeadCount(r.staff(t), req)

		require.NoError(t, err)
		require.Equal(t, first.GetId(), second.GetId())
		require.EqualValues(t, 21, second.GetCount(), "as it stands now")
		require.Equal(t, by.GetEtag(), second.GetEtag())
		require.Equal(t, before, r.state(t))
	})
}

func TestCorrectionOfAnotherCountIsAnotherRequest(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		id := ids.New()
		for _, c := range []*activitiesv1.HeadCount{r.addCount(t, v), r.addCount(t, v)} {
			by, err := r.counts.CreateHeadCountCorrection(r.staff(t), &activitiesv1.CreateHeadCountCorrectionRequest{
				RequestId: id, HeadCountId: c.GetId(), Correction: corrected(5),
			})
			require.NoError(t, err)
			require.Equal(t, c.GetId(), by.GetHeadCountId())
			require.EqualValues(t, 5, r.count(t, c.GetId()).GetCount())
		}
	})
}
