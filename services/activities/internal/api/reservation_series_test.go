package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// series answers a series of an hour from Tuesday 21 June, changed by change.
func series(roomID, rule string, change ...func(*activitiesv1.ReservationSeries)) *activitiesv1.ReservationSeries {
	s := &activitiesv1.ReservationSeries{
		RoomId: roomID, Rule: rule, StartDate: "2022-06-21", TimeOfDay: "14:30", DurationMinutes: 60,
		Purpose: activitiesv1.ReservationPurpose_RESERVATION_PURPOSE_ACTIVITY,
	}
	for _, c := range change {
		c(s)
	}
	return s
}

func (r *rig) reserveSeries(t testing.TB, m *activitiesv1.ReservationSeries) (*activitiesv1.ReservationSeries, error) {
	t.Helper()
	return r.reservations.CreateReservationSeries(r.staff(t), &activitiesv1.CreateReservationSeriesRequest{Series: m})
}

func (r *rig) ofSeries(t testing.TB, id string) []*activitiesv1.Reservation {
	t.Helper()
	answer, err := r.reservations.ListReservations(r.staff(t), &activitiesv1.ListReservationsRequest{SeriesId: id, PageSize: 1000})
	require.NoError(t, err)
	return answer.GetReservations()
}

func TestSeriesReservesEveryOccurrenceByTheClock(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		hall := r.addRoom(t).GetId()
		want := series(hall, "FREQ=MONTHLY;BYDAY=-1TU;UNTIL=20221231", func(m *activitiesv1.ReservationSeries) {
			m.Exceptions = []string{"2022-08-30"}
		})
		made, err := r.reserveSeries(t, want)
		require.NoError(t, err)
		want.Id, want.Etag, want.ReservationCount, want.Holder = made.GetId(), made.GetEtag(), 6, staffSubject
		want.CreateTime, want.UpdateTime, want.State = stored(now()), stored(now()), activitiesv1.ReservationState_RESERVATION_STATE_RESERVED
		requireProto(t, want, made)
		got, err := r.reservations.GetReservationSeries(r.staff(t), &activitiesv1.GetReservationSeriesRequest{Id: made.GetId()})
		require.NoError(t, err)
		requireProto(t, made, got)

		var starts []string
		for _, m := range r.ofSeries(t, made.GetId()) {
			starts = append(starts, m.GetStartTime().AsTime().Format("2006-01-02T15:04"))
			require.Equal(t, time.Hour, m.GetEndTime().AsTime().Sub(m.GetStartTime().AsTime()))
			require.Equal(t, made.GetPurpose(), m.GetPurpose())
			require.Equal(t, staffSubject, m.GetHolder())
		}
		require.Equal(t, []string{
			"2022-06-28T12:30", "2022-07-26T12:30", "2022-09-27T12:30", "2022-10-25T12:30", "2022-11-29T13:30", "2022-12-27T13:30",
		}, starts)
	})
}

func TestSeriesOfManyReservationsIsMade(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		made, err := r.reserveSeries(t, series(r.addRoom(t).GetId(), "FREQ=DAILY;COUNT=1000"))
		require.NoError(t, err)
		require.Len(t, r.ofSeries(t, made.GetId()), 1000)
	})
}

func TestSeriesWithAnOverlapIsRefusedWholeAndNamesEach(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		hall := r.addRoom(t).GetId()
		at := func(date string) time.Time {
			at, err := time.Parse("2006-01-02", date)
			require.NoError(t, err)
			return at
		}
		// Occurrences are from 12:30 to 13:30 UTC.
		r.addReservation(t, hall, at("2022-06-20"), at("2022-06-21").Add(12*time.Hour+30*time.Minute))
		r.addReservation(t, hall, at("2022-06-21").Add(13*time.Hour+30*time.Minute), at("2022-06-28"))
		first := r.addReservation(t, hall, at("2022-06-28").Add(12*time.Hour), at("2022-06-28").Add(13*time.Hour))
		second := r.addReservation(t, hall, at("2022-06-28").Add(13*time.Hour), at("2022-07-12").Add(13*time.Hour))
		want := invalid("series.rule OVERLAP", "series.rule OVERLAP", "series.rule OVERLAP", "series.rule OVERLAP")
		make := func() error { _, err := r.reserveSeries(t, series(hall, "FREQ=WEEKLY;COUNT=5")); return err }
		r.refuses(t, want, make)
		var texts []string
		for _, f := range fault.FromStatus(status.Convert(make())).Fields {
			texts = append(texts, f.Text)
		}
		require.Equal(t, []string{
			"On 2022-06-28: The room is taken by reservation " + first.GetId() + " from 2022-06-28 14:00 to 2022-06-28 15:00.",
			"On 2022-06-28: The room is taken by reservation " + second.GetId() + " from 2022-06-28 15:00 to 2022-07-12 15:00.",
			"On 2022-07-05: The room is taken by reservation " + second.GetId() + " from 2022-06-28 15:00 to 2022-07-12 15:00.",
			"On 2022-07-12: The room is taken by reservation " + second.GetId() + " from 2022-06-28 15:00 to 2022-07-12 15:00.",
		}, texts)
	})
}

func TestSeriesThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	tests := map[string]struct {
		change func(*activitiesv1.ReservationSeries)
		want   []string
	}{
		"without end": {func(m *activitiesv1.ReservationSeries) { m.Rule = "FREQ=WEEKLY" }, []string{"rule RRULE_WITHOUT_END"}},
		"too fine":    {func(m *activitiesv1.ReservationSeries) { m.Rule = "FREQ=HOURLY;COUNT=3" }, []string{"rule RRULE_TOO_FINE"}},
		"too many":    {func(m *activitiesv1.ReservationSeries) { m.Rule = "FREQ=DAILY;COUNT=1001" }, []string{"rule RRULE_TOO_MANY"}},
		"never":       {func(m *activitiesv1.ReservationSeries) { m.Rule = "FREQ=DAILY;UNTIL=20220101" }, []string{"rule RRULE_NEVER_OCCURS"}},
		"form, all at once": {func(m *activitiesv1.ReservationSeries) {
			m.TimeOfDay, m.DurationMinutes, m.StartDate, m.Exceptions = "9:00", 1441, "x", []string{"y"}
		}, []string{"time_of_day STRING_PATTERN", "duration_minutes INT32_GTE_LTE", "start_date STRING_PATTERN", "exceptions[0] STRING_PATTERN"}},
		"meaning, all at once": {func(m *activitiesv1.ReservationSeries) {
			m.RoomId, m.Rule, m.StartDate, m.TimeOfDay, m.Exceptions = "nowhere", "FREQ=WEEKLY;BYDAY=DI", "2022-02-30", "24:00", []string{"2022-02-01", "2022-02-31"}
		}, []string{
			"room_id ROOM_UNKNOWN", "rule RRULE_INVALID", "rule RRULE_WITHOUT_END", "start_date DATE_INVALID", "time_of_day TIME_INVALID",
			"exceptions[1] DATE_INVALID",
		}},
		"begins in the past, ends beyond the room": {func(m *activitiesv1.ReservationSeries) {
			m.StartDate, m.Rule = "2022-06-14", "FREQ=WEEKLY;UNTIL=20220712"
		}, []string{"rule IN_PAST", "rule ROOM_NOT_IN_USE", "rule ROOM_NOT_IN_USE"}},
		"a day each, in the night of 23 hours": {func(m *activitiesv1.ReservationSeries) {
			m.StartDate, m.Rule, m.DurationMinutes = "2023-03-25", "FREQ=DAILY;COUNT=2", 1440
		}, []string{"rule ROOM_NOT_IN_USE", "rule ROOM_NOT_IN_USE", "rule OCCURRENCES_OVERLAP"}},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		hall := r.addRoom(t, func(m *activitiesv1.Room) { m.LastDate = proto.String("2022-07-01") }).GetId()
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				var want []string
				for _, w := range tt.want {
					want = append(want, "series."+w)
				}
				r.refuses(t, invalid(want...), func() error {
					_, err := r.reserveSeries(t, series(hall, "FREQ=WEEKLY;COUNT=2", tt.change))
					return err
				})
			})
		}
	})
}

func TestCancelledSeriesFreesWhatHasNotBegun(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		hall := r.addRoom(t).GetId()
		made, err := r.reserveSeries(t, series(hall, "FREQ=WEEKLY;COUNT=4"))
		require.NoError(t, err)
		list := r.ofSeries(t, made.GetId())
		alone := r.addReservation(t, hall, list[1].GetEndTime().AsTime(), list[1].GetEndTime().AsTime().Add(time.Hour))
		r.clock.Advance(list[1].GetStartTime().AsTime().Sub(now())) // the second begins
		cancel := func(id, etag string) (*activitiesv1.ReservationSeries, error) {
			return r.reservations.CreateReservationSeriesCancellation(r.staff(t), &activitiesv1.CreateReservationSeriesCancellationRequest{ReservationSeriesId: id, Etag: etag})
		}
		r.refuses(t, mismatch, func() error { _, err := cancel(made.GetId(), "0"); return err })
		cancelled, err := cancel(made.GetId(), made.GetEtag())
		require.NoError(t, err)
		require.Equal(t, activitiesv1.ReservationState_RESERVATION_STATE_CANCELLED, cancelled.GetState())
		holds := r.listed(t, &activitiesv1.ListReservationsRequest{State: activitiesv1.ReservationState_RESERVATION_STATE_RESERVED})
		require.Equal(t, []string{list[0].GetId(), list[1].GetId(), alone.GetId()}, holds)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "RESERVATION_SERIES_CANCELLED"}, func() error {
			_, err := cancel(made.GetId(), "")
			return err
		})
		r.refuses(t, refusal{code: codes.NotFound, reason: "RESERVATION_SERIES_NOT_FOUND"}, func() error {
			_, err := cancel("nothing", "")
			return err
		})
	})
}
