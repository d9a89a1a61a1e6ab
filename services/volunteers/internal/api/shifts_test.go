package api_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

func TestShiftIsPlannedAsAskedAndReadAsAnswered(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		m := r.planShift(t, w, func(m *volunteersv1.Shift) { m.Place = "Grote Markt" })
		require.Equal(t, w.assignment.ID, m.GetAssignmentId())
		require.Equal(t, "2022-06-20 10:00 Grote Markt", m.GetDate()+" "+m.GetTimeOfDay()+" "+m.GetPlace())
		require.EqualValues(t, 120, m.GetDurationMinutes())
		require.Equal(t, june(20, 10), m.GetStartTime().AsTime())
		require.Equal(t, june(20, 12), m.GetEndTime().AsTime())
		require.Equal(t, volunteersv1.ShiftState_SHIFT_STATE_PLANNED, m.GetState())
		require.Equal(t, coordinatorSubject, m.GetRecorder())
		require.False(t, m.GetSessionConfirmed())
		requireProto(t, m, r.shift(t, m.GetId()))
	})
}

func TestSecondDeliveryPlansNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		req := shiftOf(r.aWorker(t))
		first, err := r.shifts.CreateShift(r.coordinator(t), req)
		require.NoError(t, err)
		again, err := r.shifts.CreateShift(r.coordinator(t), req)
		require.NoError(t, err)
		requireProto(t, first, again)
		require.Len(t, r.rows(t, "shift"), 1)
		req.Shift.DurationMinutes = 60
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.shifts.CreateShift(r.coordinator(t), req)
			return err
		})
	})
}

func TestShiftIsRefusedWithEveryReason(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w, other := r.aWorker(t), r.aWorker(t)
		cancelled := aSession(t, other.role, func(one *domain.Session) { one.State = domain.SessionCancelled })
		r.hears(t, cancelled)
		for name, c := range map[string]struct {
			change func(m *volunteersv1.Shift)
			want   []string
		}{
			"no role": {func(m *volunteersv1.Shift) { m.RoleId, m.AssignmentId = "absent", "" }, []string{"shift.role_id ROLE_UNKNOWN"}},
			"no times": {func(m *volunteersv1.Shift) { m.Date, m.TimeOfDay, m.DurationMinutes = "", "", 0 }, []string{
				"shift.date TIMES_MISSING", "shift.time_of_day TIMES_MISSING", "shift.duration_minutes TIMES_MISSING",
			}},
			"a date that does not exist": {func(m *volunteersv1.Shift) { m.Date = "2022-06-31" }, []string{"shift.date DATE_INVALID"}},
			"too long, minutes before": {func(m *volunteersv1.Shift) { m.DurationMinutes, m.MinutesBefore = 1441, 5 }, []string{
				"shift.minutes_before TIMES_UNEXPECTED", "shift.duration_minutes DURATION_INVALID",
			}},
			"in the past": {func(m *volunteersv1.Shift) { m.Date = "2022-06-14" }, []string{"shift.date IN_PAST"}},
			"no session": {func(m *volunteersv1.Shift) { m.SessionId = "absent" }, []string{
				"shift.date TIMES_UNEXPECTED", "shift.time_of_day TIMES_UNEXPECTED", "shift.duration_minutes TIMES_UNEXPECTED",
				"shift.session_id SESSION_UNKNOWN",
			}},
			"a cancelled session elsewhere, for another": {func(m *volunteersv1.Shift) {
				atSession(cancelled)(m)
				m.AssignmentId = other.assignment.ID
			}, []string{
				"shift.session_id SESSION_CANCELLED", "shift.session_id SESSION_OF_OTHER_PROGRAMME",
				"shift.assignment_id ASSIGNMENT_OF_OTHER_ROLE",
			}},
			"nobody": {func(m *volunteersv1.Shift) { m.AssignmentId = "absent" }, []string{"shift.assignment_id ASSIGNMENT_UNKNOWN"}},
			"overlap for no reason": {func(m *volunteersv1.Shift) {
				m.OverlapOverride = &volunteersv1.ShiftOverride{Reason: "  "}
			}, []string{"shift.overlap_override.reason OVERRIDE_WITHOUT_REASON"}},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(c.want...), func() error {
					_, err := r.shifts.CreateShift(r.coordinator(t), shiftOf(w, c.change))
					return err
				})
			})
		}
	})
}

func TestPersonIsInOnePlaceAtATime(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		first := r.planShift(t, w)
		role, a := r.moreWork(t, w.engagement.ID)
		more := worker{role: role, assignment: a}
		r.planShift(t, more, onTime("12:00", 30))
		r.planShift(t, more, onTime("11:00", 30), open)
		r.refuses(t, invalid("shift.assignment_id OVERLAP", "shift.assignment_id OVERLAP"), func() error {
			_, err := r.shifts.CreateShift(r.coordinator(t), shiftOf(more, onTime("11:30", 60)))
			return err
		})
		r.refuses(t, invalid("shift.overlap_override OVERRIDE_NOT_ALLOWED"), func() error {
			_, err := r.shifts.CreateShift(r.importer(t), shiftOf(more, onTime("11:30", 60), overridden))
			return err
		})
		twice := r.planShift(t, more, onTime("11:30", 30), overridden)
		require.Equal(t, "helpt bij beide", twice.GetOverrideReason())
		require.Equal(t, []string{first.GetId()}, twice.GetOverlaps())
		require.Equal(t, []string{twice.GetId()}, r.shift(t, first.GetId()).GetOverlaps(), "the other way too")
		require.Empty(t, r.planShift(t, w, onTime("18:00", 60), overridden).GetOverrideReason(), "it was not needed")
	})
}

// overridden has a shift overlap others all the same.
func overridden(m *volunteersv1.Shift) {
	m.OverlapOverride = &volunteersv1.ShiftOverride{Reason: "helpt bij beide"}
}

func TestBatchIsPlannedWholeOrNotAtAll(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w, other := r.aWorker(t), r.aWorker(t)
		batch := &volunteersv1.BatchCreateShiftsRequest{Requests: []*volunteersv1.CreateShiftRequest{
			shiftOf(w), shiftOf(other), shiftOf(w, onTime("11:00", 60)), shiftOf(w, func(m *volunteersv1.Shift) { m.RoleId = "absent" }),
		}}
		r.refuses(t, invalid(
			"requests[2].shift.assignment_id OVERLAP", "requests[3].shift.role_id ROLE_UNKNOWN",
			"requests[3].shift.assignment_id ASSIGNMENT_OF_OTHER_ROLE", "requests[3].shift.assignment_id OVERLAP",
		), func() error {
			_, err := r.shifts.BatchCreateShifts(r.coordinator(t), batch)
			return err
		})
		batch.Requests = batch.Requests[:2]
		answer, err := r.shifts.BatchCreateShifts(r.coordinator(t), batch)
		require.NoError(t, err)
		require.Len(t, answer.GetShifts(), 2)
		again, err := r.shifts.BatchCreateShifts(r.coordinator(t), batch)
		require.NoError(t, err)
		require.Equal(t, answer.GetShifts()[1].GetId(), again.GetShifts()[1].GetId())
		require.Len(t, r.rows(t, "shift"), 2)
	})
}

func TestOfManyAtTheSameTimeOneIsPlanned(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		role, a := r.moreWork(t, w.engagement.ID)
		both := []worker{w, {role: role, assignment: a}}
		errs := together(12, func(i int) error {
			_, err := r.shifts.CreateShift(r.coordinator(t), shiftOf(both[i%2], onTime(fmt.Sprintf("10:%02d", i), 60)))
			return err
		})
		planned := 0
		for _, err := range errs {
			if err == nil {
				planned++
				continue
			}
			invalid("shift.assignment_id OVERLAP").require(t, err)
		}
		require.Equal(t, 1, planned)
	})
}

func TestImporterRecordsShiftsOfThePast(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		r.write(t, func(ctx context.Context, s store.Store) error {
			w.role.Certificates, w.role.Version = []domain.RequiredCertificate{{Kind: domain.VOG}}, 2
			return s.UpdateRole(ctx, w.role)
		})
		past := func(m *volunteersv1.Shift) { m.Date = "2022-06-14" }
		_, err := r.shifts.CreateShift(r.importer(t), shiftOf(w, past))
		require.NoError(t, err)
		r.refuses(t, invalid("shift.assignment_id CERTIFICATE_MISSING"), func() error {
			_, err := r.shifts.CreateShift(r.importer(t), shiftOf(w))
			return err
		})
	})
}

func TestShiftsAreListedAsTheyStartAndFiltered(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w, other := r.aWorker(t), r.aWorker(t)
		day := func(text string) func(*volunteersv1.Shift) { return func(m *volunteersv1.Shift) { m.Date = text } }
		c := r.planShift(t, w, day("2022-06-22"))
		a := r.planShift(t, w)
		b := r.planShift(t, other)
		d := r.planShift(t, other, onTime("11:00", 60), overridden)
		e := r.planShift(t, w, open, onTime("23:59", 60))
		ids := func(req *volunteersv1.ListShiftsRequest) (list []string) {
			req.PageSize = 2
			for {
				answer, err := r.shifts.ListShifts(r.coordinator(t), req)
				require.NoError(t, err)
				for _, m := range answer.GetShifts() {
					list = append(list, m.GetId())
				}
				if req.PageToken = answer.GetNextPageToken(); req.PageToken == "" {
					return list
				}
			}
		}
		A, B, C, D, E := a.GetId(), b.GetId(), c.GetId(), d.GetId(), e.GetId()
		for name, x := range map[string]struct {
			req  *volunteersv1.ListShiftsRequest
			want []string
		}{
			"all":           {&volunteersv1.ListShiftsRequest{}, []string{A, B, D, E, C}},
			"of a relation": {&volunteersv1.ListShiftsRequest{EngagementId: w.engagement.ID}, []string{A, C}},
			"of work":       {&volunteersv1.ListShiftsRequest{AssignmentId: other.assignment.ID}, []string{B, D}},
			"of a role":     {&volunteersv1.ListShiftsRequest{RoleId: w.role.ID}, []string{A, E, C}},
			"from":          {&volunteersv1.ListShiftsRequest{FromDate: "2022-06-21"}, []string{C}},
			"to":            {&volunteersv1.ListShiftsRequest{ToDate: "2022-06-20"}, []string{A, B, D, E}},
			"open":          {&volunteersv1.ListShiftsRequest{Open: true}, []string{E}},
			"overlapping":   {&volunteersv1.ListShiftsRequest{Overlapping: true}, []string{B, D}},
			"cancelled":     {&volunteersv1.ListShiftsRequest{State: volunteersv1.ShiftState_SHIFT_STATE_CANCELLED}, nil},
		} {
			require.Equal(t, x.want, ids(x.req), name)
		}
		_, err := r.shifts.ListShifts(r.coordinator(t), &volunteersv1.ListShiftsRequest{FromDate: "2022-02-30"})
		invalid("from_date DATE_INVALID").require(t, err)
	})
}

func TestShiftIsGivenToSomebodyElseAndToNobody(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		p := r.aPerson(t)
		a := r.anAssignment(t, r.anEngagement(t, p.ID).ID, w.role.ID)
		m := r.planShift(t, w)
		given, err := r.giveShift(t, m.GetId(), a.ID)
		require.NoError(t, err)
		require.Equal(t, a.ID, given.GetAssignmentId())
		require.NotEqual(t, m.GetEtag(), given.GetEtag())
		r.planShift(t, w, onTime("11:00", 60))
		r.refuses(t, invalid("assignment.assignment_id OVERLAP"), func() error {
			_, err := r.giveShift(t, m.GetId(), w.assignment.ID)
			return err
		})
		r.refuses(t, refusal{codes.Aborted, "ETAG_MISMATCH", nil}, func() error {
			_, err := r.giveShift(t, m.GetId(), "", func(g *volunteersv1.ShiftAssignment) { g.Etag = m.GetEtag() })
			return err
		})
		opened, err := r.giveShift(t, m.GetId(), "")
		require.NoError(t, err)
		require.Empty(t, opened.GetAssignmentId())
		again, err := r.giveShift(t, m.GetId(), w.assignment.ID, func(g *volunteersv1.ShiftAssignment) {
			g.OverlapOverride = &volunteersv1.ShiftOverride{Reason: "helpt bij beide"}
		})
		require.NoError(t, err)
		require.Equal(t, "helpt bij beide", again.GetOverrideReason())
		require.Len(t, r.rows(t, "shift_change"), 3)
	})
}

func TestShiftOfManyIsGivenToOne(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		shifts := make([]string, 6)
		for i := range shifts {
			shifts[i] = r.planShift(t, w, open).GetId()
		}
		errs := together(len(shifts), func(i int) error {
			_, err := r.giveShift(t, shifts[i], w.assignment.ID)
			return err
		})
		given := 0
		for _, err := range errs {
			if err == nil {
				given++
			} else {
				invalid("assignment.assignment_id OVERLAP").require(t, err)
			}
		}
		require.Equal(t, 1, given)
	})
}

func TestShiftIsMovedAndCancelledWhileItHasNotBegun(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		m := r.planShift(t, w)
		move := func(id string, to *volunteersv1.ShiftMove) (*volunteersv1.Shift, error) {
			return r.shifts.CreateShiftMove(r.coordinator(t), &volunteersv1.CreateShiftMoveRequest{
				ShiftId: id, Move: to, RequestId: ids.New(),
			})
		}
		moved, err := move(m.GetId(), &volunteersv1.ShiftMove{Date: "2022-06-21", Place: "Bos"})
		require.NoError(t, err)
		require.Equal(t, "2022-06-21 10:00", moved.GetDate()+" "+moved.GetTimeOfDay())
		require.Equal(t, "Bos", moved.GetPlace())
		r.planShift(t, w)
		r.refuses(t, invalid("move.assignment_id OVERLAP"), func() error {
			_, err := move(m.GetId(), &volunteersv1.ShiftMove{Date: "2022-06-20", TimeOfDay: "11:00"})
			return err
		})
		r.refuses(t, invalid("move.date IN_PAST"), func() error {
			_, err := move(m.GetId(), &volunteersv1.ShiftMove{Date: "2022-06-14"})
			return err
		})
		cancel := func(id string) (*volunteersv1.Shift, error) {
			return r.shifts.CreateShiftCancellation(r.coordinator(t), &volunteersv1.CreateShiftCancellationRequest{
				ShiftId: id, RequestId: ids.New(), Cancellation: &volunteersv1.ShiftCancellation{
					Reason: volunteersv1.ShiftCancellationReason_SHIFT_CANCELLATION_REASON_NOT_NEEDED,
				},
			})
		}
		cancelled, err := cancel(m.GetId())
		require.NoError(t, err)
		require.Equal(t, volunteersv1.ShiftState_SHIFT_STATE_CANCELLED, cancelled.GetState())
		for name, call := range map[string]func() error{
			"moved":  func() error { _, err := move(m.GetId(), &volunteersv1.ShiftMove{Date: "2022-06-22"}); return err },
			"given":  func() error { _, err := r.giveShift(t, m.GetId(), ""); return err },
			"cancel": func() error { _, err := cancel(m.GetId()); return err },
		} {
			t.Run(name, func(t *testing.T) { r.refuses(t, refusal{codes.FailedPrecondition, "SHIFT_CANCELLED", nil}, call) })
		}
		soon := r.planShift(t, w, func(m *volunteersv1.Shift) { m.Date, m.TimeOfDay = "2022-06-15", "18:00" })
		r.clock.Advance(6 * time.Hour)
		r.refuses(t, refusal{codes.FailedPrecondition, "SHIFT_BEGUN", nil}, func() error { _, err := cancel(soon.GetId()); return err })
	})
}

func TestShiftStaysOnTheClockOnTheWallWhenTheClocksChange(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		m := r.planShift(t, r.aWorker(t), func(m *volunteersv1.Shift) { m.Date = "2022-10-29" })
		moved, err := r.shifts.CreateShiftMove(r.coordinator(t), &volunteersv1.CreateShiftMoveRequest{
			ShiftId: m.GetId(), Move: &volunteersv1.ShiftMove{Date: "2022-10-31"},
		})
		require.NoError(t, err)
		require.Equal(t, "10:00", moved.GetTimeOfDay())
		require.Equal(t, 49*time.Hour, moved.GetStartTime().AsTime().Sub(m.GetStartTime().AsTime()))
	})
}
