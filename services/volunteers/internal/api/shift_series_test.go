package api_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestSeriesHasAShiftAtEveryOccurrenceButItsExceptions(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		req := seriesOf(w, func(m *volunteersv1.ShiftSeries) {
			m.Exceptions, m.Place = []string{"2022-06-28", "2022-12-25"}, "Balie"
		})

		made := r.addSeries(t, req)

		require.Equal(t, int32(3), made.GetShiftCount())
		require.Equal(t, coordinatorSubject, made.GetRecorder())
		list := r.shiftsOf(t, made.GetId())
		require.Equal(t, []string{
			"2022-06-21 10:00 120 given PLANNED", "2022-07-05 10:00 120 given PLANNED", "2022-07-12 10:00 120 given PLANNED",
		}, planning(w, list))
		require.Equal(t, "Balie", list[0].GetPlace())
		before := r.state(t)["shift"]
		requireProto(t, made, r.addSeries(t, req))
		require.Equal(t, before, r.state(t)["shift"], "a second delivery adds nothing")
		got, err := r.series.GetShiftSeries(r.coordinator(t), &volunteersv1.GetShiftSeriesRequest{Id: made.GetId()})
		require.NoError(t, err)
		requireProto(t, made, got)
		other := r.addSeries(t, seriesOf(w, func(m *volunteersv1.ShiftSeries) { m.AssignmentId = "" }))
		for _, c := range []struct {
			req  *volunteersv1.ListShiftSeriesRequest
			want int
		}{
			{&volunteersv1.ListShiftSeriesRequest{}, 2}, {&volunteersv1.ListShiftSeriesRequest{AssignmentId: w.assignment.ID}, 1},
			{&volunteersv1.ListShiftSeriesRequest{RoleId: w.role.ID, PageSize: 1}, 1}, {&volunteersv1.ListShiftSeriesRequest{ActivityId: "x"}, 0},
		} {
			answer, err := r.series.ListShiftSeries(r.coordinator(t), c.req)
			require.NoError(t, err)
			require.Len(t, answer.GetSeries(), c.want, "%v", c.req)
		}
		require.Empty(t, r.shiftsOf(t, other.GetId())[0].GetAssignmentId())
		require.Len(t, r.lines(t, "CreateShiftSeries"), 2, "each of its person; the open one is of nobody")
		require.Len(t, r.lines(t, "GetShiftSeries"), 1)
	})
}

func TestEveryFaultOfASeriesIsToldWithItsDay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t, func(a *domain.Assignment) { a.State, a.End = domain.Ended, date(t, "2022-07-05") })
		r.planShift(t, w, func(m *volunteersv1.Shift) { m.Date = "2022-06-28" })
		create := func(req *volunteersv1.CreateShiftSeriesRequest) error {
			_, err := r.series.CreateShiftSeries(r.coordinator(t), req)
			return err
		}
		r.refuses(t, invalid("series.assignment_id OVERLAP", "series.assignment_id ASSIGNMENT_NOT_ACTIVE"), func() error {
			err := create(seriesOf(w))
			var days []string
			for _, f := range fault.FromStatus(status.Convert(err)).Fields {
				days = append(days, f.Text[:len("On 2022-06-28")])
			}
			require.Equal(t, []string{"On 2022-06-28", "On 2022-07-12"}, days)
			return err
		})
		for name, c := range map[string]struct {
			change func(*volunteersv1.ShiftSeries)
			want   refusal
		}{
			"nothing said": {func(m *volunteersv1.ShiftSeries) { m.Rule, m.TimeOfDay, m.DurationMinutes = "", "", 0 }, invalid(
				"series.rule TIMES_MISSING", "series.time_of_day TIMES_MISSING", "series.duration_minutes TIMES_MISSING")},
			"both": {func(m *volunteersv1.ShiftSeries) { m.ActivityId = "taalcafe" }, invalid("series.rule TIMES_UNEXPECTED",
				"series.time_of_day TIMES_UNEXPECTED", "series.duration_minutes TIMES_UNEXPECTED", "series.end_date END_DATE_MISSING")},
			"of nothing": {func(m *volunteersv1.ShiftSeries) { m.RoleId, m.AssignmentId = "x", "y" }, invalid(
				"series.role_id ROLE_UNKNOWN", "series.assignment_id ASSIGNMENT_UNKNOWN")},
			"bad rule": {func(m *volunteersv1.ShiftSeries) { m.Rule, m.RoleId = "FREQ=WEEKLY", "x" }, invalid(
				"series.rule RRULE_WITHOUT_END", "series.role_id ROLE_UNKNOWN", "series.assignment_id ASSIGNMENT_OF_OTHER_ROLE")},
			"bad dates": {func(m *volunteersv1.ShiftSeries) { m.StartDate, m.Exceptions = "2022-02-30", []string{"2022-06-31"} }, invalid(
				"series.start_date DATE_INVALID", "series.exceptions[0] DATE_INVALID")},
			"in the past": {func(m *volunteersv1.ShiftSeries) {
				m.StartDate, m.Rule = "2022-06-14", "FREQ=WEEKLY;BYDAY=TU;COUNT=2"
			}, invalid("series.rule IN_PAST")},
			"nothing there": {func(m *volunteersv1.ShiftSeries) { following(m); m.EndDate = "2022-06-21" }, invalid(
				"series.activity_id ACTIVITY_WITHOUT_SESSIONS")},
			"backwards": {func(m *volunteersv1.ShiftSeries) { following(m); m.EndDate = "2022-06-01" }, invalid(
				"series.end_date LAST_BEFORE_FIRST", "series.activity_id ACTIVITY_WITHOUT_SESSIONS")},
		} {
			t.Run(name, func(t *testing.T) { r.refuses(t, c.want, func() error { return create(seriesOf(w, c.change)) }) })
		}
		req := seriesOf(w, func(m *volunteersv1.ShiftSeries) { m.Rule = "FREQ=WEEKLY;BYDAY=TU;COUNT=2" })
		req.OverlapOverride = &volunteersv1.ShiftOverride{Reason: " "}
		r.refuses(t, invalid("overlap_override.reason OVERRIDE_WITHOUT_REASON"), func() error { return create(req) })
		req.OverlapOverride.Reason = "ze doet beide tegelijk"
		made := r.addSeries(t, req)
		require.Equal(t, "ze doet beide tegelijk", made.GetOverrideReason())
		list := r.shiftsOf(t, made.GetId())
		require.Empty(t, list[0].GetOverrideReason(), "nothing is in its way")
		require.Equal(t, "ze doet beide tegelijk", list[1].GetOverrideReason())
	})
}

func TestSeriesOfAnActivityHasItsSessions(t *testing.T) {
	for name, away := range map[string]bool{"asked": false, "away": true} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, r *rig) {
				w := r.aWorker(t)
				for day := 20; day < 25; day++ {
					r.neighbour.has(sessionOn(t, w, day))
				}
				r.neighbour.has(sessionOn(t, w, 26, func(one *domain.Session) { one.State = domain.SessionCancelled }))
				r.neighbour.has(sessionOn(t, w, 27, func(one *domain.Session) { one.ActivityID = "other" }))
				r.hears(t, sessionOn(t, w, 28))
				if away {
					r.neighbour.fails(fault.Unavailable)
				}
				made := r.addSeries(t, seriesOf(w, following, func(m *volunteersv1.ShiftSeries) {
					m.MinutesBefore, m.MinutesAfter, m.Exceptions = 30, 15, []string{"2022-06-21"}
				}))
				list := r.shiftsOf(t, made.GetId())
				if away {
					require.Equal(t, []string{"2022-06-28 13:30 165 given PLANNED"}, planning(w, list), "what events told")
					require.False(t, list[0].GetSessionConfirmed())
					return
				}
				require.Equal(t, []string{
					"2022-06-20 13:30 165 given PLANNED", "2022-06-22 13:30 165 given PLANNED", "2022-06-23 13:30 165 given PLANNED",
					"2022-06-24 13:30 165 given PLANNED", "2022-06-28 13:30 165 given PLANNED",
				}, planning(w, list))
				require.True(t, list[0].GetSessionConfirmed())
				require.Equal(t, "Buurtcentrum haven", list[0].GetPlace())
			})
		})
	}
}

func TestSeriesOfAnActivityIsForARoleOfItsProgramme(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w, other := r.aWorker(t), r.aWorker(t)
		r.neighbour.has(sessionOn(t, other, 20))
		r.neighbour.has(sessionOn(t, other, 21))
		r.refuses(t, invalid("series.activity_id SESSION_OF_OTHER_PROGRAMME", "series.activity_id SESSION_OF_OTHER_PROGRAMME"), func() error {
			_, err := r.series.CreateShiftSeries(r.coordinator(t), seriesOf(w, following))
			return err
		})
	})
}

func TestWhatWasChangedByItselfStaysSo(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		made := r.addSeries(t, seriesOf(w))
		list := r.shiftsOf(t, made.GetId())
		_, err := r.shifts.CreateShiftMove(r.coordinator(t), &volunteersv1.CreateShiftMoveRequest{
			ShiftId: list[1].GetId(), Move: &volunteersv1.ShiftMove{Date: "2022-06-29"},
		})
		require.NoError(t, err)
		_, err = r.giveShift(t, list[2].GetId(), "")
		require.NoError(t, err)
		_, err = r.shifts.CreateShiftCancellation(r.coordinator(t), &volunteersv1.CreateShiftCancellationRequest{
			ShiftId: list[3].GetId(), Cancellation: &volunteersv1.ShiftCancellation{Reason: volunteersv1.ShiftCancellationReason_SHIFT_CANCELLATION_REASON_OTHER},
		})
		require.NoError(t, err)
		list = r.shiftsOf(t, made.GetId())
		require.Equal(t, []string{
			"2022-06-21 10:00 120 given PLANNED", "2022-06-29 10:00 120 given PLANNED", "2022-07-05 10:00 120 open PLANNED",
			"2022-07-12 10:00 120 given CANCELLED",
		}, planning(w, list))
		for i, s := range list {
			require.Equal(t, i > 0, s.GetAdjusted())
		}
	})
}

func TestCancelledSeriesEndsFromADateOn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		made := r.addSeries(t, seriesOf(w))
		other := r.addSeries(t, seriesOf(w, func(m *volunteersv1.ShiftSeries) { m.TimeOfDay = "14:00" }))
		cancel := func(id, from, etag string) func() error {
			return func() error {
				_, err := r.series.CreateShiftSeriesCancellation(r.coordinator(t), &volunteersv1.CreateShiftSeriesCancellationRequest{
					ShiftSeriesId: id, Cancellation: &volunteersv1.ShiftSeriesCancellation{FromDate: from, Etag: etag},
				})
				return err
			}
		}
		r.refuses(t, invalid("cancellation.from_date DATE_INVALID"), cancel(made.GetId(), "2022-06-31", ""))
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, cancel(made.GetId(), "", "7"))
		r.refuses(t, gone("SHIFT_SERIES_NOT_FOUND"), cancel(ids.New(), "", ""))

		cancelled, err := r.cancelSeries(t, made.GetId(), "2022-07-05")

		require.NoError(t, err)
		require.Equal(t, volunteersv1.ShiftState_SHIFT_STATE_CANCELLED, cancelled.GetState())
		require.Equal(t, int32(4), cancelled.GetShiftCount())
		list := r.shiftsOf(t, made.GetId())
		require.Equal(t, "PLANNED PLANNED CANCELLED CANCELLED", strings.Join(states(list), " "))
		require.Equal(t, volunteersv1.ShiftCancellationReason_SHIFT_CANCELLATION_REASON_SERIES_CANCELLED, list[3].GetCancellationReason())
		require.NotContains(t, states(r.shiftsOf(t, other.GetId())), "CANCELLED", "nothing else is touched")
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "SHIFT_SERIES_CANCELLED"}, cancel(made.GetId(), "", ""))

		r.clock.Set(june(28, 15)) // two have ended, and the third of the other has begun
		_, err = r.cancelSeries(t, other.GetId(), "")
		require.NoError(t, err)
		require.Equal(t, "PLANNED PLANNED CANCELLED CANCELLED", strings.Join(states(r.shiftsOf(t, other.GetId())), " "))
	})
}

func states(list []*volunteersv1.Shift) (texts []string) {
	for _, s := range list {
		texts = append(texts, s.GetState().String()[len("SHIFT_STATE_"):])
	}
	return texts
}
