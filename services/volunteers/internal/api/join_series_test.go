package api_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestNewSessionOfAFollowedActivityGetsItsShiftOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		r.neighbour.has(sessionOn(t, w, 20))
		made := r.addSeries(t, seriesOf(w, following, func(m *volunteersv1.ShiftSeries) {
			m.MinutesBefore, m.Exceptions = 30, []string{"2022-06-25"}
		}))
		fresh := sessionOn(t, w, 22)
		r.event(t, fresh, sessionOn(t, w, 23), sessionOn(t, w, 25),
			sessionOn(t, w, 24, func(one *domain.Session) { one.State = domain.SessionCancelled }),
			sessionOn(t, w, 26, func(one *domain.Session) { one.ActivityID = "other" }),
			sessionOn(t, w, 27, func(one *domain.Session) { one.ProgrammeID = r.aProgramme(t) }))
		r.event(t, fresh)
		r.event(t, later(fresh, 1))
		list := r.shiftsOf(t, made.GetId())
		require.Equal(t, []string{
			"2022-06-20 13:30 150 given PLANNED", "2022-06-22 14:30 150 given PLANNED", "2022-06-23 13:30 150 given PLANNED",
		}, planning(w, list))
		require.True(t, list[1].GetSessionConfirmed())
		require.False(t, list[1].GetAdjusted())

		_, err := r.cancelSeries(t, made.GetId(), "2022-06-23")
		require.NoError(t, err)
		r.event(t, sessionOn(t, w, 29))
		require.Len(t, r.shiftsOf(t, made.GetId()), 3, "no session adds one any more")
	})
}

func TestShiftOfANewSessionIsOpenWhereItsWorkerCannot(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t, func(a *domain.Assignment) { a.State, a.End = domain.Ended, date(t, "2022-06-26") })
		r.neighbour.has(sessionOn(t, w, 20))
		made := r.addSeries(t, seriesOf(w, following))
		r.planShift(t, w, func(m *volunteersv1.Shift) { m.Date, m.TimeOfDay = "2022-06-22", "15:00" })

		r.event(t, sessionOn(t, w, 22), sessionOn(t, w, 23), sessionOn(t, w, 23), sessionOn(t, w, 27))

		texts := planning(w, r.shiftsOf(t, made.GetId()))
		slices.Sort(texts)
		require.Equal(t, []string{
			"2022-06-20 14:00 120 given PLANNED", "2022-06-22 14:00 120 open PLANNED", "2022-06-23 14:00 120 given PLANNED",
			"2022-06-23 14:00 120 open PLANNED", "2022-06-27 14:00 120 open PLANNED",
		}, texts, "other work, two at once, and work that ended")
	})
}

func TestSessionsThatComeWhileASeriesIsPlannedHaveOneShiftEach(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		r.neighbour.has(sessionOn(t, w, 16))
		var fresh []domain.Session
		for day := 17; day < 30; day++ {
			fresh = append(fresh, sessionOn(t, w, day))
		}
		req := seriesOf(w, following, func(m *volunteersv1.ShiftSeries) { m.StartDate = "2022-06-16" })
		for i, err := range together(1+len(fresh), func(i int) error {
			if i == 0 {
				_, err := r.series.CreateShiftSeries(r.coordinator(t), req)
				return err
			}
			r.event(t, fresh[i-1])
			return nil
		}) {
			require.NoError(t, err, i)
		}
		made := r.addSeries(t, req)
		require.Len(t, r.shiftsOf(t, made.GetId()), 1+len(fresh))
	})
}
